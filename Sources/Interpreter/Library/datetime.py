# SPDX-License-Identifier: Apache-2.0
"""Dates and times of the proleptic Gregorian calendar."""

import math as _math
import time as _time
from operator import index as _index

__all__ = ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR",
           "UTC")

MINYEAR = 1
MAXYEAR = 9999
_MAX_ORDINAL = 3652059
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


# MARK: the calendar

def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _DAYS[month - 1]


def _days_before_year(year):
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400


def _days_before_month(year, month):
    return sum(_DAYS[:month - 1]) + (month > 2 and _is_leap(year))


def _to_ordinal(year, month, day):
    return _days_before_year(year) + _days_before_month(year, month) + day


def _from_ordinal(ordinal):
    """Year, month and day of a day counted from 1 January of the year 1, which is day 1."""
    cycles, rest = divmod(ordinal - 1, 146097)
    centuries = min(rest // 36524, 3)
    rest -= centuries * 36524
    fours, rest = divmod(rest, 1461)
    years = min(rest // 365, 3)
    rest -= years * 365
    year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
    month = 1
    while rest >= _days_in_month(year, month):
        rest -= _days_in_month(year, month)
        month += 1
    return year, month, rest + 1


def _first_iso_monday(year):
    """The ordinal of the Monday of the first week: the one with the year's first Thursday."""
    first = _to_ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


def _from_iso_calendar(year, week, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"Year is out of range: {year}")
    weeks = (_first_iso_monday(year + 1) - _first_iso_monday(year)) // 7
    if not 1 <= week <= weeks:
        raise ValueError(f"Invalid week: {week}")
    if not 1 <= day <= 7:
        raise ValueError(f"Invalid weekday: {day} (range is [1, 7])")
    return _from_ordinal(_first_iso_monday(year) + (week - 1) * 7 + day - 1)


def _check_date(year, month, day):
    year, month, day = _index(year), _index(month), _index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second = _index(hour), _index(minute), _index(second)
    microsecond = _index(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond, fold


def _check_zone(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(
            f"tzinfo argument must be None or of a tzinfo subclass, not type "
            f"'{type(tz).__name__}'")


def _check_offset(name, offset):
    if offset is None:
        return
    if not isinstance(offset, timedelta):
        raise TypeError(f"tzinfo.{name}() must return None or a timedelta, not "
                        f"'{type(offset).__name__}'")
    if not -timedelta(1) < offset < timedelta(1):
        raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                         "timedelta(hours=24).")


def _offset_text(offset, separator=":"):
    """+hh:mm, with seconds and their fraction where there are any."""
    if offset is None:
        return ""
    sign = "-" if offset.days < 0 else "+"
    minutes, rest = divmod(abs(offset), timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    text = f"{sign}{hours:02d}{separator}{minutes:02d}"
    if rest:
        text += f"{separator}{rest.seconds:02d}"
        if rest.microseconds:
            text += f".{rest.microseconds:06d}"
    return text


def _time_text(hour, minute, second, microsecond, timespec):
    texts = {
        "hours": "{:02d}", "minutes": "{:02d}:{:02d}", "seconds": "{:02d}:{:02d}:{:02d}",
        "milliseconds": "{:02d}:{:02d}:{:02d}.{:03d}",
        "microseconds": "{:02d}:{:02d}:{:02d}.{:06d}",
    }
    if timespec == "auto":
        timespec = "microseconds" if microsecond else "seconds"
    elif timespec == "milliseconds":
        microsecond //= 1000
    if timespec not in texts:
        raise ValueError("Unknown timespec value")
    return texts[timespec].format(hour, minute, second, microsecond)


def _strftime(obj, format, parts):
    """strftime with %f, %z, %:z and %Z, which depend on the object."""
    result, at = [], 0
    while at < len(format):
        mark = format[at]
        at += 1
        if mark != "%" or at == len(format):
            result.append(mark)
            continue
        directive = format[at]
        at += 1
        if directive == "f":
            result.append(f"{getattr(obj, 'microsecond', 0):06d}")
        elif directive == "z" or format.startswith(":z", at - 1):
            separator = "" if directive == "z" else ":"
            at += len(separator)
            if hasattr(obj, "utcoffset"):
                result.append(_offset_text(obj.utcoffset(), separator))
        elif directive == "Z":
            name = obj.tzname() if hasattr(obj, "tzname") else None
            result.append((name or "").replace("%", "%%"))
        else:
            result.append("%" + directive)
    return _time.strftime("".join(result), parts)


# MARK: parsing ISO 8601

def _digits(text, start, count):
    part = text[start:start + count]
    if len(part) != count or not (part.isascii() and part.isdigit()):
        raise ValueError
    return int(part)


def _parse_iso_date(text):
    """YYYY-MM-DD, YYYYMMDD, YYYY-Www[-D] or YYYYWww[D]."""
    year = _digits(text, 0, 4)
    dashed = text[4:5] == "-"
    at = 4 + dashed
    if text[at:at + 1] == "W":
        week = _digits(text, at + 1, 2)
        at += 3
        day = 1
        if len(text) > at:
            if (text[at] == "-") != dashed:
                raise ValueError
            at += dashed
            day = _digits(text, at, 1)
            at += 1
        if at != len(text):
            raise ValueError
        return _from_iso_calendar(year, week, day)
    month = _digits(text, at, 2)
    at += 2
    if (text[at:at + 1] == "-") != dashed:
        raise ValueError
    at += dashed
    day = _digits(text, at, 2)
    if at + 2 != len(text):
        raise ValueError
    return year, month, day


def _parse_clock(text):
    """hh[:mm[:ss[.f…]]] or the same without colons: hour, minute, second, microsecond."""
    parts = [0, 0, 0, 0]
    at, colon = 0, text[2:3] == ":"
    for index in range(3):
        parts[index] = _digits(text, at, 2)
        at += 2
        if at == len(text):
            return parts
        if index == 2:
            break
        if colon:
            if text[at] != ":":
                raise ValueError
            at += 1
    if text[at] not in ".,":
        raise ValueError
    fraction = text[at + 1:]
    if not (fraction.isascii() and fraction.isdigit()):
        raise ValueError
    parts[3] = int(fraction[:6].ljust(6, "0"))
    return parts


def _parse_iso_time(text):
    """A time with its zone, if there is one: the five arguments of time()."""
    place = next((at for at, each in enumerate(text) if each in "+-Zz"), -1)
    zone = None
    if place >= 0:
        mark = text[place]
        if mark in "Zz":
            if place + 1 != len(text):
                raise ValueError
            zone = timezone.utc
        else:
            hour, minute, second, micro = _parse_clock(text[place + 1:])
            offset = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)
            zone = timezone(-offset if mark == "-" else offset) if offset else timezone.utc
        text = text[:place]
    return (*_parse_clock(text), zone)


# MARK: timedelta

def _divide_and_round(a, b):
    """a / b, rounded to the nearest, halves to the even one."""
    quotient, rest = divmod(a, b)
    rest *= 2
    if (rest > b if b > 0 else rest < b) or (rest == b and quotient % 2 == 1):
        quotient += 1
    return quotient


_MICRO_PER_DAY = 86400 * 10 ** 6


class timedelta:
    """A duration: days, seconds and microseconds, of which only the days can be negative."""

    __slots__ = ("_days", "_seconds", "_microseconds", "_hash")

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0,
                weeks=0):
        parts = ((weeks, 7 * _MICRO_PER_DAY, "weeks"), (days, _MICRO_PER_DAY, "days"),
                 (hours, 3600 * 10 ** 6, "hours"), (minutes, 60 * 10 ** 6, "minutes"),
                 (seconds, 10 ** 6, "seconds"), (milliseconds, 1000, "milliseconds"),
                 (microseconds, 1, "microseconds"))
        whole, fraction = 0, 0.0
        for value, unit, name in parts:
            if isinstance(value, int):
                whole += value * unit
            elif isinstance(value, float):
                part, integer = _math.modf(value)
                whole += int(integer) * unit
                # The fraction's own whole part is exact again.
                part, integer = _math.modf(part * unit)
                whole += int(integer)
                fraction += part
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: "
                                f"{type(value).__name__}")
        if fraction:
            # Halves go to the even one of the sum.
            low = _math.floor(fraction)
            rest = fraction - low
            whole += low
            if rest > 0.5 or rest == 0.5 and whole % 2:
                whole += 1
        return cls._of(whole)

    @classmethod
    def _of(cls, micro):
        """A duration of so many microseconds."""
        days, rest = divmod(micro, _MICRO_PER_DAY)
        if abs(days) > 999999999:
            raise OverflowError(f"days={days}; must have magnitude <= 999999999")
        self = object.__new__(cls)
        self._days = days
        self._seconds, self._microseconds = divmod(rest, 10 ** 6)
        self._hash = -1
        return self

    @property
    def days(self):
        """Whole days, rounded down."""
        return self._days

    @property
    def seconds(self):
        """0 to 86399."""
        return self._seconds

    @property
    def microseconds(self):
        """0 to 999999."""
        return self._microseconds

    def _micro(self):
        return (self._days * 86400 + self._seconds) * 10 ** 6 + self._microseconds

    def total_seconds(self):
        """The duration in seconds."""
        return self._micro() / 10 ** 6

    def __repr__(self):
        parts = [f"{name}={value}" for name, value in (
            ("days", self._days), ("seconds", self._seconds),
            ("microseconds", self._microseconds)) if value]
        cls = type(self)
        return f"{cls.__module__}.{cls.__qualname__}({', '.join(parts) or '0'})"

    def __str__(self):
        minutes, second = divmod(self._seconds, 60)
        hour, minute = divmod(minutes, 60)
        text = f"{hour}:{minute:02d}:{second:02d}"
        if self._days:
            plural = "" if abs(self._days) == 1 else "s"
            text = f"{self._days} day{plural}, {text}"
        if self._microseconds:
            text += f".{self._microseconds:06d}"
        return text

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(self._micro() + other._micro())

    __radd__ = __add__

    def __sub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(self._micro() - other._micro())

    def __rsub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(other._micro() - self._micro())

    def __neg__(self):
        return timedelta._of(-self._micro())

    def __pos__(self):
        return timedelta._of(self._micro())

    def __abs__(self):
        return -self if self._days < 0 else +self

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._of(self._micro() * other)
        if isinstance(other, float):
            numerator, denominator = other.as_integer_ratio()
            return timedelta._of(_divide_and_round(self._micro() * numerator, denominator))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._micro() // other._micro()
        if isinstance(other, int):
            return timedelta._of(self._micro() // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._micro() / other._micro()
        if isinstance(other, int):
            return timedelta._of(_divide_and_round(self._micro(), other))
        if isinstance(other, float):
            numerator, denominator = other.as_integer_ratio()
            return timedelta._of(_divide_and_round(denominator * self._micro(), numerator))
        return NotImplemented

    def __mod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(self._micro() % other._micro())

    def __divmod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        quotient, rest = divmod(self._micro(), other._micro())
        return quotient, timedelta._of(rest)

    def __eq__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._micro() == other._micro()

    def __lt__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._micro() < other._micro()

    def __le__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._micro() <= other._micro()

    def __gt__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._micro() > other._micro()

    def __ge__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._micro() >= other._micro()

    def __hash__(self):
        if self._hash == -1:
            self._hash = hash((self._days, self._seconds, self._microseconds))
        return self._hash

    def __bool__(self):
        return self._micro() != 0

    def __reduce__(self):
        return self.__class__, (self._days, self._seconds, self._microseconds)


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


# MARK: date

class _IsoCalendarDate(tuple):
    """Year, week and weekday by ISO 8601."""

    __slots__ = ()

    def __new__(cls, year, week, weekday, /):
        return super().__new__(cls, (year, week, weekday))

    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __reduce__(self):
        return tuple, (tuple(self),)

    def __repr__(self):
        return (f"datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})")


class date:
    """A day."""

    __slots__ = ("_year", "_month", "_day", "_hash")

    def __new__(cls, year, month=None, day=None):
        if month is None and isinstance(year, bytes) and len(year) == 4 and 1 <= year[2] <= 12:
            return cls._restored(year)
        if month is None or day is None:
            name = "month" if month is None else "day"
            place = 2 if month is None else 3
            raise TypeError(f"function missing required argument '{name}' (pos {place})")
        year, month, day = _check_date(year, month, day)
        self = object.__new__(cls)
        self._year, self._month, self._day, self._hash = year, month, day, -1
        return self

    @classmethod
    def _restored(cls, state):
        self = object.__new__(cls)
        self._year = state[0] * 256 + state[1]
        self._month, self._day, self._hash = state[2], state[3], -1
        return self

    @classmethod
    def fromtimestamp(cls, timestamp, /):
        """The local day of a time in seconds since 1970."""
        if timestamp is None:
            raise TypeError("'NoneType' object cannot be interpreted as an integer")
        return cls(*_time.localtime(timestamp)[:3])

    @classmethod
    def today(cls):
        """The local day."""
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, ordinal, /):
        """The day of a number: 1 January of the year 1 is day 1."""
        ordinal = _index(ordinal)
        if ordinal < 1:
            raise ValueError("ordinal must be >= 1")
        if ordinal > _MAX_ORDINAL:
            raise ValueError(f"year {_from_ordinal(ordinal)[0]} is out of range")
        return cls(*_from_ordinal(ordinal))

    @classmethod
    def fromisoformat(cls, date_string, /):
        """A day by ISO 8601."""
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            if len(date_string) not in (7, 8, 10):
                raise ValueError
            parts = _parse_iso_date(date_string)
        except ValueError as error:
            if error.args:
                raise
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        """The day of a year, week and weekday by ISO 8601."""
        return cls(*_from_iso_calendar(year, week, day))

    year = property(lambda self: self._year)
    month = property(lambda self: self._month)
    day = property(lambda self: self._day)

    def __repr__(self):
        cls = type(self)
        return f"{cls.__module__}.{cls.__qualname__}({self._year}, {self._month}, {self._day})"

    def ctime(self):
        """Day, month and time as C's ctime() has them."""
        name = _DAY_NAMES[self.weekday()]
        return f"{name} {_MONTH_NAMES[self._month - 1]} {self._day:2d} 00:00:00 {self._year:04d}"

    def strftime(self, format):
        """The day as a format says."""
        return _strftime(self, format, self.timetuple())

    def __format__(self, fmt):
        if not isinstance(fmt, str):
            raise TypeError(f"must be str, not {type(fmt).__name__}")
        return self.strftime(fmt) if fmt else str(self)

    def isoformat(self):
        """YYYY-MM-DD."""
        return f"{self._year:04d}-{self._month:02d}-{self._day:02d}"

    __str__ = isoformat

    def timetuple(self):
        """The parts as time.localtime() gives them."""
        return _struct(self, 0, 0, 0, -1)

    def toordinal(self):
        """The number of the day: 1 January of the year 1 is day 1."""
        return _to_ordinal(self._year, self._month, self._day)

    def replace(self, year=None, month=None, day=None):
        """The same day with other parts."""
        return type(self)(self._year if year is None else year,
                          self._month if month is None else month,
                          self._day if day is None else day)

    def _fields(self):
        return self._year, self._month, self._day

    def _comparable(self, other):
        return isinstance(other, date) and not isinstance(other, datetime)

    def __eq__(self, other):
        return self._fields() == other._fields() if self._comparable(other) else NotImplemented

    def __lt__(self, other):
        return self._fields() < other._fields() if self._comparable(other) else NotImplemented

    def __le__(self, other):
        return self._fields() <= other._fields() if self._comparable(other) else NotImplemented

    def __gt__(self, other):
        return self._fields() > other._fields() if self._comparable(other) else NotImplemented

    def __ge__(self, other):
        return self._fields() >= other._fields() if self._comparable(other) else NotImplemented

    def _state(self):
        high, low = divmod(self._year, 256)
        return bytes([high, low, self._month, self._day])

    def __hash__(self):
        if self._hash == -1:
            self._hash = hash(self._state())
        return self._hash

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        ordinal = self.toordinal() + other.days
        if not 0 < ordinal <= _MAX_ORDINAL:
            raise OverflowError("date value out of range")
        return type(self).fromordinal(ordinal)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date) and not isinstance(other, datetime):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def weekday(self):
        """0 for Monday to 6 for Sunday."""
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        """1 for Monday to 7 for Sunday."""
        return self.weekday() + 1

    def isocalendar(self):
        """Year, week and weekday by ISO 8601."""
        year, today = self._year, self.toordinal()
        if today < _first_iso_monday(year):
            year -= 1
        elif today >= _first_iso_monday(year + 1):
            year += 1
        week, day = divmod(today - _first_iso_monday(year), 7)
        return _IsoCalendarDate(year, week + 1, day + 1)

    def __reduce__(self):
        return self.__class__, (self._state(),)


