# SPDX-License-Identifier: Apache-2.0
"""Times out of texts, by a format of directives as strftime's."""

import time as _time
from datetime import date as _date, timedelta as _timedelta, timezone as _timezone

_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december"]

# What stands for several directives.
_COMPOSED = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S", "D": "%m/%d/%y",
             "T": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p", "F": "%Y-%m-%d"}

# Digits at most, the lowest and the highest number.
_NUMBERS = {
    "d": (2, 1, 31), "m": (2, 1, 12), "y": (2, 0, 99), "H": (2, 0, 23), "I": (2, 1, 12),
    "M": (2, 0, 59), "S": (2, 0, 61), "j": (3, 1, 366), "U": (2, 0, 53), "W": (2, 0, 53),
    "w": (1, 0, 6), "u": (1, 1, 7), "V": (2, 1, 53), "Y": (4, 0, 9999), "G": (4, 0, 9999),
}


class _Mismatch(Exception):
    pass


def _number(text, place, width, low, high, exact=False):
    """A number of at most so many digits, fewer where more would be too large."""
    for count in range(width, 0, -1):
        digits = text[place:place + count]
        if len(digits) == count and digits.isdecimal() and low <= int(digits) <= high:
            return int(digits), place + count
        if exact:
            break
    raise _Mismatch


def _name(text, place, names):
    """The index of the name that stands at a place, the longest that fits."""
    rest = text[place:].lower()
    found = [(len(name), index) for index, name in enumerate(names) if rest.startswith(name)]
    if not found:
        raise _Mismatch
    length, index = max(found)
    return index, place + length


def _offset(text, place):
    """Z, +hh, +hhmm[ss[.ffffff]] or the same with colons: seconds, microseconds, next place."""
    if text[place:place + 1] in ("Z", "z"):
        return 0, 0, place + 1
    if text[place:place + 1] not in ("+", "-"):
        raise _Mismatch
    sign = -1 if text[place] == "-" else 1
    hours, place = _number(text, place + 1, 2, 0, 99, exact=True)
    colon = ":" if text[place:place + 1] == ":" else ""
    minutes, place = _number(text, place + len(colon), 2, 0, 59, exact=True)
    seconds = micro = 0
    if text[place:place + 1] == ":" or text[place:place + 2].isdecimal():
        if (text[place] == ":") != bool(colon):
            raise ValueError(f"Inconsistent use of : in {text[place - 5:]}")
        seconds, place = _number(text, place + len(colon), 2, 0, 59, exact=True)
        if text[place:place + 1] == ".":
            end = place + 1
            while end < len(text) and end < place + 7 and text[end].isdecimal():
                end += 1
            micro = int(text[place + 1:end].ljust(6, "0"))
            place = end
    return sign * (hours * 3600 + minutes * 60 + seconds), sign * micro, place


def _scan(text, format):
    """The values of the directives."""
    values = {}
    place = at = 0
    while at < len(format):
        mark = format[at]
        at += 1
        if mark.isspace():
            # White space stands for any amount of it, but not for none.
            while at < len(format) and format[at].isspace():
                at += 1
            if not text[place:place + 1].isspace():
                raise _Mismatch
            while text[place:place + 1].isspace():
                place += 1
            continue
        if mark != "%":
            if text[place:place + 1].lower() != mark.lower():
                raise _Mismatch
            place += 1
            continue
        directive = format[at]
        at += 1
        if directive == "%":
            if text[place:place + 1] != "%":
                raise _Mismatch
            place += 1
        elif directive in _NUMBERS:
            width, low, high = _NUMBERS[directive]
            values[directive], place = _number(
                text, place, width, low, high, exact=directive in "YyG")
        elif directive == "f":
            end = place
            while end < len(text) and end < place + 6 and text[end].isdecimal():
                end += 1
            if end == place:
                raise _Mismatch
            values["f"] = int(text[place:end].ljust(6, "0"))
            place = end
        elif directive == "p":
            values["p"], place = _name(text, place, ["am", "pm"])
        elif directive in "aA":
            names = [name[:3] for name in _DAYS] if directive == "a" else _DAYS
            values["a"], place = _name(text, place, names)
        elif directive in "bBh":
            names = _MONTHS if directive == "B" else [name[:3] for name in _MONTHS]
            index, place = _name(text, place, names)
            values["m"] = index + 1
        elif directive == "z":
            seconds, micro, place = _offset(text, place)
            values["z"] = seconds, micro
        else:
            names = ["utc", "gmt", *(name.lower() for name in _time.tzname)]
            index, place = _name(text, place, names)
            values["Z"] = text[place - len(names[index]):place]
            values["dst"] = 0 if index < 3 else _time.daylight
    return values, place


