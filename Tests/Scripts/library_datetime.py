# SPDX-License-Identifier: Apache-2.0
# datetime and the calendar's side of time.
import time
from datetime import MAXYEAR, date, datetime, time as clock, timedelta, timezone, tzinfo

d = date(2024, 2, 29)
print(d, repr(d), d.weekday(), d.isoweekday(), tuple(d.isocalendar()), d.toordinal(), d.ctime(), d.strftime("%d/%m/%y %j %A"))
print(d + timedelta(days=365), d - date(2000, 1, 1), d.replace(year=2020), date.fromordinal(738000), date.fromisoformat("2021-03-04"))
print(date.fromisocalendar(2020, 53, 5), date.fromisoformat("20210304"), date.fromisoformat("2020-W53-5"), date.min, date.max, f"{d:%Y}")
for bad in (lambda: date(2023, 2, 29), lambda: date(0, 1, 1), lambda: date(2000, 13, 1), lambda: date.fromisoformat("2020-1-1"), lambda: date.max + timedelta(1), lambda: date(2000, 1)):
    try:
        bad()
    except (ValueError, OverflowError, TypeError) as error:
        print(type(error).__name__, error)
for ordinal in range(1, 3652059, 99991):
    each = date.fromordinal(ordinal)
    assert each.toordinal() == ordinal
print(d < date(2024, 3, 1), d == date(2024, 2, 29), hash(d) == hash(date(2024, 2, 29)), sorted([d, date.min]))

t = timedelta(days=1, hours=2, minutes=3, seconds=4.5, milliseconds=6, microseconds=7, weeks=1)
print(t, repr(t), t.total_seconds(), -t, abs(-t), t * 2, t / 2, t // timedelta(hours=1), t % timedelta(hours=1), divmod(t, timedelta(days=1)))
print(t * 1.5, t / 7.3, t / timedelta(hours=1), timedelta(microseconds=0.5), timedelta(microseconds=1.5), timedelta(0.1, 0.2), timedelta(-1, 3), bool(timedelta()), timedelta.max)
print(timedelta(seconds=-1), timedelta(1) > timedelta(0.5), timedelta(hours=24) == timedelta(1), t.days, t.seconds, t.microseconds)
for bad in (lambda: timedelta(days=10 ** 9), lambda: timedelta("a")):
    try:
        bad()
    except (TypeError, OverflowError) as error:
        print(type(error).__name__, error)

c = clock(13, 5, 7, 90)
print(c, repr(c), c.isoformat("minutes"), c.replace(hour=1), clock.fromisoformat("04:05:06.789+02:00"), c < clock(14), c.strftime("%H-%M %p %I %f"), bool(clock()))

m = datetime(2023, 12, 25, 10, 30, 15, 123456)
print(m, repr(m), m.date(), m.time(), m.isoformat(" ", "milliseconds"), m.ctime(), m.timetuple(), m.weekday())
print(m + timedelta(days=10, hours=20), m - datetime(2023, 1, 1), m.replace(month=1), m.strftime("%a %b %d %H:%M:%S.%f %Y %z|%Z|%%"), f"{m:%H:%M}")
utc = datetime(2020, 1, 1, tzinfo=timezone.utc)
cet = timezone(timedelta(hours=1), "CET")
print(utc, repr(utc), utc.astimezone(cet), utc.timestamp(), utc == utc.astimezone(cet), cet, repr(cet), timezone(timedelta(hours=-3.5)), utc.tzname())
print(datetime.fromtimestamp(1e9, timezone.utc), datetime.fromtimestamp(1.5, cet), datetime.fromisoformat("2011-11-04T00:05:23+04:00"), datetime.fromisoformat("2011-11-04"), datetime.fromisoformat("20111104T000523Z"))
print(datetime.combine(d, c), datetime.strptime("21 Jun 2019 14:05", "%d %b %Y %H:%M"), datetime.strptime("2020-02-29T01:02:03.5 +0530", "%Y-%m-%dT%H:%M:%S.%f %z"))
print(datetime.strptime("3:04 PM 1/2/70", "%I:%M %p %m/%d/%y"), datetime.strptime("2021 200", "%Y %j"), datetime.strptime("Monday 30 2021", "%A %W %Y"), datetime.strptime("2020-W10-3", "%G-W%V-%u"))
for bad in (lambda: datetime.strptime("x", "%Y"), lambda: datetime.strptime("2020 5", "%Y"), lambda: datetime.strptime("2", "%Q"), lambda: m < utc, lambda: m - utc, lambda: datetime(2020, 1, 1, 25), lambda: datetime(2020, 1, 1, tzinfo=3), lambda: m < d, lambda: datetime.fromisoformat("nope")):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(m == d, m != d, m == utc, hash(utc) == hash(utc.astimezone(cet)), datetime.min, MAXYEAR)


class Summer(tzinfo):
    def utcoffset(self, dt):
        return timedelta(hours=1) + self.dst(dt)

    def dst(self, dt):
        return timedelta(hours=1 if 4 <= dt.month <= 9 else 0)

    def tzname(self, dt):
        return "SUM"


z = datetime(2022, 7, 1, 12, tzinfo=Summer())
print(z, z.utcoffset(), z.dst(), z.astimezone(timezone.utc), datetime(2022, 7, 1, tzinfo=timezone.utc).astimezone(Summer()), z.utctimetuple().tm_hour, z.timetuple().tm_isdst)

g = time.gmtime(86400 * 365)
print(g, g.tm_year, g[7], time.asctime(g), time.strftime("%Y-%m-%d %H:%M:%S", g), time.strptime("30 Nov 00", "%d %b %y")[:8])
print(time.mktime(time.localtime(1e9)) == 1e9, len(time.tzname), time.sleep(0.001), type(g).__name__, isinstance(g, tuple))
for bad in (lambda: time.sleep(-1), lambda: time.asctime((1, 2)), lambda: time.strftime("%Y", (2000, 13) + (0,) * 7)):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
