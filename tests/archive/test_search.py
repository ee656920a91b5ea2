"""What search gives out: order, titles, links, and what is said when nothing is found."""

from datetime import UTC, datetime

from archive.search import nothing_found, search
from community.search import parse
from storage import Database, communities
from storage.database import Writing
from storage.search.find import Scope
from tests.storage.test_search import ALL, COMMUNITY, NOON, entry, said, talk

SCOPE = Scope(COMMUNITY, ALL)


async def test_entries_come_before_conversations_whatever_their_words_weigh(database: Database):
    await talk(database, [said(1, "zebra zebra zebra")], title="Zebra")
    await talk(database, [said(2, "other talk", 101), said(3, "yet other talk", 102)])
    await entry(database, 5, "Crossings", "one zebra among many other words that say nothing of it", "roads")
    async with database.read() as tx:
        answer = await search(tx, "zebra", SCOPE)
    first, second = answer.results
    assert (first.kind, first.id, first.title) == ("entry", 5, "Crossings")
    assert (second.kind, second.id, second.title) == ("conversation", 100, "Zebra")
    assert first.score > second.score
    assert "**zebra**" in first.snippet
    assert first.url == f"https://discord.com/channels/{COMMUNITY}/100"
    assert answer.total == 2


async def test_pages_go_on_where_the_last_one_ended(database: Database):
    await talk(database, [said(n, f"zebra number {n}", 100 + n) for n in range(1, 8)])
    await entry(database, 5, "Zebra", "zebra", "x")
    async with database.read() as tx:
        whole = await search(tx, "zebra", SCOPE, limit=20)
        pages = [await search(tx, "zebra", SCOPE, limit=3, offset=at) for at in (0, 3, 6, 9)]
    assert [one for page in pages for one in page.results] == list(whole.results)
    assert [page.total for page in pages] == [8, 8, 8, 8]


async def test_a_conversation_without_a_title_has_its_place_and_day_in_the_community_s_zone(database: Database):
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    await talk(database, [said(1, "zebra", created_at=late)])

    async def work(tx: Writing) -> None:
        await communities.change_setting(tx, COMMUNITY, "zone", "Asia/Kolkata")

    await database.write(None, work)
    async with database.read() as tx:
        (result,) = (await search(tx, "zebra", SCOPE)).results
    assert result.title == "#topic-10, 13 March 2026"
    assert result.url == f"https://discord.com/channels/{COMMUNITY}/100/1"


async def test_a_title_alone_links_to_the_thread_and_shows_how_it_began(database: Database):
    await talk(database, [said(1, "We tried it."), said(2, "So did we.")], title="Zebra crossings")
    async with database.read() as tx:
        (result,) = (await search(tx, "zebra", SCOPE)).results
    assert result.url == f"https://discord.com/channels/{COMMUNITY}/100"
    assert result.snippet == "We tried it."


def test_nothing_found_says_what_was_searched():
    words = nothing_found(parse("the quokka"), topics=["falls", "board_room"], tag=None, since=NOON)
    assert words == (
        r"Nothing found. Entries and conversations of #falls, #board\_room, since 12 March 2026 were searched. "
        "Try other words, or the beginning of one with a star: foot*. Left out as too common: the."
    )
    assert "Entries with the tag x of #a" in nothing_found(parse("y"), topics=["a"], tag="x", since=None)
    assert "and 5 more" in nothing_found(parse("y"), topics=["t"] * 15, tag=None, since=None)
    assert "only words to leave out" in nothing_found(parse("-y"), topics=["a"], tag=None, since=None)
    assert "nothing to search for" in nothing_found(parse("what is it"), topics=["a"], tag=None, since=None)