def _struct(day, hour, minute, second, dst):
    julian = _days_before_month(day._year, day._month) + day._day
    return _time.struct_time((day._year, day._month, day._day, hour, minute, second,
                              day.weekday(), julian, dst))


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


# MARK: zones

class tzinfo:
    """The base of time zones."""

    __slots__ = ()

    def tzname(self, dt):
        """The zone's name at a time."""
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        """The distance to universal time, positive to the east."""
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        """How much of the distance is due to summer time."""
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        """The local time of a time that is given in universal time."""
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        summer = dt.dst()
        if summer is None:
            raise ValueError("fromutc: non-None dst() result required")
        delta = offset - summer
        if delta:
            dt += delta
            summer = dt.dst()
            if summer is None:
                raise ValueError("fromutc: tz.dst() gave inconsistent results; cannot convert")
        return dt + summer

    def __reduce__(self):
        getinitargs = getattr(self, "__getinitargs__", None)
        return self.__class__, getinitargs() if getinitargs else (), self.__getstate__()


class timezone(tzinfo):
    """A zone with the same distance to universal time at all times."""

    __slots__ = ("_offset", "_name")

    def __new__(cls, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not "
                            f"{type(offset).__name__}")
        if name is None:
            if not offset and hasattr(cls, "utc"):
                return cls.utc
        elif not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {type(name).__name__}")
        if not -timedelta(1) < offset < timedelta(1):
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) "
                             f"and timedelta(hours=24), not {offset!r}.")
        self = tzinfo.__new__(cls)
        self._offset, self._name = offset, name
        return self

    def __init_subclass__(cls):
        raise TypeError("type 'datetime.timezone' is not an acceptable base type")

    def __getinitargs__(self):
        return (self._offset,) if self._name is None else (self._offset, self._name)

    def __reduce__(self):
        return timezone, self.__getinitargs__()

    def __eq__(self, other):
        if not isinstance(other, timezone):
            return NotImplemented
        return self._offset == other._offset

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return f"datetime.timezone({self._offset!r})"
        return f"datetime.timezone({self._offset!r}, {self._name!r})"

    def __str__(self):
        return self.tzname(None)

    def _checked(self, dt, name):
        if dt is not None and not isinstance(dt, datetime):
            raise TypeError(f"{name}(dt) argument must be a datetime instance or None, not "
                            f"{type(dt).__name__}")

    def utcoffset(self, dt):
        self._checked(dt, "utcoffset")
        return self._offset

    def tzname(self, dt):
        self._checked(dt, "tzname")
        if self._name is not None:
            return self._name
        return "UTC" + _offset_text(self._offset) if self._offset else "UTC"

    def dst(self, dt):
        self._checked(dt, "dst")
        return None

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime instance, not "
                            f"{type(dt).__name__}")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset


