"""Search as people meet it: found, not found, paged, suggested, shared; and nobody finds what they can't see."""

import pytest
import sqlalchemy as sa

from sandbox.client import Person, Reply, text_of
from sandbox.client.answers import EPHEMERAL
from storage.database import Reading
from storage.tables.messages import messages
from tests.e2e.conftest import Scene

COMMAND = "knowhow search"


async def look(person: Person, query: str, **options: str) -> Reply:
    return await person.command("general", COMMAND, query=query, **options)


async def heard(scene: Scene, person: Person) -> None:
    """Wait until the bot has kept all that was said: what came before an answered command was told before it."""
    await look(person, "anything")
    await scene.bot.ingest.settled()


@pytest.fixture
async def read(opened: Scene) -> Scene:
    """Give the scene when the bot has read what was there before it."""

    async def all_of_it(tx: Reading) -> bool:
        kept = "\n".join((await tx.connection.execute(sa.select(messages.c.content))).scalars())
        return all(words in kept for words in ("zebra paper", "safety huddle", "in the morning", "side of the median"))

    await opened.bot.ingest.until(all_of_it)
    return opened


async def test_words_are_found_in_the_message_that_said_them(read: Scene):
    dev = await read.person("dev")
    reply = await look(dev, "how many falls happen in the mornings?")
    assert reply.ephemeral
    assert "Falls at night" in reply.text
    assert "in the **morning**, on the way" in reply.text


async def test_an_outsider_finds_nothing_of_a_private_topic_and_is_not_told_of_it(read: Scene):
    ben, cho = await read.person("ben"), await read.person("cho")
    assert "zebra" in (await look(ben, "zebra")).text
    reply = await look(cho, "zebra")
    assert "Nothing found" in reply.text
    assert "#general" in reply.text
    assert "board" not in reply.text


async def test_what_is_shared_is_only_what_the_channel_may_see_and_nobodys_words(read: Scene):
    ben = await read.person("ben")
    found = await look(ben, "zebra huddle")
    assert "zebra" in found.text
    assert "2 found" in found.text
    await ben.click(found, "Share here")
    shared = await ben.wait_message("general", lambda message: "Shared by" in text_of(message))
    assert not shared["flags"] & EPHEMERAL
    assert "#general" in text_of(shared)
    assert "committee" not in text_of(shared)
    assert "attendance doubled" not in text_of(shared)
    assert not shared["mentions"]


async def test_what_the_channel_may_not_see_is_not_shared(read: Scene):
    ben = await read.person("ben")
    found = await look(ben, "zebra")
    refused = await ben.click(found, "Share here")
    assert "Nothing of this may be shown here" in refused.text


async def test_deleted_words_are_found_no_more(read: Scene):
    dev, cho = await read.person("dev"), await read.person("cho")
    said = await cho.send("general", "The quokka protocol works.")
    await heard(read, dev)
    assert "quokka" in (await look(dev, "quokka")).text
    await cho.delete(said)
    await heard(read, dev)
    assert "Nothing found" in (await look(dev, "quokka")).text


@pytest.mark.parametrize("query", ['"', "-", "*", "((NEAR/3", "🦓", "' OR 1=1 --", "the and of", "-only -minus"])
async def test_anything_may_be_typed(read: Scene, query: str):
    dev = await read.person("dev")
    reply = await look(dev, query)
    assert "Something went wrong" not in reply.text
    assert reply.text


async def test_filters(read: Scene):
    dev = await read.person("dev")
    reply = await look(dev, "median OR falls", topic="measurement")
    assert "How many points" in reply.text
    assert "Falls at night" not in reply.text
    reply = await look(dev, "median", since="yesterday")
    assert "Nothing found" in reply.text
    assert "since" in reply.text
    reply = await look(dev, "median", tag="beds")
    assert "Entries with the tag beds" in reply.text
    reply = await look(dev, "median", since="blue")
    assert "I can't read that time" in reply.text


async def test_pages_turn_and_each_looks_again(read: Scene):
    dev, cho = await read.person("dev"), await read.person("cho")
    for number in range(7):
        await cho.open_thread("measurement", f"Wombat {number}", f"Wombat number {number} was counted.")
    await heard(read, dev)
    first = await look(dev, "wombat")
    assert "7 found · page 1 of 2" in first.text
    second = await dev.click(first, "Next")
    assert "page 2 of 2" in second.text
    again = await dev.click(second, "Back")
    assert "page 1 of 2" in again.text
    forum, everybody = await dev.channel("measurement"), str(read.bot.guilds[0].id)
    await read.people.admin.set_overwrite(forum["id"], everybody, deny=["view_channel"])
    await heard(read, dev)
    await read.bot.mirror.settled()
    gone = await dev.click(again, "Next")
    assert "There is nothing more that you can see" in gone.text
    assert "7 found" not in gone.text


async def test_suggestions_are_of_what_the_person_can_see(read: Scene):
    ben, cho = await read.person("ben"), await read.person("cho")
    assert "#board" in {one["name"] for one in await ben.autocomplete("general", COMMAND, "topic", "", query="x")}
    assert "#board" not in {one["name"] for one in await cho.autocomplete("general", COMMAND, "topic", "", query="x")}
    assert await cho.autocomplete("general", COMMAND, "since", "month", query="x")
    assert await cho.autocomplete("general", COMMAND, "tag", "", query="x") == []
