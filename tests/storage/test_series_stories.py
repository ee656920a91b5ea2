"""Whatever is done to a series, in any order: no answer is lost, no session doubled, what was called off stays so."""

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from community.errors import Refusal
from community.sessions import Answer, Plan, Session, read_repeats
from storage import Database, Writing, communities, sessions, topics
from storage.database import Reading
from storage.sessions.planned import _sessions
from storage.tables.outbox import outbox
from storage.tables.sessions import sessions as table
from storage.topics import Topic

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = datetime.fromisoformat("2026-11-24T14:00")
HOST, CHO, DEV = 9, 7, 8
RULES = ("weekly, 12 times", "every other Tuesday and Friday, 9 times", "monthly, 7 times", "every 3 days, 15 times")

_WHICH, _WHO = st.integers(0, 4), st.sampled_from([CHO, DEV])
_MOVES = st.builds(timedelta, days=st.integers(-4, 12), hours=st.integers(-3, 3))
ACTS = st.one_of(
    st.tuples(st.just("answer"), _WHICH, _WHO, st.sampled_from(Answer)),
    st.tuples(st.just("answer always"), _WHICH, _WHO, st.sampled_from(Answer)),
    st.tuples(st.just("answer each time"), _WHICH, _WHO),
    st.tuples(st.sampled_from(["move", "move following"]), _WHICH, _MOVES),
    st.tuples(st.sampled_from(["rename", "rename following"]), _WHICH, st.sampled_from(["Pain", "Sleep"])),
    st.tuples(st.just("call off"), _WHICH),
    st.tuples(st.just("call off following"), st.integers(3, 20)),
    st.tuples(st.just("wake"), st.integers(0, 6)),
)


@dataclass
class Story:
    """What is known, by plain reckoning, of a community's one series."""

    community: int
    total: int
    now: datetime = NOW
    own: dict[tuple[int, int], Answer] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    alone: dict[int, Plan] = field(default_factory=dict)
    cut_short: bool = False


async def every(tx: Reading, community: int) -> list[Session]:
    query = sa.select(table).where(table.c.community_id == community)
    return await _sessions(tx, query.order_by(table.c.number, table.c.id))


async def begin(tx: Writing, community: int, rule: str) -> int:
    await communities.remember(tx, community, "A community")
    await communities.remember_members(tx, community, [(id_, "x", False) for id_ in (HOST, CHO, DEV)])
    topic = Topic(community * 10, community, "falls", "Falls", "open", NOW, None)
    await topics.open_topic(tx, topic, opened_by=HOST)
    repeats = read_repeats(rule, FIRST, "")
    plan = Plan(topic.id, topic.id, "Falls", "case clinic", FIRST.replace(tzinfo=UTC), FIRST, "UTC", 60, HOST)
    sketched = await sessions.find(tx, await sessions.sketch(tx, community, plan, HOST, NOW, repeats))
    assert sketched is not None
    await sessions.plan(tx, sketched, NOW)
    return repeats.count or 0


async def wake(tx: Writing, now: datetime) -> None:
    for id_ in await sessions.to_look_at(tx, now, 1000):
        await sessions.make_coming(tx, id_, now)


async def act(tx: Writing, story: Story, what: str, which: int, *more: object) -> None:
    """Do one thing to one of the sessions to come, as the commands do it."""
    if what == "wake":
        story.now += timedelta(days=which)
        return
    coming = [s for s in await every(tx, story.community) if s.status == "planned" and s.plan.starts_at > story.now]
    if not coming:
        return
    session = coming[which % len(coming)]
    assert session.part is not None
    after = session.part.original.strftime(sessions.LOCAL)
    match what, more:
        case "answer", (int(who), Answer() as given_):
            await sessions.answer(tx, session.id, who, given_, story.now)
            story.own[session.id, who] = given_
        case "answer always", (int(who), Answer() as given_):
            await sessions.answer_always(tx, session.part.series_id, who, given_, after, story.now)
        case "answer each time", (int(who),):
            await sessions.answer_each_time(tx, session.part.series_id, who, after, story.now)
        case "call off", ():
            await sessions.call_off(tx, session, "ill", story.now, by=None)
            story.cancelled.add(session.id)
        case "call off following", ():
            await sessions.call_off_following(tx, session, "ill", story.now, by=1)
            story.cut_short = True
        case (("move" | "move following"), (timedelta() as by,)):
            wanted = replace(session.plan, starts_at=session.plan.starts_at + by)
            wanted = replace(wanted, local_start=session.plan.local_start + by)
            await change(tx, story, session, wanted, what)
        case (("rename" | "rename following"), (str(title),)):
            await change(tx, story, session, replace(session.plan, title=title), what)


