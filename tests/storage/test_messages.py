from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from community.conversations import Talk, cut
from community.messages import Edited, Place, Reacted, Said
from community.screening import MASK
from storage import Database, Writing, communities, messages
from storage.tables.communities import members
from storage.tables.messages import conversations, reactions
from storage.tables.messages import messages as table
from storage.tables.topics import topics

START = datetime(2026, 3, 12, 9, tzinfo=UTC)
GENERAL = Place(10, 1, 10, 10)
THREAD = Place(20, 1, 10, 10, is_thread=True, title="Falls at night")


def _say(id_: int, minute: float = 0, *, place: Place = THREAD, content: str = "words", **more: Any) -> Said:
    author = more.pop("author_id", 100 + id_ % 3)
    return Said(id_, place, author, f"Person {author}", content, START + timedelta(minutes=minute), **more)


@pytest.fixture
async def ground(database: Database) -> Database:
    async def lay(tx: Writing) -> None:
        await communities.remember(tx, 1, "A community")
        row = {"id": 10, "community_id": 1, "name": "general", "opened_at": START}
        await tx.connection.execute(sa.insert(topics).values(row))

    await database.write(None, lay)
    return database


async def _do(database: Database, work: Callable[[Writing], Awaitable[Any]]) -> Any:
    return await database.write(None, work)


async def _keep(database: Database, *said: Said) -> list[int]:
    return await database.write(None, lambda tx: messages.keep(tx, said))


async def _all(database: Database, query: Any) -> Sequence[Any]:
    async with database.read() as tx:
        return (await tx.connection.execute(query)).all()


async def _contents(database: Database) -> dict[int, str]:
    return {row.id: row.content for row in await _all(database, sa.select(table))}


async def _placed(database: Database) -> dict[int, int]:
    return {row.id: row.conversation_id for row in await _all(database, sa.select(table))}


async def test_a_message_told_twice_is_kept_once(ground: Database):
    assert await _keep(ground, _say(1), _say(2), _say(1)) == [1, 2]
    assert await _keep(ground, _say(2), _say(3)) == [3]
    assert await _contents(ground) == {1: "words", 2: "words", 3: "words"}


async def test_a_number_is_masked_before_it_is_stored_and_in_titles(ground: Database):
    named = Place(30, 1, 10, 10, is_thread=True, title="About 943 476 5870")
    await _keep(ground, _say(1, content="Seen **943 476 5870**", place=named))
    await _do(ground, lambda tx: messages.edit(tx, [Edited(1, "It was 9434765870", START)]))
    assert await _contents(ground) == {1: f"It was {MASK}"}
    assert [row.title for row in await _all(ground, sa.select(conversations))] == [f"About {MASK}"]


async def test_the_newest_words_win_in_any_order(ground: Database):
    first, second = START + timedelta(minutes=5), START + timedelta(minutes=9)
    await _keep(ground, _say(1, content="third", edited_at=second))
    assert await _do(ground, lambda tx: messages.edit(tx, [Edited(1, "second", first)])) == []
    await _keep(ground, _say(1, content="first"))
    assert await _contents(ground) == {1: "third"}
    later = [Edited(1, "fifth", second + timedelta(2)), Edited(1, "fourth", second + timedelta(1))]
    assert await _do(ground, lambda tx: messages.edit(tx, later)) == [1]
    assert await _do(ground, lambda tx: messages.edit(tx, later)) == []
    assert await _contents(ground) == {1: "fifth"}


async def test_a_deleted_message_is_empty_and_does_not_come_back(ground: Database):
    await _keep(ground, _say(1, reactions=(("👍", 2),)), _say(2))
    await _do(ground, lambda tx: messages.forget(tx, THREAD, [1, 7], START))
    await _keep(ground, _say(1, content="again", edited_at=START + timedelta(1), reactions=(("👍", 2),)), _say(7))
    await _do(ground, lambda tx: messages.edit(tx, [Edited(1, "again", START + timedelta(2))]))
    await _do(ground, lambda tx: messages.react(tx, [Reacted(1, "👍", 5, added=True)]))
    assert await _contents(ground) == {1: "", 2: "words", 7: ""}
    assert await _all(ground, sa.select(reactions)) == []


