from datetime import timedelta
from typing import Any

import discord
import pytest
import sqlalchemy as sa

from community.screening import MASK
from sandbox.actions.deletion import bulk_delete
from storage import access
from storage.tables.access import places, thread_members
from storage.tables.messages import conversations, cursors, messages, reactions
from tests.e2e.conftest import Scene
from tests.e2e.kept import Holds, content_is, contents_of, holds_row, place_id, rows_of


async def test_opening_a_topic_reads_back_the_last_days_and_threads(opened: Scene):
    await opened.bot.ingest.caught_up()
    general = await place_id(opened, "general")
    assert any("safety huddle" in words for words in await contents_of(opened, general))
    rows = await rows_of(opened, sa.select(conversations).where(conversations.c.topic_id == general))
    titled = {row.title: row for row in rows if row.is_thread}
    assert "Falls at night" in titled
    assert len(await contents_of(opened, titled["Falls at night"].id)) == 3
    huddle = await rows_of(opened, sa.select(messages).where(messages.c.content.contains("safety huddle")))
    reply = await rows_of(opened, sa.select(messages).where(messages.c.reply_to == huddle[0].id))
    assert reply[0].conversation_id == huddle[0].conversation_id
    given = await rows_of(opened, sa.select(reactions).where(reactions.c.message_id == huddle[0].id))
    assert len(given) == 2


async def test_what_is_said_corrected_and_taken_back_is_followed(opened: Scene):
    cho, ben, ingest = await opened.person("cho"), await opened.person("ben"), opened.bot.ingest
    said = await cho.send("general", "Her number is **943** 476 5870, poor thing")
    await ingest.until(content_is(said, f"Her number is **{MASK}**, poor thing"))
    await cho.edit(said, "Never mind")
    await ingest.until(content_is(said, "Never mind"))
    await ben.react(said, "👍")
    await ingest.until(
        holds_row(reactions, reactions.c.message_id == int(said["id"]), reactions.c.member_id == int(ben.id))
    )
    await ben.unreact(said, "👍")
    await ingest.until(holds_row(reactions, reactions.c.message_id == int(said["id"]), is_there=False))
    await cho.delete(said)
    await ingest.until(holds_row(messages, messages.c.id == int(said["id"]), messages.c.deleted_at.is_not(None)))
    assert (await rows_of(opened, sa.select(messages.c.content).where(messages.c.id == int(said["id"]))))[0][0] == ""


async def test_deletions_in_bulk_reach_every_message(opened: Scene):
    cho, amira = await opened.person("cho"), await opened.person("amira")
    said = [await cho.send("general", f"Number {number}") for number in range(5)]
    await opened.bot.ingest.until(content_is(said[-1], "Number 4"))
    ids = [int(message["id"]) for message in said]
    general = await place_id(opened, "general")
    bulk_delete(opened.sandbox.state, int(amira.id), general, ids)
    await opened.bot.ingest.until(holds_row(messages, messages.c.id == ids[-1], messages.c.deleted_at.is_not(None)))
    rows = await rows_of(opened, sa.select(messages).where(messages.c.id.in_(ids)))
    assert [row.content for row in rows] == [""] * 5


async def test_the_same_event_twice_late_and_out_of_order_is_harmless(opened: Scene):
    await opened.bot.ingest.caught_up()
    general = await place_id(opened, "general")
    base = discord.utils.time_snowflake(opened.clock.now())
    author = {"id": (await opened.person("cho")).id, "username": "cho"}
    guild = str(opened.bot.guilds[0].id)

    def event(offset: int, content: str, **more: Any) -> dict[str, Any]:
        told = {"id": str(base + offset), "channel_id": str(general), "guild_id": guild, "author": author, "type": 0}
        return told | {"content": content, "attachments": [], "timestamp": None} | more

    take = opened.bot._connection.parsers
    take["MESSAGE_DELETE"]({"id": str(base + 3), "channel_id": str(general), "guild_id": guild})
    take["MESSAGE_UPDATE"](event(2, "edited", edited_timestamp="2026-01-01T00:00:00+00:00"))
    for offset in (2, 3, 1, 2, 1):
        take["MESSAGE_CREATE"](event(offset, f"created {offset}"))
    await opened.bot.ingest.settled()
    rows = await rows_of(opened, sa.select(messages).where(messages.c.id > base).order_by(messages.c.id))
    assert [(row.id - base, row.content) for row in rows] == [(1, "created 1"), (2, "edited"), (3, "")]


async def test_an_event_that_can_not_be_read_does_not_end_the_client(opened: Scene):
    general = str(await place_id(opened, "general"))
    take = opened.bot._connection.parsers
    take["MESSAGE_UPDATE"]({"id": "1", "channel_id": general, "guild_id": str(opened.bot.guilds[0].id)})
    take["MESSAGE_CREATE"]({"channel_id": general})
    take["GUILD_ROLE_UPDATE"]({"guild_id": "x"})
    cho = await opened.person("cho")
    said = await cho.send("general", "Still here?")
    await opened.bot.ingest.until(content_is(said, "Still here?"))


