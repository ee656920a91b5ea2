"""How people type that a session repeats: in plain words, or as a rule of RFC 5545. Pure."""

import re
from dataclasses import replace
from datetime import datetime
from itertools import islice

from community.errors import Refusal
from community.sessions.recurrence import CODES, DAYS, Day, Repeats, nth_of
from community.times import read_day

REPEATS_LIMIT = 150
MOST = 500
"""The most sessions that a series may be planned to have; one without an end has no such bound."""
_OFTEN = {"DAILY": 366, "WEEKLY": 52, "MONTHLY": 24}
"""The longest pause between two sessions, in days, weeks or months."""

_EXAMPLES = (
    "Type it like *weekly*, *every second Tuesday until 3 March* or *monthly on the first Thursday, 6 times*, or as an "
    "RRULE. Add *skip bank holidays* if you like."
)
_NUMBERS = {word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight"), 1)}
_NUMBERS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "other": 2, "second": 2, "third": 3, "fourth": 4}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_ORDINALS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
_NAMED = {"daily": ("DAILY", 1), "weekly": ("WEEKLY", 1), "fortnightly": ("WEEKLY", 2)}
_NAMED |= {"monthly": ("MONTHLY", 1), "quarterly": ("MONTHLY", 3)}
_UNITS = {"day": ("DAILY", 1), "week": ("WEEKLY", 1), "fortnight": ("WEEKLY", 2), "month": ("MONTHLY", 1)}

_HOLIDAYS = re.compile(
    r"\b(?:but |and )?(?:skip(?:ping)?|except(?: on)?|not on|without|no|excluding) (?:(?:bank|public) )?holidays?\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\b(?:for )?(\w+) (?:times|sessions|meetings|occurrences)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to) (.+)$", re.IGNORECASE)
_RULE = re.compile(r"(?:RRULE:)?(FREQ=\S+)(.*)", re.IGNORECASE)
_HEAD = re.compile(
    r"(daily|weekly|fortnightly|monthly|quarterly)\b|(?:every|each) (?:(\w+) )?(day|week|fortnight|month)s?\b"
)
_EVERY_OTHER = re.compile(r"(?:every|each) other ")
_WEEKDAYS = re.compile(r"(?:every |each |on )*(?:weekdays?|working days?)")
_OF_MONTH = re.compile(r" (?:of|in) (?:the|each|every) month$")
_MONTH_DAY = re.compile(r"(?:day )?(\d{1,2})(?:st|nd|rd|th)?")


def read_repeats(text: str, first: datetime, holidays: str) -> Repeats:
    """Read how a session that first starts at the wall time `first` repeats.

    `holidays` is the community's region, taken where bank holidays are to be skipped. Raises `Refusal`, with examples
    for what can't be read, and for a rule that gives fewer than two dates.
    """
    words, skips = _taken(_HOLIDAYS, " ".join(text.split()))
    if skips and not holidays:
        raise Refusal(
            "Whose bank holidays? Someone with Manage Server can say so once with `/community settings`, *holidays*."
        )
    rule = _RULE.fullmatch(words)
    if rule and rule[2].strip(" ,;."):
        raise _unreadable()
    found = read_rule(rule[1].upper().rstrip(";,")) if rule else _of_words(words, first)
    if not found.days and found.month_day is None:
        days = {"WEEKLY": ((first.weekday(), None),), "MONTHLY": (nth_of(first),)}.get(found.frequency, ())
        found = replace(found, days=days)
    return _checked(replace(found, holidays=holidays if skips else ""), first)


def _checked(found: Repeats, first: datetime) -> Repeats:
    if not 1 <= found.every <= _OFTEN[found.frequency]:
        raise Refusal("That is too long between two sessions: plan each one by itself.")
    if found.count is not None and found.until is not None:
        raise Refusal("Say either how many times or until when, not both.")
    if found.count is not None and not 2 <= found.count <= MOST:
        raise Refusal(f"A series has from 2 to {MOST} sessions, or no end.")
    if len(list(islice(found.dates(found.begins(first)), 2))) < 2:
        raise Refusal("That gives fewer than two dates. Leave *repeats* out, or let it go on for longer.")
    return found


def _of_words(words: str, first: datetime) -> Repeats:
    words, times = _taken(_TIMES, words)
    words, until = _taken(_UNTIL, words)
    found = _pattern(words.casefold().strip(" ,.;"))
    return replace(
        found,
        until=read_day(until[1].strip(" ,.;"), first.date()) if until else None,
        count=_number(times[1].casefold()) if times else None,
    )