def _composed(format):
    """The format with composed directives written out; others than known ones are errors."""
    result, at = "", 0
    while at < len(format):
        if format[at] != "%":
            result += format[at]
            at += 1
            continue
        if at + 1 == len(format):
            raise ValueError(f"stray % in format '{format}'")
        directive = format[at + 1]
        at += 2
        if directive in _COMPOSED and directive in "cxXDTRrF":
            result += _COMPOSED[directive]
        elif directive in _NUMBERS or directive in "%fpaAbBhzZ":
            result += "%" + directive
        else:
            raise ValueError(f"'{directive}' is a bad directive in format '{format}'")
    return result


def _date_of_week(year, week, weekday, starts_monday):
    """The day of the year of a weekday (Monday is zero) in a week."""
    first = _date(year, 1, 1).weekday()
    if not starts_monday:
        first = (first + 1) % 7
        weekday = (weekday + 1) % 7
    week_zero = (7 - first) % 7
    if week == 0:
        return 1 + weekday - first
    return 1 + week_zero + 7 * (week - 1) + weekday


def _parse(text, format="%a %b %d %H:%M:%S %Y"):
    for index, arg in enumerate((text, format)):
        if not isinstance(arg, str):
            raise TypeError(f"strptime() argument {index} must be str, not {type(arg)}")
    plain = _composed(format)
    try:
        values, end = _scan(text, plain)
    except _Mismatch:
        raise ValueError(f"time data {text!r} does not match format {format!r}") from None
    if end != len(text):
        raise ValueError(f"unconverted data remains: {text[end:]}")
    year = values.get("Y")
    if year is None and "y" in values:
        year = values["y"] + (2000 if values["y"] <= 68 else 1900)
    month, day = values.get("m", 1), values.get("d", 1)
    weekday = values.get("a")
    if "w" in values:
        weekday = (values["w"] + 6) % 7
    elif "u" in values:
        weekday = values["u"] - 1
    hour = values.get("H", 0)
    if "I" in values:
        hour = values["I"] % 12 + (12 if values.get("p") == 1 else 0)
    julian = values.get("j")
    iso_year, iso_week = values.get("G"), values.get("V")
    if iso_year is not None:
        if julian is not None:
            raise ValueError("Day of the year directive '%j' is not compatible with ISO year "
                             "directive '%G'. Use '%Y' instead.")
        if iso_week is None or weekday is None:
            raise ValueError("ISO year directive '%G' must be used with the ISO week directive "
                             "'%V' and a weekday directive ('%A', '%a', '%w', or '%u').")
        found = _date.fromisocalendar(iso_year, iso_week, weekday + 1)
        year, month, day = found.year, found.month, found.day
        julian = found.toordinal() - _date(year, 1, 1).toordinal() + 1
    elif iso_week is not None:
        if year is None or weekday is None:
            raise ValueError("ISO week directive '%V' must be used with the ISO year directive "
                             "'%G' and a weekday directive ('%A', '%a', '%w', or '%u').")
        raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. "
                         "Use the ISO year '%G' instead.")
    # A 29th of February is one of some year.
    is_leap_day = year is None and month == 2 and day == 29
    base = 1904 if is_leap_day else 1900 if year is None else year
    if julian is None and weekday is not None and year is not None:
        for directive in "UW":
            if directive in values:
                julian = _date_of_week(year, values[directive], weekday, directive == "W")
    if julian is not None and "m" not in values and iso_year is None:
        found = _date(base, 1, 1) + _timedelta(julian - 1)
        base = year = found.year
        month, day = found.month, found.day
        julian = found.toordinal() - _date(found.year, 1, 1).toordinal() + 1
    found = _date(base, month, day)
    if julian is None:
        julian = found.toordinal() - _date(base, 1, 1).toordinal() + 1
    if weekday is None:
        weekday = found.weekday()
    shown = 1900 if year is None else base
    seconds, micro = values.get("z", (None, 0))
    parts = (shown, month, day, hour, values.get("M", 0), values.get("S", 0), weekday, julian,
             values.get("dst", -1))
    return parts, values.get("Z"), seconds, values.get("f", 0), micro


def _strptime_time(data_string, format="%a %b %d %H:%M:%S %Y"):
    """A struct_time."""
    parts, _, _, _, _ = _parse(data_string, format)
    return _time.struct_time(parts)


def _strptime_datetime(cls, data_string, format="%a %b %d %H:%M:%S %Y"):
    """A datetime of a class."""
    parts, name, seconds, fraction, micro = _parse(data_string, format)
    args = (*parts[:6], fraction)
    if seconds is None:
        return cls(*args)
    offset = _timedelta(seconds=seconds, microseconds=micro)
    zone = _timezone(offset, name) if name else _timezone(offset)
    return cls(*args, zone)
