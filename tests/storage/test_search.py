"""The index on both databases: what is put in is found, what is taken out is gone, nobody sees past their places."""

import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from community.search import parse
from storage import Database, communities
from storage.database import Reading, Writing
from storage.search import index_entry, index_messages, retitle_conversation, unindex_entry, unindex_messages
from storage.search.find import Found, Scope, find
from storage.search.results import conversations_found
from storage.search.tags import tags_in
from storage.search.texts import scrub
from storage.sql import put
from storage.tables.knowhow import entries, entry_tags
from storage.tables.messages import conversations, messages
from storage.tables.topics import topics

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
COMMUNITY, FALLS, SEPSIS, SECRET = 1, 10, 20, 30
ALL = frozenset({FALLS, SEPSIS, SECRET})


def said(id_: int, content: str, conversation: int = 100, seen_in: int = FALLS, **more: Any) -> dict[str, Any]:
    row = {
        "id": id_,
        "community_id": COMMUNITY,
        "topic_id": seen_in,
        "place_id": conversation,
        "seen_in": seen_in,
        "conversation_id": conversation,
        "author_id": 7,
        "content": content,
        "created_at": NOON + timedelta(minutes=id_),
        "by_bot": False,
    }
    return row | more


async def talk(database: Database, rows: Sequence[dict[str, Any]], title: str | None = None) -> None:
    """Write messages as ingest does: topic, conversation, message and index in one transaction."""

    async def work(tx: Writing) -> None:
        await communities.remember(tx, COMMUNITY, "Improvers", imported=True)
        for row in rows:
            await _ground(tx, row, title)
        await put(tx, messages, rows)
        await index_messages(tx, rows)

    await database.write(None, work)


async def _ground(tx: Writing, row: dict[str, Any], title: str | None) -> None:
    topic = {"id": row["topic_id"], "community_id": COMMUNITY, "name": f"topic-{row['topic_id']}", "purpose": ""}
    await put(tx, topics, topic | {"status": "open", "opened_at": NOON})
    conversation = {
        "id": row["conversation_id"],
        "community_id": COMMUNITY,
        "topic_id": row["topic_id"],
        "place_id": row["place_id"],
        "seen_in": row["seen_in"],
        "is_thread": title is not None,
        "title": title,
        "started_at": row["created_at"],
        "last_at": row["created_at"],
    }
    await put(tx, conversations, conversation)


async def entry(database: Database, id_: int, title: str, body: str, tag: str, seen_in: int = FALLS) -> None:
    """Publish an entry, as know-how does."""

    async def work(tx: Writing) -> None:
        row: dict[str, Any] = {"id": id_, "community_id": COMMUNITY, "topic_id": seen_in, "place_id": 100}
        row |= {"seen_in": seen_in}
        row |= {"title": title, "did": body, "status": "published", "captured_by": 7, "captured_at": NOON}
        await put(tx, entries, row | {"published_at": NOON, "changed_at": NOON, "version": 1})
        await put(tx, entry_tags, {"entry_id": id_, "tag": tag})
        place = {"community_id": COMMUNITY, "topic_id": seen_in, "seen_in": seen_in}
        await index_entry(tx, id_, **place, title=title, body=body, at=NOON)

    await database.write(None, work)


async def look(database: Database, text: str, places: frozenset[int] | None = ALL, **narrowed: Any) -> list[int]:
    """Give the ids of the conversations found, best first."""
    async with database.read() as tx:
        scope = Scope(COMMUNITY, places, **narrowed)
        found = await find(tx, parse(text), scope)
        shown = await conversations_found(tx, scope, found.conversations)
        assert len(shown) == len(found.conversations) == found.total - len(found.entries)
        return [shown[one.unit].id for one in found.conversations]


async def found(database: Database, text: str, places: frozenset[int] | None = ALL, **narrowed: Any) -> Found:
    async with database.read() as tx:
        return await find(tx, parse(text), Scope(COMMUNITY, places, **narrowed))


async def test_any_word_finds_and_forms_of_a_word_are_one(database: Database):
    await talk(database, [said(1, "Patients kept falling in the ward"), said(2, "a fall", 101), said(3, "sepsis", 102)])
    assert set(await look(database, "why do people fall?")) == {100, 101}
    assert await look(database, "how is SEPSIS found at night") == [102]
    assert await look(database, "nothing of this") == []