def _pattern(words: str) -> Repeats:
    if _WEEKDAYS.fullmatch(words):
        return Repeats("WEEKLY", days=tuple((day, None) for day in range(5)))
    if head := _HEAD.match(words):
        frequency, every = _NAMED[head[1]] if head[1] else _UNITS[head[3]]
        every *= _number(head[2]) if head[2] else 1
        return _with_days(Repeats(frequency, every), _OF_MONTH.sub("", words[head.end() :]))
    if every_other := _EVERY_OTHER.match(words):
        return _with_days(Repeats("WEEKLY", 2), words[every_other.end() :])
    days, of_month = _OF_MONTH.subn("", words)
    found = _days(days)
    nths = {nth for _, nth in found}
    if len(found) == 1 and nths <= {2, 3, 4} and not of_month:  # "every second Tuesday": every two weeks
        return Repeats("WEEKLY", found[0][1] or 1, ((found[0][0], None),))
    if not found:
        raise _unreadable()
    return _with_days(Repeats("WEEKLY" if None in nths and not of_month else "MONTHLY"), days)


def _with_days(found: Repeats, words: str) -> Repeats:
    words = re.sub(r"^[ ,]*(?:on )?(?:the )?", "", words).strip(" ,")
    if not words:
        return found
    if found.frequency == "MONTHLY":
        if words == "last day":
            return replace(found, month_day=-1)
        if (day := _MONTH_DAY.fullmatch(words)) and 1 <= int(day[1]) <= 31:
            return replace(found, month_day=int(day[1]))
    days = _days(words)
    nths = {nth is None for _, nth in days}
    if nths != {found.frequency == "WEEKLY"} or found.frequency == "DAILY":
        raise _unreadable()
    return replace(found, days=_weekly(days) if found.frequency == "WEEKLY" else tuple(dict.fromkeys(days)))


def _weekly(days: list[Day]) -> tuple[Day, ...]:
    return tuple(sorted({(day, None) for day, _ in days}))


def _days(words: str) -> list[Day]:
    """Read days such as *Tuesday and Thursday* or *first and third Thursday*; nothing if anything else is there."""
    found: list[Day] = []
    nths: list[int] = []
    for word in re.findall(r"[a-z0-9]+|[^\sa-z0-9,&]", words):
        if word in _ORDINALS:
            nths.append(_ORDINALS[word])
        elif (day := _weekday(word)) is not None:
            found += [(day, nth) for nth in nths] or [(day, None)]
            nths = []
        elif word not in {"and", "the", "on", "every", "each"}:
            return []
    return [] if nths else found


def _weekday(word: str) -> int | None:
    name = word.removesuffix("s") if len(word) > 4 else word
    fit = [number for number, day in enumerate(DAYS) if len(name) >= 3 and day.casefold().startswith(name)]
    return fit[0] if fit else None


def read_rule(rule: str) -> Repeats:
    """Read a rule of RFC 5545; raises `Refusal` for parts that can't be said in words."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if part)
    frequency = parts.pop("FREQ")
    if frequency not in _OFTEN:
        raise Refusal("A series repeats daily, weekly or monthly: FREQ=DAILY, WEEKLY or MONTHLY.")
    try:
        days = tuple(_of_code(code) for code in parts.pop("BYDAY", "").split(",") if code)
        position, month_day = parts.pop("BYSETPOS", ""), parts.pop("BYMONTHDAY", "")
        until = parts.pop("UNTIL", "")
        found = Repeats(
            frequency,
            int(parts.pop("INTERVAL", "1")),
            tuple((day, int(position)) for day, _ in days) if position and len(days) == 1 else days,
            month_day=int(month_day) if month_day else None,
            until=datetime.strptime(until[:8], "%Y%m%d").date() if until else None,  # noqa: DTZ007 - a day alone
            count=int(parts.pop("COUNT")) if "COUNT" in parts else None,
            week_from=CODES.index(parts.pop("WKST", "MO")),
        )
    except ValueError:
        raise _unreadable() from None
    nths = {nth is None for _, nth in found.days}
    fits = {"DAILY": nths == set(), "WEEKLY": nths <= {True}, "MONTHLY": nths <= {False}}[frequency]
    both = bool(found.days) and found.month_day is not None
    odd = any(nth is not None and nth not in _ORDINALS.values() for _, nth in found.days)
    by_date = found.month_day is not None and not (-1 <= found.month_day <= 31 and found.month_day)
    wrong_day = found.month_day is not None and frequency != "MONTHLY"
    if parts or not fits or both or odd or by_date or wrong_day or (position and len(days) != 1):
        raise Refusal(
            "I take these parts of an RRULE: FREQ, INTERVAL, COUNT, UNTIL and WKST; BYDAY, such as TU in a weekly rule "
            "or 1TH in a monthly one; or BYMONTHDAY."
        )
    return found


def _of_code(code: str) -> Day:
    return CODES.index(code[-2:]), int(code[:-2]) if code[:-2] else None


def _number(word: str) -> int:
    if word.isdecimal() and len(word) < 5:
        return int(word)
    if word in _NUMBERS:
        return _NUMBERS[word]
    raise _unreadable()


def _taken(pattern: re.Pattern[str], words: str) -> tuple[str, re.Match[str] | None]:
    """Take what fits out of the words, and give it."""
    found = pattern.search(words)
    if found is None:
        return words, None
    return " ".join(f"{words[: found.start()]} {words[found.end() :]}".split()).strip(" ,;"), found


def _unreadable() -> Refusal:
    return Refusal(f"I can't read how that repeats. {_EXAMPLES}")