UTC = timezone.utc = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))


# MARK: time

class time:
    """A time of day."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold", "_hash")

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if isinstance(hour, bytes) and len(hour) == 6:
            return cls._restored(hour, minute or None)
        parts = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond, self._fold = parts
        self._tzinfo, self._hash = tzinfo, -1
        return self

    @classmethod
    def _restored(cls, state, zone):
        self = object.__new__(cls)
        self._fold, self._hour = divmod(state[0], 128)
        self._minute, self._second = state[1], state[2]
        self._microsecond = int.from_bytes(state[3:6])
        self._tzinfo, self._hash = zone, -1
        return self

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    def _micro(self):
        seconds = (self._hour * 60 + self._minute) * 60 + self._second
        return seconds * 10 ** 6 + self._microsecond

    def _compare(self, other, equality=False):
        """Both in microseconds of universal time; None where they cannot be compared."""
        if self._tzinfo is other._tzinfo:
            return self._micro(), other._micro()
        mine, yours = self.utcoffset(), other.utcoffset()
        if mine is None and yours is None:
            return self._micro(), other._micro()
        if mine is None or yours is None:
            if equality:
                return None
            raise TypeError("can't compare offset-naive and offset-aware times")
        return self._micro() - mine._micro(), other._micro() - yours._micro()

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        both = self._compare(other, True)
        return both is not None and both[0] == both[1]

    def __lt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, yours = self._compare(other)
        return mine < yours

    def __le__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, yours = self._compare(other)
        return mine <= yours

    def __gt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, yours = self._compare(other)
        return mine > yours

    def __ge__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, yours = self._compare(other)
        return mine >= yours

    def __hash__(self):
        if self._hash == -1:
            plain = self.replace(fold=0) if self._fold else self
            offset = plain.utcoffset()
            shift = 0 if offset is None else offset._micro()
            self._hash = hash(("time", self._micro() - shift))
        return self._hash

    def __repr__(self):
        cls = type(self)
        text = f"{self._hour}, {self._minute}"
        if self._microsecond:
            text += f", {self._second}, {self._microsecond}"
        elif self._second:
            text += f", {self._second}"
        if self._tzinfo is not None:
            text += f", tzinfo={self._tzinfo!r}"
        if self._fold:
            text += ", fold=1"
        return f"{cls.__module__}.{cls.__qualname__}({text})"

    def isoformat(self, timespec="auto"):
        """hh:mm:ss with fraction and zone where there are any."""
        text = _time_text(self._hour, self._minute, self._second, self._microsecond, timespec)
        return text + _offset_text(self.utcoffset())

    def __str__(self):
        return self.isoformat()

    @classmethod
    def fromisoformat(cls, time_string, /):
        """A time by ISO 8601."""
        if not isinstance(time_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            parts = _parse_iso_time(time_string.removeprefix("T"))
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {time_string!r}") from None
        return cls(*parts)

    def strftime(self, format):
        """The time as a format says."""
        parts = (1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1)
        return _strftime(self, format, parts)

    def __format__(self, fmt):
        if not isinstance(fmt, str):
            raise TypeError(f"must be str, not {type(fmt).__name__}")
        return self.strftime(fmt) if fmt else str(self)

    def utcoffset(self):
        """The zone's distance to universal time."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(None)
        _check_offset("utcoffset", offset)
        return offset

    def tzname(self):
        """The zone's name."""
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        """How much of the distance is due to summer time."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.dst(None)
        _check_offset("dst", offset)
        return offset

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *,
                fold=None):
        """The same time with other parts."""
        return type(self)(
            self._hour if hour is None else hour, self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def _state(self, protocol=3):
        first = self._hour + (128 if self._fold and protocol > 3 else 0)
        return bytes([first, self._minute, self._second]) + self._microsecond.to_bytes(3)

    def __reduce_ex__(self, protocol):
        state = self._state(protocol)
        return self.__class__, (state,) if self._tzinfo is None else (state, self._tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)


# MARK: datetime

class datetime(date):
    """A day with a time."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0,
                tzinfo=None, *, fold=0):
        if isinstance(year, bytes) and len(year) == 10 and 1 <= year[2] & 127 <= 12:
            return cls._restored(year, month)
        if month is None or day is None:
            name = "month" if month is None else "day"
            place = 2 if month is None else 3
            raise TypeError(f"function missing required argument '{name}' (pos {place})")
        days = _check_date(year, month, day)
        parts = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._year, self._month, self._day = days
        self._hour, self._minute, self._second, self._microsecond, self._fold = parts
        self._tzinfo, self._hash = tzinfo, -1
        return self

    @classmethod
    def _restored(cls, state, zone):
        self = object.__new__(cls)
        self._year = state[0] * 256 + state[1]
        self._fold, self._month = divmod(state[2], 128)
        self._day, self._hour, self._minute, self._second = state[3:7]
        self._microsecond = int.from_bytes(state[7:10])
        self._tzinfo, self._hash = zone, -1
        return self

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    @classmethod
    def _of_time(cls, timestamp, utc, tz):
        if isinstance(timestamp, int):
            whole, micro = timestamp, 0
        else:
            if _math.isnan(timestamp):
                raise ValueError("cannot convert float NaN to integer")
            fraction, whole = _math.modf(timestamp)
            micro = round(fraction * 1e6)
            whole = int(whole)
            if micro >= 1000000:
                whole += 1
                micro -= 1000000
            elif micro < 0:
                whole -= 1
                micro += 1000000
        parts = (_time.gmtime if utc else _time.localtime)(whole)
        made = cls(*parts[:5], min(parts[5], 59), micro, tz)
        if tz is None and not utc:
            # The second of two times that the clock showed alike: an earlier zone shows it too.
            day = 24 * 3600
            if whole >= day:
                probe = _time.localtime(whole - day)
                shift = (cls(*probe[:6]) - made)._micro() // 10 ** 6 + day
                if shift > 0:
                    before = _time.localtime(whole - shift)
                    if before[:6] == parts[:6]:
                        made._fold = 1
        elif tz is not None:
            made = tz.fromutc(made)
        return made

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        """The time, local or in a zone, of seconds since 1970."""
        _check_zone(tz)
        return cls._of_time(timestamp, tz is not None, tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp, /):
        """Universal time, without a zone, of seconds since 1970."""
        from warnings import warn
        warn("datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a "
             "future version. Use timezone-aware objects to represent datetimes in UTC: "
             "datetime.datetime.fromtimestamp(timestamp, datetime.UTC).", DeprecationWarning,
             stacklevel=2)
        return cls._of_time(timestamp, True, None)

    @classmethod
    def now(cls, tz=None):
        """The time, local or in a zone."""
        return cls.fromtimestamp(_time.time(), tz)

    @classmethod
    def utcnow(cls):
        """Universal time, without a zone."""
        from warnings import warn
        warn("datetime.datetime.utcnow() is deprecated and scheduled for removal in a future "
             "version. Use timezone-aware objects to represent datetimes in UTC: "
             "datetime.datetime.now(datetime.UTC).", DeprecationWarning, stacklevel=2)
        return cls._of_time(_time.time(), True, None)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        """A day and a time of day in one."""
        if not isinstance(date, _date_class):
            raise TypeError(f"combine() argument 1 must be datetime.date, not "
                            f"{type(date).__name__}")
        if not isinstance(time, _time_class):
            raise TypeError(f"combine() argument 2 must be datetime.time, not "
                            f"{type(time).__name__}")
        if tzinfo is True:
            tzinfo = time.tzinfo
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second,
                   time.microsecond, tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, date_string, /):
        """A time by ISO 8601; any character may stand between day and time."""
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            if len(date_string) < 7:
                raise ValueError
            end = _end_of_iso_date(date_string)
            days = _parse_iso_date(date_string[:end])
            rest = date_string[end + 1:]
            parts = _parse_iso_time(rest) if rest else (0, 0, 0, 0, None)
            if len(date_string) == end + 1:
                raise ValueError
        except ValueError as error:
            if error.args and "Invalid week" in str(error):
                raise
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*days, *parts)

    @classmethod
    def strptime(cls, date_string, format, /):
        """A time out of a text by a format."""
        import _strptime
        return _strptime._strptime_datetime(cls, date_string, format)

    def timetuple(self):
        """The parts as time.localtime() gives them."""
        summer = self.dst()
        dst = -1 if summer is None else 1 if summer else 0
        return _struct(self, self._hour, self._minute, self._second, dst)

    def _micro(self):
        seconds = ((self.toordinal() * 24 + self._hour) * 60 + self._minute) * 60 + self._second
        return seconds * 10 ** 6 + self._microsecond

    def _local_timestamp(self):
        """The seconds since 1970 of a local time, which may occur twice or not at all."""
        epoch = _to_ordinal(1970, 1, 1) * 86400
        target = self._micro() // 10 ** 6 - epoch

        def local(seconds):
            y, m, d, hour, minute, second = _time.localtime(seconds)[:6]
            return ((_to_ordinal(y, m, d) * 24 + hour) * 60 + minute) * 60 + second - epoch

        day = 24 * 3600
        first = local(target) - target
        u1 = target - first
        t1 = local(u1)
        if t1 == target:
            u2 = u1 + (day if self._fold else -day)
            second = local(u2) - u2
            if first == second:
                return u1
        else:
            second = t1 - u1
        u2 = target - second
        if local(u2) == target:
            return u2
        if t1 == target:
            return u1
        return (min, max)[self._fold](u1, u2)

    def timestamp(self):
        """Seconds since 1970."""
        if self._tzinfo is None:
            return self._local_timestamp() + self._microsecond / 1e6
        return (self - _EPOCH).total_seconds()

    def utctimetuple(self):
        """The parts in universal time."""
        offset = self.utcoffset()
        moved = self - offset if offset else self
        return _struct(moved, moved._hour, moved._minute, moved._second, 0)

    def date(self):
        """The day."""
        return _date_class(self._year, self._month, self._day)

    def time(self):
        """The time of day, without its zone."""
        return _time_class(self._hour, self._minute, self._second, self._microsecond,
                           fold=self._fold)

    def timetz(self):
        """The time of day with its zone."""
        return _time_class(self._hour, self._minute, self._second, self._microsecond,
                           self._tzinfo, fold=self._fold)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None,
                microsecond=None, tzinfo=True, *, fold=None):
        """The same time with other parts."""
        return type(self)(
            self._year if year is None else year, self._month if month is None else month,
            self._day if day is None else day, self._hour if hour is None else hour,
            self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def _local_zone(self):
        seconds = self._local_timestamp() if self._tzinfo is None else (
            (self - _EPOCH)._micro() // 10 ** 6)
        parts = _time.localtime(seconds)
        return timezone(timedelta(seconds=parts.tm_gmtoff), parts.tm_zone)

    def astimezone(self, tz=None):
        """The same moment in a zone, the local one by default."""
        if tz is None:
            tz = self._local_zone()
        elif not isinstance(tz, tzinfo):
            raise TypeError(f"tz argument must be an instance of tzinfo, not "
                            f"'{type(tz).__name__}'")
        mine = self._tzinfo
        if mine is None:
            mine = self._local_zone()
            offset = mine.utcoffset(self)
        else:
            offset = mine.utcoffset(self)
            if offset is None:
                mine = self.replace(tzinfo=None)._local_zone()
                offset = mine.utcoffset(self)
        if tz is mine:
            return self
        return tz.fromutc((self - offset).replace(tzinfo=tz))

    def ctime(self):
        """Day, month and time as C's ctime() has them."""
        name, month = _DAY_NAMES[self.weekday()], _MONTH_NAMES[self._month - 1]
        clock = f"{self._hour:02d}:{self._minute:02d}:{self._second:02d}"
        return f"{name} {month} {self._day:2d} {clock} {self._year:04d}"

    def isoformat(self, sep="T", timespec="auto"):
        """YYYY-MM-DDThh:mm:ss with fraction and zone where there are any."""
        clock = _time_text(self._hour, self._minute, self._second, self._microsecond, timespec)
        return (f"{self._year:04d}-{self._month:02d}-{self._day:02d}{sep}{clock}"
                + _offset_text(self.utcoffset()))

    def __repr__(self):
        cls = type(self)
        parts = [self._year, self._month, self._day, self._hour, self._minute, self._second,
                 self._microsecond]
        if not parts[-1]:
            parts.pop()
            if not parts[-1]:
                parts.pop()
        text = ", ".join(map(str, parts))
        if self._tzinfo is not None:
            text += f", tzinfo={self._tzinfo!r}"
        if self._fold:
            text += ", fold=1"
        return f"{cls.__module__}.{cls.__qualname__}({text})"

    def __str__(self):
        return self.isoformat(sep=" ")

    def utcoffset(self):
        """The zone's distance to universal time."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(self)
        _check_offset("utcoffset", offset)
        return offset

    def tzname(self):
        """The zone's name."""
        if self._tzinfo is None:
            return None
        name = self._tzinfo.tzname(self)
        if name is not None and not isinstance(name, str):
            raise TypeError("tzinfo.tzname() must return None or a string, not "
                            f"'{type(name).__name__}'")
        return name

    def dst(self):
        """How much of the distance is due to summer time."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.dst(self)
        _check_offset("dst", offset)
        return offset

    def _compare(self, other, equality=False):
        """Both in microseconds of universal time; None where they cannot be compared."""
        if self._tzinfo is other._tzinfo:
            return self._micro(), other._micro()
        mine, yours = self.utcoffset(), other.utcoffset()
        if equality:
            # A time whose distance depends on fold equals none of another zone.
            if mine != self.replace(fold=not self._fold).utcoffset() \
                    or yours != other.replace(fold=not other._fold).utcoffset():
                return None
        if mine is None and yours is None:
            return self._micro(), other._micro()
        if mine is None or yours is None:
            if equality:
                return None
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return self._micro() - mine._micro(), other._micro() - yours._micro()

    def _refuse(self, other):
        """A day and a time have no order."""
        if isinstance(other, date):
            raise TypeError(f"can't compare {type(self).__module__}.{type(self).__qualname__} to "
                            f"{type(other).__module__}.{type(other).__qualname__}")
        return NotImplemented

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return False if isinstance(other, date) else NotImplemented
        both = self._compare(other, True)
        return both is not None and both[0] == both[1]

    def __lt__(self, other):
        if not isinstance(other, datetime):
            return self._refuse(other)
        mine, yours = self._compare(other)
        return mine < yours

    def __le__(self, other):
        if not isinstance(other, datetime):
            return self._refuse(other)
        mine, yours = self._compare(other)
        return mine <= yours

    def __gt__(self, other):
        if not isinstance(other, datetime):
            return self._refuse(other)
        mine, yours = self._compare(other)
        return mine > yours

    def __ge__(self, other):
        if not isinstance(other, datetime):
            return self._refuse(other)
        mine, yours = self._compare(other)
        return mine >= yours

    def __hash__(self):
        if self._hash == -1:
            plain = self.replace(fold=0) if self._fold else self
            offset = plain.utcoffset()
            shift = 0 if offset is None else offset._micro()
            self._hash = hash(("datetime", self._micro() - shift))
        return self._hash

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        days, rest = divmod(self._micro() + other._micro(), _MICRO_PER_DAY)
        if not 0 < days <= _MAX_ORDINAL:
            raise OverflowError("date value out of range")
        seconds, micro = divmod(rest, 10 ** 6)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return type(self)(*_from_ordinal(days), hour, minute, second, micro, self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        difference = self._micro() - other._micro()
        if self._tzinfo is not other._tzinfo:
            mine, yours = self.utcoffset(), other.utcoffset()
            if (mine is None) != (yours is None):
                raise TypeError("can't subtract offset-naive and offset-aware datetimes")
            if mine is not None:
                difference += yours._micro() - mine._micro()
        return timedelta._of(difference)

    def _state(self, protocol=3):
        high, low = divmod(self._year, 256)
        month = self._month + (128 if self._fold and protocol > 3 else 0)
        return bytes([high, low, month, self._day, self._hour, self._minute,
                      self._second]) + self._microsecond.to_bytes(3)

    def __reduce_ex__(self, protocol):
        state = self._state(protocol)
        return self.__class__, (state,) if self._tzinfo is None else (state, self._tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _end_of_iso_date(text):
    """Where the day ends and the separator stands."""
    if text[4:5] == "-":
        if text[5:6] == "W":
            return 10 if text[8:9] == "-" and (len(text) == 10 or text[9:10].isdigit()
                                               and not text[10:11].isdigit()) else 8
        return 10
    if text[4:5] == "W":
        return 8 if text[7:8].isdigit() and (len(text) == 8 or not text[8:9].isdigit()) else 7
    return 8


_date_class, _time_class = date, time
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
