from datetime import UTC, datetime, timedelta

import pytest

from community.errors import NotAllowed, Refusal
from community.formats import Field, Format, Role, Step
from community.sessions import (
    Plan,
    Run,
    RunStatus,
    Session,
    Stay,
    Verb,
    begin,
    check_facilitates,
    check_may_begin,
    minutes_of,
    people_in,
    press,
    room_of,
)

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
HOST, OTHER = 1, 2
FORMAT = Format(
    name="huddle",
    purpose="what matters today",
    people=(3, 12),
    minutes=60,
    chatham_house=False,
    follow_up_days=7,
    source="Our own.",
    roles=(Role("host", "keeps it short"),),
    steps=(Step("Round", "One thing each.", 20), Step("Talk", "Go on.", None), Step("Act", "Who does it?", 10)),
    capture=(Field("What we did", "What, who, by when.", "did"),),
)


def session(location: str = "", *, minutes: int = 30, status: str = "planned", card: int | None = 5) -> Session:
    plan = Plan(5, 5, "Falls", "huddle", NOW, NOW.replace(tzinfo=None), "UTC", minutes, HOST, location)
    return Session(7, 3, plan, HOST, status, 1, message_id=card)


def run() -> Run:
    return begin(session(), FORMAT, NOW)


def after(one: Run, *verbs: Verb, minutes: int = 4) -> Run:
    now = NOW
    for verb in verbs:
        now += timedelta(minutes=minutes)
        one = press(one, verb, one.version, now)
    return one


def test_a_run_begins_at_its_first_step_with_the_steps_fitted_to_the_session():
    one = run()
    assert [step.minutes for step in one.steps] == [10, None, 5]
    assert (one.at, one.status, one.ends_at) == (0, RunStatus.RUNNING, NOW + timedelta(minutes=10))
    assert one.verbs == [Verb.NEXT, Verb.PAUSE, Verb.FINISH]


def test_next_and_back_give_a_step_its_whole_time_anew():
    second = after(run(), Verb.NEXT)
    assert (second.at, second.ends_at, second.entered) == (1, None, 2)
    third = after(second, Verb.NEXT)
    assert third.verbs == [Verb.BACK, Verb.PAUSE, Verb.FINISH]
    assert third.ends_at == NOW + timedelta(minutes=4 + 5)
    first = after(third, Verb.BACK, Verb.BACK)
    assert (first.at, first.entered, first.ends_at) == (0, 5, NOW + timedelta(minutes=8 + 10))


def test_a_pause_keeps_what_was_left_and_announces_nothing_anew():
    paused = after(run(), Verb.PAUSE)
    assert (paused.status, paused.ends_at, paused.left) == (RunStatus.PAUSED, None, timedelta(minutes=6))
    assert paused.verbs == [Verb.NEXT, Verb.GO_ON, Verb.FINISH]
    on = press(paused, Verb.GO_ON, paused.version, NOW + timedelta(hours=1))
    assert (on.status, on.ends_at, on.entered) == (RunStatus.RUNNING, NOW + timedelta(hours=1, minutes=6), 1)
    late = after(run(), Verb.PAUSE, minutes=15)
    assert late.left == timedelta()
    assert after(run(), Verb.NEXT, Verb.PAUSE).left is None


def test_a_panel_that_shows_an_earlier_step_moves_nothing():
    one = run()
    second = press(one, Verb.NEXT, 1, NOW)
    assert press(second, Verb.NEXT, 1, NOW) is second
    assert press(one, Verb.BACK, 1, NOW) is one


def test_what_is_finished_stays_so():
    over = after(run(), Verb.FINISH)
    assert (over.status, over.finished_at, over.ends_at) == (RunStatus.FINISHED, NOW + timedelta(minutes=4), None)
    assert over.verbs == []
    assert all(press(over, verb, over.version, NOW) is over for verb in Verb)


@pytest.mark.parametrize(
    ("one", "at", "why"),
    [
        (session(status="cancelled"), NOW, "cancelled"),
        (session(card=None), NOW, "not posted"),
        (session(), NOW - timedelta(minutes=61), "too early"),
        (session(), NOW + timedelta(hours=13), "too late"),
    ],
)
def test_a_session_is_run_around_its_time(one: Session, at: datetime, why: str):
    with pytest.raises(Refusal, match=why):
        check_may_begin(one, at)


def test_its_host_runs_it():
    check_facilitates(session(), HOST)
    check_may_begin(session(), NOW - timedelta(minutes=59))
    with pytest.raises(NotAllowed):
        check_facilitates(session(), OTHER)


def test_it_meets_where_its_place_says():
    assert room_of(session("<#123>")) == 123
    assert [room_of(session(place)) for place in ("", "https://meet.example/<#1>", "<#x>", "Room 4")] == [None] * 4


def test_people_are_counted_once_and_their_time_in_voice_added_up():
    stays = [
        Stay(HOST, by_voice=True, came_at=NOW, left_at=NOW + timedelta(minutes=10)),
        Stay(OTHER, by_voice=False, came_at=NOW),
        Stay(HOST, by_voice=True, came_at=NOW + timedelta(minutes=20)),
    ]
    assert people_in(stays) == [HOST, OTHER]
    assert minutes_of(stays, NOW + timedelta(minutes=30)) == 20
