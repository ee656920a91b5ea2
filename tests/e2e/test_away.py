"""What happens in every kind of place while the bot is away, and what becomes of it when the bot is back.

The kinds of place: a channel, a forum's post, a thread that is active, archived, private, or both; a closed topic, and
one whose channel is deleted. In test_ingest.py: a channel and a post, for what is said, edited, deleted, reacted to.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from community.summary import Week
from sandbox.client import Person, text_of
from storage import access, communities, topics
from storage.database import Writing
from storage.tables.messages import conversations, rounds
from tests.e2e.conftest import Scene
from tests.e2e.kept import content_is, contents_of, place_id, rows_of

# What is tried here is what is asked of Discord; the stores' own tests run on both kinds.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

Message = dict[str, Any]


async def _thread(scene: Scene, by: Person, name: str, *said: str, private: bool = False) -> tuple[int, list[Message]]:
    """Open a thread of #general and say something in it; a private one lets Cho and the bot in."""
    thread = await by.open_thread("general", name, private=private)
    if private:
        assert scene.bot.user is not None
        await by.join(thread, scene.bot.user.id)
        await by.join(thread, await scene.person("cho"))
    return int(thread["id"]), [await by.send(thread, words) for words in said]


async def _sees(scene: Scene, name: str, place: int) -> bool:
    member = int((await scene.person(name)).id)
    async with scene.bot.database.read() as tx:
        return place in await access.seen_by_member(tx, scene.bot.guilds[0].id, member, scene.clock.now())


async def _back(scene: Scene) -> None:
    await scene.start_bot()
    await scene.bot.ingest.swept()


async def test_threads_of_every_kind_are_caught_up_whatever_was_done_to_them(opened: Scene):
    ben, cho, bot = await opened.person("ben"), await opened.person("cho"), opened.bot.user
    assert bot is not None
    shut, (first, _) = await _thread(opened, ben, "Shut", "To be taken back", "To stay")
    lost, _ = await _thread(opened, ben, "Lost", "In a thread that will be deleted")
    inner, (last,) = await _thread(opened, ben, "Inner", "Among us", private=True)
    await opened.bot.ingest.until(content_is(last, "Among us"))
    await opened.bot.mirror.settled()
    for thread in (shut, lost, inner):
        await ben.change_thread(thread, archived=True)
    await opened.bot.ingest.swept()
    assert await _sees(opened, "cho", inner)
    await opened.stop_bot()

    await cho.send(shut, "Woken up")
    await cho.delete(first) if first["author"]["id"] == cho.id else await ben.delete(first)
    await ben.change_thread(shut, name="Shut again", archived=True)
    await opened.people.admin.delete_channel(lost)
    await ben.send(inner, "Without Cho")
    await ben.leave(inner, cho)
    await ben.change_thread(inner, archived=True)
    fresh = int((await ben.open_thread("general", "Fresh", private=True))["id"])
    for who in (bot.id, cho):
        await ben.join(fresh, who)
    await ben.send(fresh, "Opened and shut")
    await ben.change_thread(fresh, archived=True)

    await _back(opened)
    assert await contents_of(opened, shut) == ["", "To stay", "Woken up"]
    assert await contents_of(opened, lost) == [""]
    assert await contents_of(opened, inner) == ["Among us", "Without Cho"]
    assert await contents_of(opened, fresh) == ["Opened and shut"]
    titles = dict(map(tuple, await rows_of(opened, sa.select(conversations.c.id, conversations.c.title))))
    assert [titles[id_] for id_ in (shut, lost, inner, fresh)] == ["Shut again", None, "Inner", "Fresh"]
    seen = {name: [await _sees(opened, name, place) for place in (inner, fresh)] for name in ("ben", "cho", "dev")}
    assert seen == {"ben": [True, True], "cho": [False, True], "dev": [False, False]}


async def test_a_closed_topic_forgets_what_was_deleted_and_a_deleted_channel_takes_its_topic_with_it(opened: Scene):
    amira, ben, cho = [await opened.person(name) for name in ("amira", "ben", "cho")]
    post = await cho.open_thread("measurement", "Points", content="How many points?")
    taken_back = await cho.send(post, "Never mind")
    zebra = await ben.send("board", "The zebra is late")
    await opened.bot.ingest.until(content_is(zebra, "The zebra is late"))
    board = await place_id(opened, "board")
    await amira.command("general", "topic close", topic="measurement", reason="Counted")
    await opened.bot.ingest.swept()
    assert await _sees(opened, "ben", board)
    await opened.stop_bot()

    await cho.delete(taken_back)
    await ben.send(post, "Said after it closed")
    await opened.people.admin.delete_channel({"id": str(board)})

    await _back(opened)
    assert await contents_of(opened, int(post["id"])) == ["How many points?", ""]
    assert not await _sees(opened, "ben", board)
    async with opened.bot.database.read() as tx:
        gone = await topics.find(tx, board)
    assert gone is not None
    assert gone.status == "gone"