async def test_a_thread_is_one_conversation_with_its_span(ground: Database):
    await _keep(ground, _say(5, 30), _say(4, 10), _say(6, 90, by_bot=True))
    await _keep(ground, _say(3, 5))
    (row,) = await _all(ground, sa.select(conversations))
    assert (row.id, row.title, row.is_thread, row.seen_in) == (20, "Falls at night", True, 10)
    assert (row.started_at, row.last_at) == (START + timedelta(minutes=5), START + timedelta(minutes=30))


async def test_authors_are_remembered_without_becoming_present(ground: Database):
    await _do(ground, lambda tx: communities.remember_members(tx, 1, [(101, "Ada", False)]))
    await _keep(ground, _say(1, author_id=101), _say(2, author_id=102), _say(3, author_id=103, by_bot=True))
    rows = await _all(ground, sa.select(members.c.id, members.c.display_name, members.c.present).order_by(members.c.id))
    assert [tuple(row) for row in rows] == [(101, "Ada", True), (102, "Person 102", False)]


def _long_talk(random: Random) -> list[Said]:
    said: list[Said] = []
    minute = 0.0
    for id_ in range(1000, 1060):
        minute += random.choice([1, 5, 30, 150, 60 * 24 * 3])
        reply = random.choice([None, None, random.randrange(1000, 1062)])
        said.append(
            _say(id_, minute, place=GENERAL, reply_to=reply, author_id=random.randrange(101, 105), by_bot=id_ % 11 == 0)
        )
    return said


@pytest.mark.parametrize("seed", range(4))
async def test_talk_is_cut_alike_in_whatever_order_it_comes(ground: Database, seed: int):
    random = Random(seed)  # noqa: S311 - a test's seed keeps no secret
    said = _long_talk(random)
    expected = cut([Talk(one.id, one.author_id, one.created_at, one.reply_to, one.by_bot) for one in said])
    random.shuffle(said)
    for batch in _batches(said, 7):
        await _keep(ground, *batch)
    assert await _placed(ground) == expected
    spans: dict[int, list[datetime]] = {}
    for one in said:
        if not one.by_bot:
            spans.setdefault(expected[one.id], []).append(one.created_at)
    rows = await _all(ground, sa.select(conversations))
    assert {row.id: (row.started_at, row.last_at) for row in rows} == {
        id_: (min(times), max(times)) for id_, times in spans.items()
    }


def _batches(said: list[Said], size: int) -> list[list[Said]]:
    return [said[start : start + size] for start in range(0, len(said), size)]


async def test_a_message_with_a_thread_of_its_own_leaves_the_talk(ground: Database):
    await _keep(ground, *(_say(id_, id_ - 30, place=GENERAL) for id_ in (30, 31, 32)))
    await _keep(ground, _say(35, 900, place=GENERAL, reply_to=30))
    opened = Place(30, 1, 10, 10, is_thread=True, title="Off we go")
    await _do(ground, lambda tx: messages.remember_thread(tx, opened, START))
    await _keep(ground, _say(33, 4, place=opened), _say(34, 5, place=GENERAL, reply_to=30))
    assert await _placed(ground) == {30: 30, 31: 31, 32: 31, 33: 30, 34: 31, 35: 35}
    rows = await _all(ground, sa.select(conversations).order_by(conversations.c.id))
    assert [(row.id, row.is_thread, row.place_id, row.title) for row in rows] == [
        (30, True, 30, "Off we go"),
        (31, False, 10, None),
        (35, False, 10, None),
    ]


async def test_the_message_of_a_thread_may_come_after_the_thread(ground: Database):
    opened = Place(30, 1, 10, 10, is_thread=True, title="Off we go")
    await _keep(ground, _say(33, 4, place=opened))
    await _keep(ground, _say(30, 0, place=GENERAL), _say(31, 1, place=GENERAL))
    assert await _placed(ground) == {30: 30, 31: 31, 33: 30}


async def test_a_deleted_thread_is_emptied_with_its_name(ground: Database):
    await _keep(ground, _say(1), _say(2), _say(3, place=GENERAL))
    await _do(ground, lambda tx: messages.forget_thread(tx, 20, START))
    assert await _contents(ground) == {1: "", 2: "", 3: "words"}
    titles = {row.id: row.title for row in await _all(ground, sa.select(conversations))}
    assert titles == {20: None, 3: None}


