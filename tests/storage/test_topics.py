"""Topics, their rules and proposals, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import Database, communities, proposals, rules, topics
from storage.database import Writing
from storage.rules import Rules
from storage.tables.communities import members
from storage.tables.knowhow import entries
from storage.tables.messages import messages
from storage.tables.sessions import sessions
from storage.topics import Topic, Underway, Week

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE, FALLS, SECRET, ANN, BEN = 1, 10, 11, 100, 101
TOPIC = Topic(FALLS, HERE, "falls", "Fewer falls at night", "open", NOW, FALLS)


@pytest.fixture
async def community(database: Database) -> Database:
    async def work(tx: Writing) -> None:
        await communities.remember(tx, HERE, "Commons")
        await communities.remember_members(tx, HERE, [(ANN, "Ann", False), (BEN, "Ben", False)])

    await database.write(None, work)
    return database


async def opened(database: Database, topic: Topic = TOPIC, stewards: tuple[int, ...] = ()) -> str:
    return await database.write(None, lambda tx: topics.open_topic(tx, topic, opened_by=ANN, stewards=stewards))


async def found(database: Database, topic_id: int = FALLS) -> Topic | None:
    async with database.read() as tx:
        return await topics.find(tx, topic_id)


async def test_a_channel_becomes_a_topic_and_only_once(community: Database):
    assert await opened(community, stewards=(BEN,)) == "opened"
    assert await opened(community, replace(TOPIC, purpose="No falls at all"), stewards=(BEN, ANN)) == "changed"
    assert await found(community) == replace(TOPIC, purpose="No falls at all")
    async with community.read() as tx:
        assert await topics.stewards_of(tx, FALLS) == [ANN, BEN]


async def test_a_closed_topic_keeps_why_and_may_be_opened_again(community: Database):
    await opened(community)
    assert await community.write(None, lambda tx: topics.close(tx, FALLS, "The work is done.", NOW))
    assert not await community.write(None, lambda tx: topics.close(tx, FALLS, "Again.", NOW))
    closed = await found(community)
    assert closed is not None
    assert (closed.status, closed.closed_reason) == ("closed", "The work is done.")
    later = NOW + timedelta(days=3)
    assert await opened(community, replace(TOPIC, opened_at=later)) == "reopened"
    again = await found(community)
    assert again is not None
    assert (again.status, again.closed_reason, again.opened_at) == ("open", None, later)


async def test_a_topic_whose_channel_went_is_marked_even_when_it_was_closed(community: Database):
    await opened(community)
    await community.write(None, lambda tx: topics.close(tx, FALLS, "Done.", NOW))
    assert await community.write(None, lambda tx: topics.mark_gone(tx, FALLS, NOW))
    assert not await community.write(None, lambda tx: topics.mark_gone(tx, FALLS, NOW))
    gone = await found(community)
    assert gone is not None
    assert gone.status == "gone"


async def test_only_topics_of_places_seen_are_given(community: Database):
    await opened(community)
    await opened(community, replace(TOPIC, id=SECRET, name="board"))
    async with community.read() as tx:
        assert [t.name for t in await topics.seen(tx, HERE, frozenset({FALLS, 99}))] == ["falls"]
        assert [t.name for t in await topics.seen(tx, HERE, frozenset({FALLS, SECRET}))] == ["board", "falls"]
        assert await topics.seen(tx, HERE, frozenset()) == []
        assert await topics.seen(tx, 2, frozenset({FALLS})) == []


async def test_a_steward_who_left_is_told_apart(community: Database):
    await opened(community, stewards=(ANN, BEN, 555))
    left = sa.update(members).where(members.c.id == BEN).values(present=False)

    async def leave(tx: Writing) -> None:
        await tx.connection.execute(left)

    await community.write(None, leave)

    async def tending() -> list[tuple[bool, bool]]:
        async with community.read() as tx:
            return [
                (await topics.tends(tx, HERE, FALLS, one), await topics.is_steward(tx, HERE, one))
                for one in (ANN, BEN, 555)
            ]

    async with community.read() as tx:
        assert await topics.present_stewards(tx, TOPIC) == ([ANN], 2)
    assert await tending() == [(True, True), (False, False), (False, False)]
    await community.write(None, lambda tx: communities.remember_members(tx, HERE, [(BEN, "Ben", False)]))
    assert await tending() == [(True, True), (True, True), (False, False)]


def said(id_: int, author: int, at: datetime, seen_in: int = FALLS, **more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "community_id": HERE,
        "id": id_,
        "topic_id": FALLS,
        "place_id": seen_in,
        "seen_in": seen_in,
    }
    row |= {"conversation_id": id_ // 10, "author_id": author, "content": "words", "created_at": at}
    return {**row, "by_bot": False, "deleted_at": None, **more}


async def test_the_week_counts_what_people_said_where_the_caller_sees(community: Database):
    await opened(community)
    thread = 77
    rows = [
        said(100, ANN, NOW),
        said(101, BEN, NOW),
        said(110, ANN, NOW),
        said(120, 200, NOW, thread),
        said(130, ANN, NOW, by_bot=True),
        said(140, ANN, NOW, deleted_at=NOW),
        said(150, ANN, NOW - timedelta(days=8)),
    ]

    async def say(tx: Writing) -> None:
        await tx.connection.execute(sa.insert(messages), rows)

    await community.write(None, say)
    since = NOW - timedelta(days=7)
    async with community.read() as tx:
        assert await topics.said_since(tx, FALLS, since, frozenset({FALLS})) == Week(3, 2, 2)
        assert await topics.said_since(tx, FALLS, since, frozenset({FALLS, thread})) == Week(4, 3, 3)
        assert await topics.said_since(tx, FALLS, since, frozenset()) == Week(0, 0, 0)


async def test_what_is_under_way_counts_only_what_is_to_come_and_unfinished(community: Database):
    await opened(community)
    shared: dict[str, object] = {"community_id": HERE, "topic_id": FALLS, "title": "Huddle", "seen_in": FALLS}
    session = {**shared, "format": "huddle", "local_start": "x", "zone": "UTC", "minutes": 30, "host_id": ANN}
    session |= {"planned_by": ANN, "planned_at": NOW, "starts_at": NOW + timedelta(days=1), "status": "planned"}
    entry = {**shared, "place_id": FALLS, "did": "x", "captured_by": ANN, "captured_at": NOW, "changed_at": NOW}

    async def plan(tx: Writing) -> None:
        await tx.connection.execute(
            sa.insert(sessions), [session, {**session, "status": "cancelled"}, {**session, "starts_at": NOW}]
        )
        statuses = ("draft", "awaiting", "published", "retired")
        await tx.connection.execute(sa.insert(entries), [{**entry, "status": status} for status in statuses])

    await community.write(None, plan)
    async with community.read() as tx:
        assert await topics.under_way(tx, FALLS, NOW, frozenset({FALLS})) == Underway(1, 2)
        assert await topics.under_way(tx, FALLS, NOW, frozenset({SECRET})) == Underway(0, 0)


async def test_rules_have_versions_and_each_member_accepts_one(community: Database):
    await opened(community)
    first, second = Rules(FALLS, 1, "Be kind.", NOW), Rules(FALLS, 2, "Be kind and brief.", NOW)
    await community.write(None, lambda tx: rules.write(tx, first, ANN))
    await community.write(None, lambda tx: rules.accept(tx, FALLS, 1, BEN, NOW))
    await community.write(None, lambda tx: rules.accept(tx, FALLS, 1, BEN, NOW))
    await community.write(None, lambda tx: rules.write(tx, second, ANN))
    async with community.read() as tx:
        assert await rules.current(tx, FALLS) == second
        assert await rules.current(tx, SECRET) is None
        assert await rules.accepted(tx, FALLS, ANN) == 2
        assert await rules.accepted(tx, FALLS, BEN) == 1
        assert await rules.accepted(tx, FALLS, 555) == 0


async def test_nobody_supports_a_proposal_twice(community: Database):
    id_ = await community.write(
        None,
        lambda tx: proposals.propose(tx, HERE, "Pressure ulcers", "", by=ANN, at=NOW, channel_id=FALLS, seen_in=FALLS),
    )
    for _ in range(2):
        await community.write(None, lambda tx: proposals.support(tx, id_, BEN))
    async with community.read() as tx:
        assert await proposals.supporters(tx, id_) == {ANN, BEN}
    await community.write(None, lambda tx: proposals.withdraw(tx, id_, BEN))
    async with community.read() as tx:
        assert await proposals.supporters(tx, id_) == {ANN}


async def test_a_proposal_is_pending_until_it_is_done_and_only_where_it_is_seen(community: Database):
    id_ = await community.write(
        None,
        lambda tx: proposals.propose(tx, HERE, "Ulcers", "Fewer", by=ANN, at=NOW, channel_id=FALLS, seen_in=FALLS),
    )
    async with community.read() as tx:
        assert [p.id for p in await proposals.all_pending(tx, HERE, frozenset({FALLS}))] == [id_]
        assert await proposals.all_pending(tx, HERE, frozenset({SECRET})) == []
    await community.write(None, lambda tx: proposals.mark(tx, id_, "done", SECRET))
    async with community.read() as tx:
        assert await proposals.all_pending(tx, HERE, frozenset({FALLS})) == []
        done = await proposals.find(tx, id_)
    assert done is not None
    assert (done.status, done.topic_id) == ("done", SECRET)