async def test_an_edit_and_a_deletion_reach_the_index(database: Database):
    await talk(database, [said(1, "quokka protocol"), said(2, "wombat protocol", 101)])
    await talk(database, [said(1, "numbat protocol")])
    assert await look(database, "quokka") == []
    assert await look(database, "numbat") == [100]
    await database.write(None, lambda tx: unindex_messages(tx, [1, 1, 55]))
    assert await look(database, "numbat protocol") == [101]
    await talk(database, [said(2, "wombat protocol", 101, deleted_at=NOON)])
    assert await look(database, "protocol") == []


async def test_what_was_taken_out_leaves_nothing_behind(database: Database):
    await talk(database, [said(1, "zyzzyva protocol")], title="Zyzzyva")
    await entry(database, 5, "Zyzzyva", "zyzzyva", "zyz")

    async def work(tx: Writing) -> None:
        await unindex_messages(tx, [1])
        await retitle_conversation(tx, 100, None)
        await unindex_entry(tx, 5)
        await unindex_entry(tx, 5)
        await scrub(tx)

    await database.write(None, work)
    async with database.read() as tx:
        assert await _count(tx, "search_texts") == await _count(tx, "search_units") == 0
        totals = await tx.connection.execute(
            sa.text("SELECT sum(units), sum(texts), sum(words), sum(title_words) FROM search_places")
        )
        assert tuple(totals.one()) == (0, 0, 0, 0)
        if not tx.is_postgres:
            blocks = (await tx.connection.execute(sa.text("SELECT block FROM search_words_data"))).scalars()
            assert not any(b"zyz" in block for block in blocks)


async def _count(tx: Reading, table: str) -> int:
    count: int = (await tx.connection.execute(sa.select(sa.func.count()).select_from(sa.table(table)))).scalar_one()
    return count


async def test_bots_and_empty_messages_are_not_indexed(database: Database):
    await talk(database, [said(1, "beep boop", by_bot=True), said(2, ""), said(3, "\x01🦓 the")])
    async with database.read() as tx:
        assert await _count(tx, "search_texts") == 0


async def test_a_title_finds_its_conversation_and_a_new_one_replaces_it(database: Database):
    await talk(database, [said(1, "we tried it")], title="Hand hygiene")
    assert await look(database, "hygiene") == [100]

    async def rename(tx: Writing) -> None:
        await tx.connection.execute(sa.update(conversations).values(title="Clean hands"))
        await retitle_conversation(tx, 100, "Clean hands")

    await database.write(None, rename)
    assert await look(database, "hygiene") == []
    assert await look(database, "clean") == [100]


async def test_nobody_finds_or_counts_past_what_they_see(database: Database):
    await talk(database, [said(1, "the zebra paper", 100, FALLS), said(2, "zebra zebra", 101, SECRET)])
    await entry(database, 5, "Zebra", "zebra", "striped", SECRET)
    seen = frozenset({FALLS, SEPSIS})
    assert await look(database, "zebra", seen) == [100]
    assert (await found(database, "zebra", seen)).total == 1
    assert (await found(database, "zebra", frozenset())).total == 0
    assert (await found(database, "zebra", None)).total == 3
    assert (await found(database, "zebra", seen, topic_id=SECRET)).total == 0
    async with database.read() as tx:
        assert await tags_in(tx, COMMUNITY, seen) == []
        assert await tags_in(tx, COMMUNITY, ALL, "STRI") == ["striped"]


async def test_scores_tell_nothing_of_what_is_not_seen(database: Database):
    await talk(database, [said(1, "zebra crossing", 100), said(2, "the paper", 101), said(3, "other things", 102)])
    before = await found(database, "zebra paper", frozenset({FALLS}))
    await talk(database, [said(10 + n, "zebra zebra paper " * 9, 200 + n, SECRET) for n in range(20)])
    assert await found(database, "zebra paper", frozenset({FALLS})) == before


