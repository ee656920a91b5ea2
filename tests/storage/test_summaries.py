from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from archive.summary import for_channel, for_everybody, for_member
from community.messages import Place
from community.summary import Item, Summary, Week
from storage import Database, Reading, Writing, communities, summaries
from storage import messages as messages_store
from storage.sql import add, put
from storage.summaries import Sent
from storage.tables.access import places, thread_members
from storage.tables.communities import communities as communities_table
from storage.tables.communities import members
from storage.tables.knowhow import entries
from storage.tables.messages import conversations, messages, reactions
from storage.tables.outbox import outbox
from storage.tables.sessions import sessions
from storage.tables.topics import topics

C, GENERAL, BOARD, THREAD, SECRET = 1, 10, 11, 100, 101
WEEK = Week(2026, 15)
START = datetime(2026, 4, 6, tzinfo=UTC)
NOW = datetime(2026, 4, 13, 9, tzinfo=UTC)
BOT, BEN, CHO, DEV, OLU, NEW = 2, 20, 21, 22, 23, 24
PEOPLE = {BEN: "Ben Carter", CHO: "Cho Lin", DEV: "Dev Patel", OLU: "Olu Adeyemi", NEW: "Newton Grey"}


@dataclass(frozen=True)
class Line:
    """One message: in which conversation, by whom, how many hours into the week, and what."""

    id: int
    talk: int
    by: int
    hours: float
    text: str
    reply_to: int | None = None


async def _community(tx: Writing) -> None:
    await communities.remember(tx, C, "Northern Network", imported=True)
    await communities.remember_members(
        tx, C, [*((id_, name, False) for id_, name in PEOPLE.items()), (BOT, "Bot", True)]
    )
    for id_, kind, parent in ((GENERAL, "text", None), (BOARD, "text", None), (SECRET, "private_thread", GENERAL)):
        place = {"community_id": C, "id": id_, "kind": kind, "parent_id": parent, "name": f"p{id_}", "archived": False}
        await put(tx, places, {**place, "gone": False})
    await add(tx, thread_members, {"place_id": SECRET, "member_id": BEN})
    for id_, name in ((GENERAL, "general"), (BOARD, "board")):
        row = {"community_id": C, "id": id_, "name": name, "purpose": "", "status": "open", "opened_at": START}
        await add(tx, topics, row)


async def _say(tx: Writing, lines: Sequence[Line]) -> None:
    for line in lines:
        at = START + timedelta(hours=line.hours)
        seen_in = {SECRET: SECRET, BOARD: BOARD}.get(line.talk, GENERAL)
        topic = BOARD if line.talk == BOARD else GENERAL
        talk = {"community_id": C, "id": line.talk, "topic_id": topic, "place_id": line.talk, "seen_in": seen_in}
        await add(
            tx,
            conversations,
            {**talk, "is_thread": True, "title": f"Talk {line.talk}", "started_at": at, "last_at": at},
        )
        row = {
            "community_id": C,
            "id": line.id,
            "topic_id": topic,
            "place_id": line.talk,
            "seen_in": seen_in,
            "conversation_id": line.talk,
            "author_id": line.by,
            "by_bot": line.by == BOT,
            "content": line.text,
            "created_at": at,
            "reply_to": line.reply_to,
            "attachments": 0,
        }
        await add(tx, messages, row)


FALLS = [
    Line(1, THREAD, CHO, -100, "An older message of Cho's, from the weeks before this one."),
    Line(2, THREAD, BEN, 10, "We asked people at ten whether they wanted to go, and falls fell by a third."),
    Line(3, THREAD, DEV, 11, "It did not work on our dementia unit, where being woken was the worse of the two."),
    Line(4, THREAD, CHO, 12, "Then we will try it on the other two wards first and count.", reply_to=2),
    Line(5, THREAD, BOT, 13, "A bot has something to say here too, and says it at length."),
    Line(6, THREAD, OLU, 14, "lol"),
]
THE_SECRET = [
    Line(20, SECRET, BEN, 20, "The board will hear of this in private before anybody else does."),
    Line(21, SECRET, CHO, 21, "I would not tell anybody that is not in this thread about it."),
    Line(22, SECRET, DEV, 22, "Nobody will hear it from me, that much is certain from the start."),
]


async def _make(database: Database, *lines: Line) -> None:
    async def work(tx: Writing) -> None:
        await _community(tx)
        await _say(tx, [*FALLS, *lines])

    await database.write(None, work)


async def _of_all(database: Database, now: datetime = NOW) -> Summary:
    async with database.read() as tx:
        return await for_everybody(tx, C, WEEK, now)


def _items(summary: Summary, name: str) -> list[Item]:
    return [item for section in summary.sections if section.name == name for item in section.items]