async def test_nothing_outside_topics_and_nothing_of_our_own_is_kept(opened: Scene):
    await opened.bot.ingest.swept()
    cho = await opened.person("cho")
    elsewhere = await cho.send("notices", "Not a topic")
    here = await cho.send("general", "A topic")
    await opened.bot.ingest.until(content_is(here, "A topic"))
    assert await rows_of(opened, sa.select(messages).where(messages.c.id == int(elsewhere["id"]))) == []
    assert opened.bot.user is not None
    assert await rows_of(opened, sa.select(messages).where(messages.c.author_id == opened.bot.user.id)) == []


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_lost_connection_loses_no_message(opened: Scene, *, resumable: bool):
    cho = await opened.person("cho")
    await opened.bot.ingest.caught_up()
    await opened.people.admin.drop_gateways(resumable=resumable)
    said = [await cho.send("general", f"While away {number}") for number in range(3)]
    await opened.bot.ingest.until(content_is(said[-1], "While away 2"))
    general = await place_id(opened, "general")
    assert (await contents_of(opened, general))[-3:] == ["While away 0", "While away 1", "While away 2"]


async def test_what_happened_while_the_bot_was_down_is_caught_up(opened: Scene):
    cho, ben = await opened.person("cho"), await opened.person("ben")
    edited = await cho.send("general", "Before: to be edited")
    deleted = await cho.send("general", "Before: to be deleted")
    thread = await cho.open_thread("general", "Soon to go", from_message=edited)
    inside = await cho.send(thread, "Inside the thread")
    await opened.bot.ingest.until(content_is(inside, "Inside the thread"))
    await opened.bot.ingest.swept()
    await opened.stop_bot()

    await cho.edit(edited, "After: edited")
    await cho.delete(deleted)
    await ben.react(edited, "👍")
    general = await place_id(opened, "general")
    many = [await cho.send("general", f"Gap {number}") for number in range(120)]
    post = await ben.open_thread("measurement", "A new post", content="Opened in the gap")
    await ben.send(post, "And answered")
    await ben.change_thread(post, archived=True)
    await opened.people.admin.delete_channel(thread)

    await opened.start_bot()
    await opened.bot.ingest.swept()
    told = await contents_of(opened, general)
    assert told[-120:] == [f"Gap {number}" for number in range(120)]
    assert "After: edited" in told
    assert "Before: to be deleted" not in told
    assert await contents_of(opened, int(post["id"])) == ["Opened in the gap", "And answered"]
    assert await contents_of(opened, int(thread["id"])) == [""]
    given = await rows_of(opened, sa.select(reactions).where(reactions.c.message_id == int(edited["id"])))
    assert len(given) == 1
    (cursor,) = await rows_of(opened, sa.select(cursors).where(cursors.c.place_id == general))
    assert cursor.last_message_id >= int(many[-1]["id"])


async def test_a_full_queue_loses_nothing(opened: Scene, monkeypatch: pytest.MonkeyPatch):
    await opened.bot.ingest.caught_up()
    cho = await opened.person("cho")
    monkeypatch.setattr(opened.bot.ingest._queue, "_limit", 3)
    said = [await cho.send("general", f"Burst {number}") for number in range(40)]
    await opened.bot.ingest.until(content_is(said[-1], "Burst 39"))
    await opened.bot.ingest.caught_up()
    assert (await contents_of(opened, await place_id(opened, "general")))[-40:] == [
        f"Burst {number}" for number in range(40)
    ]


async def test_threads_are_followed_through_their_lives(opened: Scene):
    cho, ingest = await opened.person("cho"), opened.bot.ingest
    start = await cho.send("general", "Where it began")
    thread = await cho.open_thread("general", "Bed alarms", from_message=start)
    said = await cho.send(thread, "They ring all night")
    await ingest.until(content_is(said, "They ring all night"))
    id_ = int(thread["id"])
    (first,) = await rows_of(opened, sa.select(messages).where(messages.c.id == int(start["id"])))
    assert first.conversation_id == id_
    await cho.change_thread(thread, name="Quiet bed alarms")
    await ingest.until(holds_row(conversations, conversations.c.id == id_, conversations.c.title == "Quiet bed alarms"))
    await opened.people.admin.delete_channel(thread)
    await ingest.until(holds_row(messages, messages.c.id == int(said["id"]), messages.c.deleted_at.is_not(None)))
    (row,) = await rows_of(opened, sa.select(conversations).where(conversations.c.id == id_))
    assert row.title is None
    assert await contents_of(opened, id_) == [""]