async def test_nothing_is_taken_for_deleted_because_the_bot_may_not_read_back(opened: Scene):
    cho, bot = await opened.person("cho"), opened.bot.user
    assert bot is not None
    general = await place_id(opened, "general")
    said = await cho.send("general", "Still standing")
    await opened.bot.ingest.until(content_is(said, "Still standing"))
    await opened.bot.ingest.swept()
    before = await contents_of(opened, general)
    await opened.stop_bot()
    channel = {"id": str(general)}
    await opened.people.admin.set_overwrite(channel, bot.id, role=False, deny=["read_message_history"])
    await cho.send("general", "Said meanwhile")
    await _back(opened)
    await opened.bot.ingest.until(content_is(await cho.send("general", "Heard"), "Heard"))
    for _ in range(3):
        await opened.later(timedelta(days=8))
        await opened.bot.ingest.looked_again()
    assert await contents_of(opened, general) == [*before, "Heard"]
    await opened.stop_bot()
    await opened.people.admin.delete_overwrite(channel, bot.id)
    await _back(opened)
    assert await contents_of(opened, general) == [*before, "Said meanwhile", "Heard"]


async def test_what_history_does_not_tell_of_yet_is_not_taken_for_deleted(opened: Scene):
    cho = await opened.person("cho")
    general = await place_id(opened, "general")
    last = await cho.send("general", "Said this very moment")
    await opened.bot.ingest.until(content_is(last, "Said this very moment"))
    await opened.stop_bot()
    told = opened.sandbox.state.timeline(general)
    told._ids.remove(int(last["id"]))  # one of Discord's servers does not have it yet; asked for by itself, it is there
    await _back(opened)
    assert "Said this very moment" in await contents_of(opened, general)


async def _summary_with_bens_words(scene: Scene) -> Message:
    """Have people talk, Ben agree to be quoted, and this week's summary be posted; give what Ben said."""
    guild = scene.bot.guilds[0].id
    ben, stella = await scene.person("ben"), await scene.person("stella")
    notices = next(channel.id for channel in scene.bot.guilds[0].channels if channel.name == "notices")

    async def work(tx: Writing) -> None:
        await communities.change_setting(tx, guild, "summary_channel", notices)
        await communities.answer_always(tx, guild, int(ben.id), "named")

    await scene.bot.database.write(None, work)
    await (await scene.person("cho")).send("general", "Does anybody weigh dressings before they throw them away?")
    said = await ben.send("general", "We did for a month, and it was the best thing we have ever measured.")
    last = await (await scene.person("dev")).send("general", "On our unit nobody had the time, so we weighed the bins.")
    await scene.bot.ingest.until(content_is(last, last["content"]))
    asked = await stella.command("general", "summary post")
    asked = await stella.select(asked, str(Week.of(scene.clock.now(), ZoneInfo("UTC"))))
    await stella.click(asked, "Post")
    await scene.bot.outbox.run_due()
    return said


async def _summary(scene: Scene) -> str:
    posted = await (await scene.person("ben")).messages("notices")
    return "\n".join(text_of(message) for message in posted if message["author"].get("bot"))


async def test_what_is_old_is_asked_for_if_it_is_relied_on_and_looked_at_in_time_if_not(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    said = await _summary_with_bens_words(opened)
    assert "best thing" in await _summary(opened)
    thread, old = await _thread(opened, ben, "Old", *(f"Old words {number}" for number in range(3)))
    other, (kept,) = await _thread(opened, ben, "Older still", "Older words")
    await opened.bot.ingest.until(content_is(kept, "Older words"))
    await ben.change_thread(other, archived=True)
    await opened.stop_bot()

    opened.clock.moved += timedelta(days=60)
    await ben.delete(said)
    await ben.delete(old[0])
    await ben.edit(old[1], "Newer words")
    await cho.react(old[2], "👍")

    await _back(opened)
    await opened.bot.outbox.run_due()
    assert "best thing" not in await _summary(opened)
    assert await contents_of(opened, thread) == ["Old words 0", "Old words 1", "Old words 2"]
    await opened.later(timedelta(days=7))
    await opened.bot.ingest.looked_again()
    await opened.stop_bot()
    await opened.people.admin.delete_channel(other)
    await _back(opened)
    await opened.later(timedelta(days=8))
    await opened.bot.ingest.looked_again()
    (round_,) = await rows_of(opened, sa.select(rounds))
    assert round_.ended_at - round_.began_at >= timedelta(days=14), "one round, over two starts of the bot"
    assert await contents_of(opened, thread) == ["", "Newer words", "Old words 2"]
    assert await contents_of(opened, other) == [""]