async def _rows(tx: Reading, kind: str) -> list[Any]:
    return list(await tx.connection.execute(sa.select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)))


async def test_a_conversation_counts_people_and_messages_of_the_week_without_bots(database: Database):
    await _make(database)
    summary = await _of_all(database)
    [item] = _items(summary, "worth your time")
    assert (item.people, item.messages, item.topic) == (4, 4, "general")
    assert (summary.counts.messages, summary.counts.people, summary.counts.conversations) == (4, 4, 1)
    assert item.excerpt is None


async def test_a_week_with_nothing_in_it_tells_nothing(database: Database):
    await _make(database)
    async with database.read() as tx:
        assert (await for_everybody(tx, C, Week(2026, 20), NOW)).is_empty


async def test_a_private_thread_is_told_of_to_those_in_it_alone(database: Database):
    await _make(database, *THE_SECRET)
    assert SECRET not in {item.id for item in _items(await _of_all(database), "worth your time")}
    async with database.read() as tx:
        inside = await for_member(tx, C, WEEK, BEN, NOW)
        outside = await for_member(tx, C, WEEK, OLU, NOW)
        posted = await for_channel(tx, C, WEEK, GENERAL, NOW)
        in_thread = await for_channel(tx, C, WEEK, SECRET, NOW)
    assert SECRET in {item.id for item in _items(inside, "worth your time")}
    assert inside.counts.messages == 7
    for summary in (outside, posted):
        assert summary.counts.messages == 4
        assert str(SECRET) not in repr(summary)
    assert in_thread.counts.messages == 7


async def test_a_topic_has_a_summary_of_its_own(database: Database):
    lines = [
        Line(40 + n, BOARD, who, 30 + n, "We have to say something about the money.") for n, who in enumerate(PEOPLE)
    ]
    await _make(database, *lines)
    async with database.read() as tx:
        summary = await for_everybody(tx, C, WEEK, NOW, topic_id=BOARD)
    assert [item.id for item in _items(summary, "worth your time")] == [BOARD]


@pytest.mark.parametrize(("answer", "shown"), [("ask", False), ("never", False), ("unnamed", True), ("named", True)])
async def test_only_a_standing_yes_gives_an_excerpt(database: Database, answer: str, shown: bool):  # noqa: FBT001 - a parameter
    await _make(database)
    await database.write(None, lambda tx: communities.answer_always(tx, C, BEN, answer))
    [item] = _items(await _of_all(database), "worth your time")
    assert (item.excerpt is not None) is shown
    assert ("Ben Carter" in (item.excerpt or "")) is (answer == "named")


async def test_reactions_by_different_people_count_and_ones_own_does_not(database: Database):
    await _make(database)
    given = [("❤️", CHO), ("🙏", DEV), ("🙏", BEN), ("👍", CHO), ("👍", BOT)]

    async def work(tx: Writing) -> None:
        await add(tx, reactions, [{"message_id": 2, "emoji": e, "member_id": who} for e, who in given])

    await database.write(None, work)
    [item] = _items(await _of_all(database), "worth your time")
    assert "2 thanked it" in item.why


ASKING = Line(30, 102, CHO, 50, "How many points on one side of the median make a shift?")


async def test_a_question_waits_until_somebody_else_answers(database: Database):
    await _make(database, ASKING)
    [item] = _items(await _of_all(database), "still waiting")
    assert (item.id, item.url) == (102, "https://discord.com/channels/1/102/30")
    assert _items(await _of_all(database, START + timedelta(hours=52)), "still waiting") == []
    await database.write(None, lambda tx: _say(tx, [Line(31, 102, DEV, 300, "Six, on our charts.")]))
    assert _items(await _of_all(database), "still waiting") == []


async def test_a_bots_word_and_ones_own_are_no_answer(database: Database):
    await _make(database, ASKING, Line(31, 102, BOT, 51, "I am a bot."), Line(32, 102, CHO, 52, "It is for falls."))
    assert [item.id for item in _items(await _of_all(database), "still waiting")] == [102]


async def test_an_answer_in_a_thread_opened_from_the_question_is_one(database: Database):
    await _make(database, ASKING, Line(33, 30, DEV, 60, "Six, on our charts, and eight on theirs."))

    async def in_channel(tx: Writing) -> None:
        outside = sa.update(conversations).where(conversations.c.id == 102)
        await tx.connection.execute(outside.values(is_thread=False, place_id=GENERAL))

    await database.write(None, in_channel)
    assert _items(await _of_all(database), "still waiting") == []


