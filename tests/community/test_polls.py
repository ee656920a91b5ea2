from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.errors import NotAllowed, NotFound, Refusal
from community.sessions import Plan, Poll, check_may_pick, check_may_vote, read_times

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 12, 3, 14, tzinfo=UTC)
PLAN = Plan(5, 5, "Falls", "case clinic", START, START.replace(tzinfo=None), "America/New_York", 60, 9)
POLL = Poll(
    1, 1, PLAN, 8, "open", (START, START + timedelta(days=1), START + timedelta(days=2)), {1: (7, 6), 3: (6, 7)}
)


def _read(text: str) -> list[str]:
    return [f"{typed.local:%a %d %H:%M}" for typed in read_times(text, LONDON, NOW)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Fri 4 Dec 10:00; Thu 3 Dec 2pm", ["Thu 03 14:00", "Fri 04 10:00"]),
        ("Thu 3 Dec 2pm; 4pm; Fri 4 Dec noon;", ["Thu 03 14:00", "Thu 03 16:00", "Fri 04 12:00"]),
        ("Thu 3 Dec 2pm\n2026-12-04 09:30\n", ["Thu 03 14:00", "Fri 04 09:30"]),
        ("Thu 3 Dec 2pm; 10.30", ["Thu 03 10:30", "Thu 03 14:00"]),
    ],
)
def test_times_are_read_with_semicolons_between_and_given_soonest_first(text: str, times: list[str]):
    assert _read(text) == times


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Thu 3 Dec 2pm", "two times or more"),
        (" ; ;", "two times or more"),
        ("Thu 3 Dec 2pm; whenever", "Time 2: I can't read that time"),
        ("Thu 3 Dec 2pm, 4pm, Fri 4 Dec 10:00", "with semicolons between them"),
        ("Thu 3 Dec 2pm; 1 Jan 2020 14:00", "Time 2: That time is past"),
        ("Thu 3 Dec 2pm; 3/12 14:00", "Times 1 and 2 are the same"),
        ("; ".join(f"{day} Dec 2pm" for day in range(1, 12)), "10 times at most"),
    ],
)
def test_what_can_not_be_asked_is_refused_naming_which_time(text: str, sentence: str):
    with pytest.raises(Refusal, match=sentence):
        read_times(text, LONDON, NOW)


def test_a_poll_says_who_can_make_what_and_which_most_can():
    assert POLL.best == [1, 3]
    assert POLL.chosen_by(6) == [1, 3]
    assert POLL.voting(2) == ()
    assert POLL.still_open(START) == [2, 3]
    assert POLL.at(2).local_start == datetime.fromisoformat("2026-12-04T09:00")
    with pytest.raises(NotFound):
        POLL.at(4)


def test_only_who_asks_hosts_or_tends_may_pick_and_only_times_to_come_are_voted_for():
    for member, tends in ((8, False), (9, False), (7, True)):
        check_may_pick(POLL, member, tends=tends)
    with pytest.raises(NotAllowed):
        check_may_pick(POLL, 7, tends=False)
    check_may_vote(POLL, [1], NOW)
    with pytest.raises(Refusal, match="past"):
        check_may_vote(POLL, [1], START)