async def test_a_closed_topic_keeps_nothing_new_but_still_forgets(opened: Scene):
    cho, amira = await opened.person("cho"), await opened.person("amira")
    before = await cho.send("general", "Before it closed")
    await opened.bot.ingest.until(content_is(before, "Before it closed"))
    await amira.command("general", "topic close", topic="general", reason="Enough said")
    after = await cho.send("general", "After it closed")
    await cho.delete(before)
    await opened.bot.ingest.until(holds_row(messages, messages.c.id == int(before["id"]), messages.c.content == ""))
    assert await rows_of(opened, sa.select(messages).where(messages.c.id == int(after["id"]))) == []


async def test_a_private_thread_is_seen_by_those_in_it(opened: Scene):
    ben, cho, dev = await opened.person("ben"), await opened.person("cho"), await opened.person("dev")
    general = await place_id(opened, "general")
    guild = opened.bot.guilds[0].id
    thread = await ben.open_thread("general", "Only us two", private=True)
    await ben.join(thread, opened.bot.user.id if opened.bot.user else 0)
    await ben.join(thread, cho)
    said = await ben.send(thread, "Between us")
    await opened.bot.ingest.until(content_is(said, "Between us"))
    id_ = int(thread["id"])

    async def sees(member: Any) -> bool:
        await opened.bot.mirror.settled()
        async with opened.bot.database.read() as tx:
            seen = await access.seen_by_member(tx, guild, int(member.id), opened.clock.now())
        assert general in seen
        return id_ in seen

    (row,) = await rows_of(opened, sa.select(messages.c.seen_in).where(messages.c.id == int(said["id"])))
    assert row.seen_in == id_
    assert [await sees(who) for who in (ben, cho, dev)] == [True, True, False]
    await cho.leave(thread)
    gone = holds_row(thread_members, thread_members.c.member_id == int(cho.id), is_there=False)
    await _mirrored(opened, gone)
    assert [await sees(who) for who in (ben, cho, dev)] == [True, False, False]
    await opened.stop_bot()
    await ben.join(thread, dev)
    await opened.start_bot()
    assert [await sees(who) for who in (ben, cho, dev)] == [True, False, True]


async def _mirrored(scene: Scene, holds: Holds) -> None:
    """Return once something heard over the gateway is true of the mirror."""
    marker = await (await scene.person("amira")).send("general", "a marker behind it")
    await scene.bot.ingest.until(content_is(marker, "a marker behind it"))
    await scene.bot.mirror.settled()
    async with scene.bot.database.read() as tx:
        assert await holds(tx)


async def test_sight_follows_roles_overwrites_and_members(opened: Scene):
    ben, cho, admin = await opened.person("ben"), await opened.person("cho"), opened.people.admin
    board, guild = int((await ben.channel("board"))["id"]), opened.bot.guilds[0].id

    async def sees(member: Any) -> bool:
        marker = await ben.send("general", "a marker behind the change")
        await opened.bot.ingest.until(content_is(marker, "a marker behind the change"))
        await opened.bot.mirror.settled()
        async with opened.bot.database.read() as tx:
            return board in await access.seen_by_member(tx, guild, int(member.id), opened.clock.now())

    assert [await sees(ben), await sees(cho)] == [True, False]
    await admin.set_roles(cho, ["Board"])
    assert await sees(cho)
    channel = await ben.channel("board")
    role = next(role for role in (await admin.guild())["roles"] if role["name"] == "Board")
    await admin.set_overwrite(channel, role, deny=["view_channel"])
    assert not await sees(cho)
    await admin.set_overwrite(channel, cho, role=False, allow=["view_channel"])
    assert [await sees(ben), await sees(cho)] == [False, True]
    await admin.kick(cho)
    assert not await sees(cho)


async def test_the_mirror_is_checked_at_start_and_every_hour(opened: Scene):
    ben, admin = await opened.person("ben"), opened.people.admin
    board, guild = int((await ben.channel("board"))["id"]), opened.bot.guilds[0].id
    await opened.stop_bot()
    await admin.set_roles("cho", ["Board"])
    await admin.create_channel("a-new-one")
    await opened.start_bot()
    cho = await opened.person("cho")
    async with opened.bot.database.read() as tx:
        assert board in await access.seen_by_member(tx, guild, int(cho.id), opened.clock.now())
        assert (await tx.connection.execute(sa.select(places).where(places.c.name == "a-new-one"))).first()
        stale = opened.clock.now() + timedelta(hours=25)
        assert await access.seen_by_member(tx, guild, int(cho.id), stale) == frozenset()
    await opened.later(timedelta(hours=25))
    async with opened.bot.database.read() as tx:
        assert board in await access.seen_by_member(tx, guild, int(cho.id), opened.clock.now())