async def test_a_renamed_thread_has_its_new_name_once(ground: Database):
    await _keep(ground, _say(1))
    await _do(ground, lambda tx: messages.rename_thread(tx, 20, "Falls by day"))
    await _keep(ground, _say(2))
    assert [row.title for row in await _all(ground, sa.select(conversations))] == ["Falls by day"]


async def _reactors(database: Database) -> dict[tuple[int, str], set[int]]:
    rows = await _all(database, sa.select(reactions))
    return {
        key: {row.member_id for row in rows if (row.message_id, row.emoji) == key}
        for key in {(row.message_id, row.emoji) for row in rows}
    }


async def test_reactions_count_as_discord_counts(ground: Database):
    await _keep(ground, _say(1, reactions=(("👍", 3), ("🎉", 1)), reactors=(("👍", 7),)))
    assert await _reactors(ground) == {(1, "👍"): {7, -1, -2}, (1, "🎉"): {-1}}
    given = [Reacted(1, "👍", 8, added=True), Reacted(1, "👍", 8, added=True), Reacted(1, "🎉", 9, added=False)]
    await _do(ground, lambda tx: messages.react(tx, given))
    assert await _reactors(ground) == {(1, "👍"): {7, 8, -1, -2}}
    await _keep(ground, _say(1, reactions=(("👍", 3),)))
    assert await _reactors(ground) == {(1, "👍"): {7, 8, -1}}
    await _keep(ground, _say(1))
    assert await _reactors(ground) == {(1, "👍"): {7, 8, -1}}
    await _do(ground, lambda tx: messages.react(tx, [Reacted(1, None, None, added=False)]))
    assert await _reactors(ground) == {}


async def test_the_last_word_on_a_reaction_counts(ground: Database):
    await _keep(ground, _say(1))
    told = [Reacted(1, "👍", 8, added=True), Reacted(1, "👍", 8, added=False), Reacted(1, "👍", 9, added=True)]
    await _do(ground, lambda tx: messages.react(tx, told))
    cleared = [Reacted(1, "👍", None, added=False), Reacted(1, "👍", 4, added=True)]
    await _do(ground, lambda tx: messages.react(tx, cleared))
    assert await _reactors(ground) == {(1, "👍"): {4}}


async def test_a_cursor_never_goes_back(ground: Database):
    await _do(ground, lambda tx: messages.move_cursors(tx, {10: 7, 20: 3}, START))
    await _do(ground, lambda tx: messages.move_cursors(tx, {10: 5, 20: 9}, START))
    async with ground.read() as tx:
        assert await messages.cursors_of(tx, [10, 20, 30]) == {10: 7, 20: 9}


async def test_old_messages_go_but_not_those_behind_entries(ground: Database):
    from storage.tables.knowhow import entries, quotes  # noqa: PLC0415 - another feature's tables, for this test alone

    captured = Place(40, 1, 10, 10, is_thread=True, title="Captured")
    quoted = Place(50, 1, 10, 10, is_thread=True, title="Quoted")
    await _keep(ground, _say(1), _say(2, 60 * 24 * 30), _say(3, place=captured), _say(4, place=quoted))
    await _keep(ground, _say(5, place=quoted), _say(6, place=GENERAL))

    async def capture(tx: Writing) -> None:
        row = {"community_id": 1, "topic_id": 10, "seen_in": 10, "title": "t", "did": "d", "status": "draft"}
        row |= {"captured_by": 101, "captured_at": START, "changed_at": START}
        await tx.connection.execute(
            sa.insert(entries), [row | {"id": 1, "place_id": 40}, row | {"id": 2, "place_id": 9}]
        )
        quote = {"entry_id": 2, "message_id": 4, "author_id": 102, "words": "", "words_hash": "", "position": 0}
        await tx.connection.execute(sa.insert(quotes).values(quote))

    await _do(ground, capture)
    assert await _do(ground, lambda tx: messages.drop_old(tx, 1, START + timedelta(days=1))) == 2
    assert await _do(ground, lambda tx: messages.drop_old(tx, 1, START + timedelta(days=1))) == 0
    assert set(await _contents(ground)) == {2, 3, 4, 5}
    assert {row.id for row in await _all(ground, sa.select(conversations))} == {20, 40, 50}
