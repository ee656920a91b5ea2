"""The rules of coffee: when rounds are, which times suit those who meet, what they may begin with, what is counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.profile import FEWEST
from community.settings import DAYS, CommunitySettings

NOTICE = timedelta(days=7)
"""How long before a round those who joined are told, and may skip it."""
ASK_AFTER = timedelta(days=7)
"""How long after their thread is made those in it are asked whether they met."""
KEPT = timedelta(days=365)
"""How long who met whom is kept, at most."""
USEFUL = timedelta(days=7)
"""How late a round may be made; later, it is left out and said to be."""

OPENERS = (
    "What did you change in your work this year that you would not go back on?",
    "What do people where you work do well that nobody outside knows of?",
    "Which small thing made your last week easier?",
    "What did you learn from something that did not work?",
    "Whom do you ask when you are stuck, and why them?",
    "What would you do with one free day a month to improve something?",
    "Which question would you like somebody from elsewhere to look at with you?",
    "What surprised you when you began in the job you have now?",
    "What do you wish that other organisations knew about yours?",
    "What have you stopped doing, and what happened then?",
    "What did somebody once tell you about this work that turned out to be true?",
    "How do you notice that a change has really stuck?",
    "Which idea have you borrowed from somewhere else, and how did it have to change?",
    "What is the best question that somebody asked you lately?",
    "Where in your work do you get on with things although nobody has written down how?",
    "What are you looking forward to in the next three months?",
)
"""What a thread begins with; none asks for anything about patients."""


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of coffee: people are put together at `due_at`. Its status: planned, paired, missed or called off."""

    id: int
    community_id: int
    due_at: datetime
    timing: str
    status: str
    seed: str
    people: int = 0
    groups: int = 0

    @property
    def told_at(self) -> datetime:
        """When those who joined are told that it comes."""
        return self.due_at - NOTICE


@dataclass(frozen=True, slots=True)
class Group:
    """Some who were put together in a round, where their thread is, and the times that were suggested to them."""

    round_id: int
    number: int
    opener: int
    times: tuple[datetime, datetime]
    members: frozenset[int] = frozenset()
    channel_id: int | None = None
    thread_id: int | None = None
    message_id: int | None = None

    @property
    def question(self) -> str:
        """What their thread begins with."""
        return OPENERS[self.opener % len(OPENERS)]


@dataclass(frozen=True, slots=True)
class Counts:
    """What anybody may know of coffee: how many take part, and of the last round how many were there and met."""

    guests: int = 0
    last: Round | None = None
    met: int = 0


@dataclass(frozen=True, slots=True)
class Mine:
    """What a member may know of themselves: whether they joined, and which round they skip."""

    is_in: bool
    skips: int | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """What decides whether a round is to be planned: how many joined, the one that is planned, when the last was."""

    community_id: int
    guests: int = 0
    planned: Round | None = None
    last_at: datetime | None = None


def timing_of(settings: CommunitySettings) -> str:
    """Give by what rounds go, to tell whether it was changed."""
    return f"{settings['coffee_weeks']} {settings['coffee_day']} {settings['coffee_time']} {settings['zone']}"


def timing_said(settings: CommunitySettings) -> str:
    """Say by what rounds go."""
    day, at = settings["coffee_day"].capitalize(), settings["coffee_time"]
    return f"every {settings['coffee_weeks']} weeks, on a {day} at {at} ({settings['zone']})"


def is_wanted(settings: CommunitySettings, one: Present) -> bool:
    """Say whether there is to be a round: there is a place for its threads, and two people to meet."""
    return settings["coffee_channel"] is not None and one.guests > 1


def next_round(settings: CommunitySettings, now: datetime, last_at: datetime | None) -> datetime:
    """Give when the next round is, in UTC: a week from now at the earliest, and so many weeks after the last.

    It is a wall time; one that the clocks skip is taken an hour later.
    """
    earliest = now + NOTICE
    if last_at is not None:
        # A few days are let pass: the last may have been on another day of the week, or late.
        earliest = max(earliest, last_at + timedelta(weeks=settings["coffee_weeks"], days=-3))
    zone, wanted = settings.zone, DAYS.index(settings["coffee_day"])
    at = time.fromisoformat(settings["coffee_time"])
    day = earliest.astimezone(zone).date()
    while True:
        if day.weekday() == wanted:
            moment = datetime.combine(day, at, zone).astimezone(UTC)
            if moment >= earliest:
                return moment
        day += timedelta(days=1)


def is_to_be_moved(planned: Round, settings: CommunitySettings, now: datetime) -> bool:
    """Say whether a planned round goes by other settings than hold now, and nobody was told of it yet."""
    return planned.timing != timing_of(settings) and now < planned.told_at


_SOON, _LATER = 2, 4
"""Working days after which the two times are suggested."""
_AWAKE = {7: 9, 8: 4, 9: 1, 17: 1, 18: 4, 19: 9, 20: 16, 21: 25} | dict.fromkeys(range(10, 17), 0)
"""How inconvenient it is to begin at an hour of the day; others are for sleep."""
_ASLEEP = 10_000


def suggested_times(zones: Collection[ZoneInfo], made_at: datetime) -> tuple[datetime, datetime]:
    """Give two times, in UTC, on working days, at which all are awake where they live, as far as there are any.

    The first towards the late morning, the other towards the afternoon of a later day, by the first of the zones.
    """
    home = min(zones, key=lambda zone: zone.key)
    today = made_at.astimezone(home).date()
    return _best(zones, home, _working_day(today, _SOON), 11), _best(zones, home, _working_day(today, _LATER), 15)


def _working_day(today: date, after: int) -> date:
    day = today
    while after:
        day += timedelta(days=1)
        after -= day.weekday() < 5
    return day


def _best(zones: Collection[ZoneInfo], home: ZoneInfo, day: date, towards: int) -> datetime:
    hours = [datetime.combine(day, time(hour), home).astimezone(UTC) for hour in range(24)]
    return min(hours, key=lambda moment: (_cost(zones, moment), abs(moment.astimezone(home).hour - towards)))


def _cost(zones: Collection[ZoneInfo], moment: datetime) -> int:
    return sum(_AWAKE.get(moment.astimezone(zone).hour, _ASLEEP) for zone in zones)


def are_awake(zones: Collection[ZoneInfo], moment: datetime) -> bool:
    """Say whether a moment is in the waking hours of all."""
    return _cost(zones, moment) < _ASLEEP


def counted(counts: Counts) -> list[str]:
    """Say what anybody may know, in sentences; nothing of fewer than five people."""
    told = [f"{counts.guests} members take part." if counts.guests >= FEWEST else "Fewer than five members take part."]
    last = counts.last
    if last is not None and last.people >= FEWEST:
        told.append(f"In the last round {last.people} people were put into {last.groups} groups.")
        if counts.met:
            told.append(f"Of these groups {counts.met} said that they met.")
    return told


def listed_names(names: Sequence[str]) -> str:
    """Name people as one says it: Ann, Ben and Cho."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