async def change(tx: Writing, story: Story, session: Session, wanted: Plan, what: str) -> None:
    if wanted.starts_at <= story.now or wanted == session.plan:
        return
    if what.endswith("following"):
        await sessions.change_following(tx, session, wanted, story.now)
        story.alone.pop(session.id, None)
    else:
        await sessions.change_one(tx, session, wanted, story.now)
        story.alone[session.id] = wanted


async def check(tx: Writing, story: Story) -> None:
    """Hold what is remembered against what must be so."""
    found = {session.id: session for session in await every(tx, story.community)}
    assert story.known <= set(found), "a session is gone"
    story.known = set(found)
    if story.cut_short:
        story.cancelled |= {id_ for id_, session in found.items() if session.status == "cancelled"}
    assert {id_ for id_, session in found.items() if session.status == "cancelled"} == story.cancelled
    for (id_, who), given_ in story.own.items():
        assert found[id_].answers.get(who) == given_, "an answer is lost"
    numbers = Counter(session.part.number for session in found.values() if session.part)
    assert max(numbers.values()) == 1, "a session is doubled"
    assert set(numbers) == set(range(1, max(numbers) + 1)), "a session is missing"
    assert max(numbers) <= story.total
    for id_, plan in story.alone.items():
        if found[id_].status == "planned" and found[id_].plan.starts_at > story.now:
            assert "starts" not in found[id_].part.changed or found[id_].plan.starts_at == plan.starts_at  # type: ignore[union-attr]  # of a series
    await check_reminders(tx, story, found)


async def check_reminders(tx: Reading, story: Story, found: dict[int, Session]) -> None:
    wanted = {
        (id_, session.plan.starts_at - timedelta(minutes=before))
        for id_, session in found.items()
        for before in (1440, 15)
        if session.status == "planned"
    }
    query = sa.select(outbox.c.payload, outbox.c.due_at).where(
        outbox.c.community_id == story.community, outbox.c.kind == "session-reminder", outbox.c.status == "pending"
    )
    pending = Counter((row.payload["session"], row.due_at) for row in await tx.connection.execute(query))
    assert set(pending) <= wanted, "a reminder goes out at a wrong time"
    assert max(pending.values(), default=1) == 1, "a reminder is doubled"
    assert {one for one in wanted if one[1] > story.now} <= set(pending), "a reminder is lost"


async def tell(database: Database, community: int, rule: str, acts: list[tuple[str, int, *tuple[object, ...]]]) -> None:
    story = Story(community, await database.write(None, partial(begin, community=community, rule=rule)))
    for one in [*acts, *[("wake", 30)] * 9]:
        try:
            await database.write(None, partial(_act, story=story, one=one))
        except Refusal:
            continue  # as a member would be told
    if not story.cut_short:
        assert len(story.known) == story.total, "the series did not come to its end"


async def _act(tx: Writing, story: Story, one: tuple[str, int, *tuple[object, ...]]) -> None:
    await act(tx, story, *one)
    await wake(tx, story.now)
    await check(tx, story)


def test_no_answer_is_lost_nothing_is_doubled_and_what_was_called_off_stays_so(sqlite_template: Path, tmp_path: Path):
    shutil.copy(sqlite_template, tmp_path / "test.db")
    with asyncio.Runner() as runner:
        database = runner.run(Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"))
        told = iter(range(1, 10_000))

        @settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
        @example(RULES[0], [("answer", 2, CHO, Answer.NO), ("answer always", 0, CHO, Answer.GOING)])
        @example(RULES[0], [("call off", 2), ("move following", 1, timedelta(days=7)), ("call off following", 5)])
        @given(st.sampled_from(RULES), st.lists(ACTS, min_size=6, max_size=16))
        def stories(rule: str, acts: list[tuple[str, int, *tuple[object, ...]]]) -> None:
            runner.run(tell(database, next(told), rule, acts))

        try:
            stories()
        finally:
            runner.run(database.close())
