"""Words taken back: gone from everything that quoted, indexed or told them, and from every table, down or not."""

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from sandbox.client import Person, text_of
from sandbox.client.answers import EPHEMERAL
from storage.tables.base import metadata
from tests.e2e.conftest import Scene

Json = dict[str, Any]
THREAD = "Falls at night"
CHO = "Most of our falls are between two and four in the morning, on the way to the toilet."
BEN = "We asked people at ten whether they wanted to go, and falls fell by a third in eight weeks."
DEV = "It did not work on our dementia unit: being woken was worse than the fall risk."
MARKS = {"cho": "between two and four", "ben": "fell by a third", "dev": "dementia unit"}


async def _quoted(scene: Scene) -> None:
    """Have all three quoted: Cho by name, Ben and Dev without theirs; published and told in a summary."""
    amira, olu = await scene.person("amira"), await scene.person("olu")
    await scene.bot.ingest.caught_up()
    notices = await amira.place_id("notices")
    await amira.command("general", "community settings", name="summary_channel", value=f"<#{notices}>")
    await (await scene.person("cho")).command("general", "privacy quoting", answer="named")
    form = await olu.command(THREAD, "knowhow capture")
    panel = await olu.submit(form, {"Title": "Ask at ten", "What we did": "We asked everybody."})
    wanted = [m["id"] for m in await olu.messages(THREAD) if m["content"] in {CHO, BEN, DEV}]
    await olu.click(await olu.select(panel, wanted, "Messages to quote (10 at most)"), "Ask for consent")
    for name in ("ben", "dev"):
        person = await scene.person(name)
        question = await person.wait_message(THREAD, lambda m: "Know-how from this thread" in m["content"])
        await person.click(await person.click(question, "Answer"), "Quote me without my name")
    told = await olu.command(THREAD, "knowhow publish", entry="Ask at ten")
    assert "Published" in told.text
    post = await amira.click(
        await amira.select(await amira.command("general", "summary post"), "This week so far"), "Post"
    )
    assert "on its way" in post.text
    await scene.later(timedelta())


async def _everywhere(person: Person) -> list[Json]:
    """Give everything that the bot has posted for others to see."""
    view = await person.view()
    places = [place["id"] for place in [*view["channels"], *view["threads"]] if place["type"] in {0, 11, 12}]
    found = [message for place in places for message in await person.messages(place, limit=100)]
    return [m for m in found if m["author"].get("bot") and not m["flags"] & EPHEMERAL]


async def _tables_with(scene: Scene, words: str) -> set[str]:
    """Name the columns of any table that still hold these words."""
    found = set()
    async with scene.bot.database.read() as tx:
        for table in metadata.sorted_tables:
            for row in (await tx.connection.execute(sa.select(table))).mappings():
                found |= {f"{table.name}.{name}" for name, value in row.items() if words in str(value)}
    return found


async def test_what_is_deleted_or_changed_while_the_bot_is_down_is_gone_everywhere(opened: Scene):
    await _quoted(opened)
    cho, ben, dev, olu = [await opened.person(name) for name in ("cho", "ben", "dev", "olu")]
    public = json.dumps(await _everywhere(olu), ensure_ascii=False)
    for mark in MARKS.values():
        assert mark in public
    for message in await _everywhere(olu):
        if MARKS["ben"] in text_of(message):
            raw = json.dumps(message)
            assert not {ben.id, dev.id, olu.id} & {part for part in raw.replace('"', " ").split() if part.isdigit()}
            for name in ("Ben", "Dev Patel", "Olu"):
                assert name not in raw
    # So long ago that nothing but the quote would make the bot ask for it again.
    await opened.later(timedelta(days=30))
    await opened.stop_bot()
    by_text = {m["content"]: m for m in await olu.messages(THREAD)}
    await ben.delete(by_text[BEN])
    await cho.edit(by_text[CHO], "Most of our falls are at dawn.")
    await opened.start_bot()
    await opened.bot.ingest.swept()
    await opened.later(timedelta())
    await opened.later(timedelta())
    public = json.dumps(await _everywhere(olu), ensure_ascii=False)
    assert MARKS["ben"] not in public
    assert MARKS["cho"] not in public
    assert MARKS["dev"] in public
    for words in ("fell by a third", "between two and four"):
        assert await _tables_with(opened, words) == set()
        assert "Nothing found" in (await olu.command("general", "knowhow search", query=f'"{words}"')).text

    # An answer taken back is out of the card, the index and what is shown, though the message stands.
    await dev.command("general", "privacy quoting", answer="never")
    card = next(m for m in await olu.messages(THREAD) if MARKS["dev"] in text_of(m) and m["author"].get("bot"))
    await dev.click(await dev.click(card, "I am quoted here"), "Leave me out")
    await opened.later(timedelta())
    assert MARKS["dev"] not in json.dumps(await _everywhere(olu))
    assert MARKS["dev"] not in (await olu.command("general", "knowhow show", entry="Ask at ten")).text


async def test_a_takedown_leaves_every_way_out(opened: Scene):
    await _quoted(opened)
    olu, stella = await opened.person("olu"), await opened.person("stella")
    found = await olu.command("general", "knowhow search", query="ten")
    await olu.click(found, "Share here")
    assert "Ask at ten" in json.dumps(await _everywhere(olu))
    await stella.command("general", "knowhow takedown", entry="Ask at ten", reason="An identifier")
    await opened.later(timedelta())
    assert [text_of(m) for m in await _everywhere(olu) if "Ask at ten" in json.dumps(m)] == []
    for query in ("ten", "asked everybody"):
        assert "📘" not in (await olu.command("general", "knowhow search", query=query)).text
    assert "Ask at ten" not in (await olu.command("general", "knowhow mine")).text
    assert "Ask at ten" not in (await olu.command("general", "summary preview")).text
    assert await olu.autocomplete("general", "knowhow show", "entry", "") == []