async def test_a_newcomer_is_counted_once_and_their_first_post_waits_for_a_word(database: Database):
    opening = "Hello, I run a falls group in a care home and we have weighed every step of our night round for a month."
    await _make(database, Line(30, 103, NEW, 60, opening))
    await database.write(None, lambda tx: _say(tx, [Line(0, 109, who, -50, "Earlier") for who in (BEN,)]))
    summary = await _of_all(database)
    [waiting] = _items(summary, "still waiting")
    assert (waiting.kind, waiting.id) == ("first post", 103)
    voices = _items(summary, "new voices")
    assert 103 in {item.id for item in voices}
    assert sum(item.people or 0 for item in voices) == 3, "Dev, Olu and Newton; Ben and Cho had written before"


async def test_nobody_is_new_while_history_is_held_in_part(database: Database):
    await _make(
        database, Line(30, 103, NEW, 60, "Hello, I run a falls group in a care home and we have weighed it all.")
    )
    place = Place(BOARD, C, BOARD, BOARD)
    voices = []
    for is_done in (False, True):
        note = partial(messages_store.note_filled, place=place, message_id=5, now=NOW, is_done=is_done)
        await database.write(None, note)
        summary = await _of_all(database)
        voices.append(bool(_items(summary, "new voices")))
    assert voices == [False, True]


async def test_nobody_is_new_where_nothing_older_is_held(database: Database):
    async def work(tx: Writing) -> None:
        await _community(tx)
        await _say(tx, FALLS[1:])

    await database.write(None, work)
    assert _items(await _of_all(database), "new voices") == []


async def _publish(tx: Writing, id_: int, *, seen_in: int = GENERAL, status: str = "published", day: int = 2) -> None:
    at = START + timedelta(days=day)
    await tx.connection.execute(
        sa.insert(entries).values(
            id=id_,
            community_id=C,
            topic_id=GENERAL,
            place_id=THREAD,
            seen_in=seen_in,
            title=f"Entry {id_}",
            did="We asked.",
            status=status,
            captured_by=BEN,
            captured_at=at,
            published_at=at,
            changed_at=at,
        )
    )


async def _plan(tx: Writing, id_: int, days: int, *, seen_in: int = GENERAL, status: str = "planned") -> None:
    at = START + timedelta(days=7 + days)
    await tx.connection.execute(
        sa.insert(sessions).values(
            id=id_,
            community_id=C,
            topic_id=GENERAL,
            seen_in=seen_in,
            title=f"Session {id_}",
            format="case clinic",
            starts_at=at,
            local_start=at.strftime("%Y-%m-%dT%H:%M"),
            zone="UTC",
            minutes=60,
            host_id=BEN,
            planned_by=BEN,
            planned_at=START,
            status=status,
        )
    )


async def test_know_how_of_the_week_and_sessions_of_the_next_two_are_told_where_they_are_seen(database: Database):
    await _make(database)

    async def work(tx: Writing) -> None:
        await _publish(tx, 1)
        await _publish(tx, 2, seen_in=SECRET)
        await _publish(tx, 3, status="taken_down")
        await _publish(tx, 4, day=9)
        await _plan(tx, 1, 3)
        await _plan(tx, 2, 3, seen_in=SECRET)
        await _plan(tx, 3, 4, status="cancelled")
        await _plan(tx, 4, 30)

    await database.write(None, work)
    summary = await _of_all(database)
    assert [item.id for item in _items(summary, "new know-how")] == [1]
    assert [item.id for item in _items(summary, "coming up")] == [1]


async def _post(database: Database, message_id: int = 900) -> int:
    summary = await _of_all(database)

    async def work(tx: Writing) -> int:
        return await summaries.note_posted(tx, summary, Sent(C, GENERAL, message_id, NOW))

    return await database.write(None, work)


async def test_a_summary_is_held_once_a_week_and_what_it_replaces_is_taken_down(database: Database):
    await _make(database)
    await _post(database)
    second = await _post(database, 901)
    async with database.read() as tx:
        found = await summaries.find_posted(tx, C, C, WEEK)
        assert found
        assert (found.id, found.message_id) == (second, 901)
        assert [row.payload["message_id"] for row in await _rows(tx, "summary-remove")] == [900]
        count = await tx.connection.execute(sa.text("SELECT count(*) FROM summaries"))
        assert count.scalar() == 1


async def test_noting_the_same_message_again_takes_nothing_down(database: Database):
    await _make(database)
    await _post(database)
    await _post(database)
    async with database.read() as tx:
        assert await _rows(tx, "summary-remove") == []