async def test_another_community_is_another_world(database: Database):
    await talk(database, [said(1, "zebra")])
    async with database.read() as tx:
        assert (await find(tx, parse("zebra"), Scope(2, None))).total == 0
        assert (await find(tx, parse("zebra"), Scope(2, ALL))).total == 0


async def test_phrases_minus_and_prefix(database: Database):
    rows = [
        said(1, "we bought low beds for the ward", 100),
        said(2, "beds low in number", 101),
        said(3, "the handover happened in operations", 102),
        said(4, "a handbook, happily made", 103),
        said(5, "low carpets", 104),
    ]
    await talk(database, rows)
    assert await look(database, '"low beds"') == [100]
    assert set(await look(database, "low -beds")) == {104}
    assert set(await look(database, 'low -"low beds"')) == {101, 104}
    assert set(await look(database, "hand*")) == {102, 103}
    assert await look(database, "operati*") == [102]
    assert await look(database, "happi*") == [103]
    assert set(await look(database, "beds -hand* low*")) == {100, 101, 104}
    assert await look(database, '"operations" beds') == [102]


async def test_one_result_a_conversation_with_the_message_that_says_most(database: Database):
    await talk(database, [said(1, "low beds"), said(2, "beds and falls"), said(3, "and so on")])
    async with database.read() as tx:
        scope = Scope(COMMUNITY, ALL)
        result = await find(tx, parse("falls beds"), scope)
        (shown,) = (await conversations_found(tx, scope, result.conversations)).values()
    assert (result.total, shown.message_id, shown.content) == (1, 2, "beds and falls")


async def test_topic_since_and_tag_narrow(database: Database):
    await talk(database, [said(1, "zebra", 100), said(2, "zebra", 101, SEPSIS), said(9000, "zebra", 102)])
    await entry(database, 5, "Zebra", "stripes", "animals")
    await entry(database, 6, "Zebra crossing", "paint", "roads")
    assert await look(database, "zebra", topic_id=SEPSIS) == [101]
    assert await look(database, "zebra", since=NOON + timedelta(days=1)) == [102]
    tagged = await found(database, "zebra", tag="roads")
    assert (tagged.total, len(tagged.entries), len(tagged.conversations)) == (1, 1, 0)


async def test_a_conversation_cut_anew_is_found_under_its_new_self(database: Database):
    await talk(database, [said(1, "zebra one"), said(2, "zebra two")])
    await talk(database, [said(2, "zebra two", 101)])
    assert set(await look(database, "zebra")) == {100, 101}
    await talk(database, [said(1, "zebra one", 101)])
    assert await look(database, "zebra") == [101]
    async with database.read() as tx:
        assert await _count(tx, "search_units") == 1


@pytest.mark.parametrize(
    "text",
    ['"', "(((", "NEAR(a b)", "a AND OR NOT", "'; DROP TABLE messages; --", "stems: x", "x\x00y", "^a + b", "🦓*"],
)
async def test_no_text_is_read_as_syntax(database: Database, text: str):
    await talk(database, [said(1, "zebra")])
    await look(database, text)
    assert await look(database, f"{text} zebra") in ([100], [])


@pytest.fixture
async def sqlite_and_postgres(
    sqlite_template: Path, postgres_address: str, tmp_path: Path
) -> AsyncIterator[tuple[Database, Database]]:
    """Give an empty database of each kind."""
    shutil.copy(sqlite_template, tmp_path / "both.db")
    both = (
        await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'both.db'}"),
        await Database.open(postgres_address),
    )
    yield both
    for database in both:
        await database.close()


async def test_both_databases_give_the_same_scores(sqlite_and_postgres: tuple[Database, Database]):
    sentence = "falls at night were fewer after low beds and rounds at ten but sepsis went unseen"
    words = sentence.split(" ")
    rows = [said(n, " ".join(words[n % 7 : n % 7 + 1 + n % 9]), 100 + n // 3) for n in range(1, 90)]
    answers = []
    for database in sqlite_and_postgres:
        await talk(database, rows)
        answers.append(
            [await found(database, text) for text in ("falls at night", "low beds", '"low beds" sep*', "beds -ten")]
        )
    assert answers[0] == answers[1]
    assert all(answer.total for answer in answers[0])