async def test_a_changed_source_asks_for_one_refresh_until_it_is_begun(database: Database):
    await _make(database, ASKING)
    summary_id = await _post(database)

    async def change(kind: str, id_: int) -> int:
        await database.write(None, partial(summaries.sources_changed, kind=kind, ids=[id_]))
        async with database.read() as tx:
            return len(await _rows(tx, "summary-refresh"))

    assert await change("message", 3) == 0
    assert await change("conversation", 777) == 0
    assert await change("message", 30) == 1
    assert await change("conversation", THREAD) == 1
    await database.write(None, partial(summaries.begin_refresh, summary_id=summary_id))
    assert await change("conversation", 102) == 2


async def test_a_refreshed_summary_tells_no_more_than_was_posted(database: Database):
    await _make(database, ASKING)
    await database.write(None, lambda tx: communities.answer_always(tx, C, BEN, "named"))
    summary_id = await _post(database)
    more = [Line(60 + n, 104, who, 70 + n, "Something else came up, and late at that.") for n, who in enumerate(PEOPLE)]

    async def work(tx: Writing) -> None:
        await _say(tx, more)
        await communities.answer_always(tx, C, BEN, "never")
        gone = sa.update(messages).where(messages.c.id == 30).values(content="", deleted_at=NOW)
        await tx.connection.execute(gone)
        await tx.connection.execute(sa.update(conversations).values(title="Renamed"))

    await database.write(None, work)
    async with database.read() as tx:
        posted = await summaries.items_of(tx, summary_id)
        summary = await for_channel(tx, C, WEEK, GENERAL, NOW, posted=posted)
        anew = await for_channel(tx, C, WEEK, GENERAL, NOW)
    [item] = _items(summary, "worth your time")
    assert (item.id, item.title, item.excerpt) == (THREAD, "Renamed", None)
    assert _items(summary, "still waiting") == []
    assert 104 in {item.id for item in _items(anew, "worth your time")}


async def test_the_week_is_the_communitys_own_by_its_zone(database: Database):
    late = Line(70, THREAD, NEW, 7 * 24 - 0.5, "Just before midnight by Greenwich, and after it in London.")
    await _make(database, late)
    assert (await _of_all(database)).counts.messages == 5
    await database.write(None, lambda tx: communities.change_setting(tx, C, "zone", "Europe/London"))
    assert (await _of_all(database)).counts.messages == 4


async def _live(database: Database, **settings: Any) -> None:
    async def work(tx: Writing) -> None:
        await _community(tx)
        await tx.connection.execute(sa.update(communities_table).values(imported=False))
        for name, value in settings.items():
            await communities.change_setting(tx, C, name, value)

    await database.write(None, work)


async def _known(database: Database, now: datetime) -> list[tuple[int, datetime, datetime]]:
    async with database.read() as tx:
        found, behind = await summaries.known(tx, await summaries.wanted(tx, now))
    if behind:
        await database.write(None, partial(summaries.remember, scheduled=found))
    return [(one.scope_id, one.since, one.timed_at) for one in found]


async def test_summaries_go_out_from_when_they_are_turned_on_and_begin_anew_after_being_off(database: Database):
    await _live(database)
    assert await _known(database, START) == []
    await database.write(None, lambda tx: communities.change_setting(tx, C, "summary_channel", GENERAL))
    day = timedelta(days=1)
    assert await _known(database, START) == [(C, START, START)]
    assert await _known(database, START + day) == [(C, START, START)]
    await database.write(None, lambda tx: communities.change_setting(tx, C, "summary_day", "friday"))
    assert await _known(database, START + 2 * day) == [(C, START, START + 2 * day)]
    await database.write(None, lambda tx: communities.change_setting(tx, C, "summaries", value=False))
    assert await _known(database, START + 3 * day) == []
    await database.write(None, lambda tx: communities.change_setting(tx, C, "summaries", value=True))
    assert await _known(database, START + 4 * day) == [(C, START + 4 * day, START + 4 * day)]


async def test_a_topics_own_summary_is_off_until_it_is_turned_on(database: Database):
    await _live(database)
    assert await _known(database, START) == []
    await database.write(None, partial(summaries.turn_topic, topic_id=BOARD, on=True))
    assert [scope for scope, _, _ in await _known(database, START)] == [BOARD]
    await database.write(None, lambda tx: _close(tx, BOARD))
    assert await _known(database, START) == []


async def _close(tx: Writing, topic_id: int) -> None:
    await tx.connection.execute(sa.update(topics).where(topics.c.id == topic_id).values(status="closed"))


async def test_a_member_that_left_keeps_their_answer(database: Database):
    await _make(database)
    await database.write(None, lambda tx: communities.answer_always(tx, C, BEN, "unnamed"))

    async def leave(tx: Writing) -> None:
        await tx.connection.execute(sa.update(members).where(members.c.id == BEN).values(present=False))

    await database.write(None, leave)
    [item] = _items(await _of_all(database), "worth your time")
    assert item.excerpt
