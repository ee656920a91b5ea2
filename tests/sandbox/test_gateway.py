"""The gateway, frame by frame: sessions, resuming, intents, what a session may be told."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox.actions.guilds import create_guild, id_on_shard
from sandbox.actions.members import give_role, join_guild, kick, take_role
from sandbox.actions.messages import create_message
from sandbox.actions.overwrites import drop_overwrite, set_overwrite
from sandbox.actions.roles import create_role
from sandbox.actions.threads import join_thread, leave_thread, open_thread
from sandbox.bits import VIEW_CHANNEL
from sandbox.running import Sandbox
from sandbox.state import Json
from sandbox.state.channel import PRIVATE_THREAD
from sandbox.state.message import RECIPIENT_ADD
from tests.sandbox.conftest import TOKEN, Raw, Town

ALL = (1 << 26) - 1
CONTENT = 1 << 15
Opener = Callable[..., Any]


class Wire:
    """A bare gateway client that reads one frame after another."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.inflate = zlib.decompressobj() if compressed else None
        self.sequence = 0
        self.session_id = ""

    async def read(self) -> Json:
        message = await self.socket.receive()
        assert message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}, (message.type, message.data)
        text = message.data if self.inflate is None else self.inflate.decompress(message.data)
        frame: Json = json.loads(text)
        if frame["s"] is not None:
            assert frame["s"] == self.sequence + 1
            self.sequence = frame["s"]
        return frame

    async def until(self, name: str) -> Json:
        """Read on to an event and give its data."""
        while True:
            frame = await self.read()
            if frame["t"] == name:
                data: Json = frame["d"]
                return data

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, intents: int = ALL, **more: Any) -> Json:
        await self.send(2, {"token": TOKEN, "intents": intents, "properties": {}} | more)
        ready = await self.until("READY")
        self.session_id = ready["session_id"]
        return ready

    async def resume(self, before: "Wire") -> None:
        self.sequence = before.sequence
        await self.send(6, {"token": TOKEN, "session_id": before.session_id, "seq": before.sequence})

    async def closed_with(self) -> int | None:
        while (await self.socket.receive()).type not in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}:
            pass
        return self.socket.close_code


@pytest.fixture
async def opened(running: Sandbox) -> AsyncIterator[Opener]:
    """Give what opens a connection and has read HELLO."""
    async with aiohttp.ClientSession() as session:

        @asynccontextmanager
        async def connect(*, compressed: bool = False) -> AsyncIterator[Wire]:
            query = "?v=10&encoding=json" + ("&compress=zlib-stream" if compressed else "")
            async with session.ws_connect(running.gateway_url + query, max_msg_size=0) as socket:
                wire = Wire(socket, compressed=compressed)
                assert (await wire.read())["op"] == 10
                yield wire

        yield connect


def say(town: Town, text: str) -> None:
    create_message(town.state, town.ann.id, town.hall.id, {"content": text})


@pytest.mark.parametrize("compressed", [False, True])
async def test_a_session_is_greeted_with_its_guilds(opened: Opener, live: Town, *, compressed: bool):
    async with opened(compressed=compressed) as wire:
        ready = await wire.identify()
        assert ready["resume_gateway_url"].startswith("ws://127.0.0.1:")
        assert [one["id"] for one in ready["guilds"]] == [str(live.guild.id)]
        guild = await wire.until("GUILD_CREATE")
        assert {one["name"] for one in guild["channels"]} == {"hall", "posts"}
        await wire.send(1, wire.sequence)
        assert (await wire.read())["op"] == 11


async def test_resuming_brings_what_was_missed_once_and_in_order(opened: Opener, live: Town):
    async with opened() as first:
        await first.identify()
        await first.until("GUILD_CREATE")
        say(live, "heard")
        await first.until("MESSAGE_CREATE")
        await first.socket.close(code=4000)
    for number in range(5):
        say(live, f"missed {number}")
    async with opened() as second:
        await second.resume(first)
        texts = [(await second.until("MESSAGE_CREATE"))["content"] for _ in range(5)]
        assert texts == [f"missed {number}" for number in range(5)]
        assert (await second.read())["t"] == "RESUMED"
        say(live, "live again")
        assert (await second.until("MESSAGE_CREATE"))["content"] == "live again"


async def test_a_session_ended_by_its_client_can_not_be_resumed(opened: Opener, running: Sandbox, live: Town):
    async with opened() as first:
        await first.identify()
        await first.socket.close(code=1000)
    async with opened() as second:
        await second.resume(first)
        frame = await second.read()
        assert (frame["op"], frame["d"]) == (9, False)
        second.sequence = 0
        await second.identify()


async def test_a_session_that_is_cut_can_be_resumed_and_one_made_invalid_can_not(
    opened: Opener, running: Sandbox, live: Town
):
    async with opened() as first:
        await first.identify()
        _, code = await asyncio.gather(running.gateway.drop(live.bot.id), first.closed_with())
        assert code == 4000
    async with opened() as second:
        await second.resume(first)
        await second.until("RESUMED")
        second.session_id = first.session_id
        await running.gateway.invalidate(live.bot.id)
        assert (await second.read())["op"] == 9
    async with opened() as third:
        await third.resume(second)
        assert (await third.read())["op"] == 9


async def test_a_bot_is_asked_to_reconnect(opened: Opener, running: Sandbox, live: Town):
    async with opened() as wire:
        await wire.identify()
        await wire.until("GUILD_CREATE")
        await running.gateway.ask_to_reconnect(live.bot.id)
        assert (await wire.read())["op"] == 7


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1, "shard": [2, 2]}}, 4010),
        ({"op": 99, "d": None}, 4001),
        ({"op": 8, "d": {"guild_id": "1"}}, 4003),
    ],
)
async def test_what_the_gateway_refuses(opened: Opener, live: Town, frame: Json, code: int):
    async with opened() as wire:
        await wire.socket.send_json(frame)
        assert await wire.closed_with() == code


async def test_denied_intents_shut_a_bot_out(opened: Opener, live: Town):
    live.bot.denied_intents = CONTENT
    async with opened() as wire:
        await wire.send(2, {"token": TOKEN, "intents": ALL})
        assert await wire.closed_with() == 4014


async def test_too_many_frames_end_the_connection(opened: Opener, live: Town):
    async with opened() as wire:
        for _ in range(121):
            await wire.send(1, None)
        assert await wire.closed_with() == 4008


async def test_without_the_intent_content_is_kept_back_but_where_it_mentions_the_bot(opened: Opener, live: Town):
    async with opened() as wire:
        await wire.identify(ALL & ~CONTENT)
        say(live, "private talk")
        assert (await wire.until("MESSAGE_CREATE"))["content"] == ""
        say(live, f"<@{live.bot.id}> hello")
        assert (await wire.until("MESSAGE_CREATE"))["content"].endswith("hello")


async def test_events_need_their_intent(opened: Opener, live: Town):
    async with opened() as wire:
        await wire.identify(1)
        await wire.until("GUILD_CREATE")
        say(live, "unheard")
        create_role(live.state, live.owner.id, live.guild.id, {"name": "new"})
        assert (await wire.read())["t"] == "GUILD_ROLE_CREATE"


async def test_members_come_in_chunks(opened: Opener, live: Town):
    async with opened() as wire:
        await wire.identify()
        await wire.send(8, {"guild_id": str(live.guild.id), "query": "", "limit": 0, "nonce": "n"})
        chunk = await wire.until("GUILD_MEMBERS_CHUNK")
        assert (chunk["nonce"], chunk["chunk_count"], len(chunk["members"])) == ("n", 1, 4)
        await wire.send(8, {"guild_id": str(live.guild.id), "user_ids": [str(live.ann.id), "5"]})
        chunk = await wire.until("GUILD_MEMBERS_CHUNK")
        assert [one["user"]["username"] for one in chunk["members"]] == ["ann"]
        assert chunk["not_found"] == ["5"]


async def test_what_a_bot_can_not_see_it_is_not_told(opened: Opener, live: Town):
    state, owner, hall = live.state, live.owner.id, live.hall.id
    async with opened() as wire:
        await wire.identify()
        await wire.until("GUILD_CREATE")
        set_overwrite(state, owner, hall, live.bot.id, {"type": 1, "deny": str(VIEW_CHANNEL)})
        await wire.until("CHANNEL_UPDATE")
        say(live, "among ourselves")
        drop_overwrite(state, owner, hall, live.bot.id)
        assert (await wire.read())["t"] == "CHANNEL_UPDATE"
        sync = await wire.until("THREAD_LIST_SYNC")
        assert sync["channel_ids"] == [str(hall)]
        say(live, "all together")
        assert (await wire.until("MESSAGE_CREATE"))["content"] == "all together"


async def test_a_private_thread_is_for_those_in_it(opened: Opener, live: Town):
    state = live.state
    thread = open_thread(state, live.ann.id, live.hall.id, {"name": "closed", "type": PRIVATE_THREAD})
    async with opened() as wire:
        await wire.identify()
        guild = await wire.until("GUILD_CREATE")
        assert guild["threads"] == []
        create_message(state, live.ann.id, thread.id, {"content": "secret"})
        join_thread(state, live.ann.id, thread.id, live.bot.id)
        assert (await wire.read())["t"] == "THREAD_CREATE"
        assert (await wire.read())["t"] == "THREAD_MEMBERS_UPDATE"
        assert (await wire.until("MESSAGE_CREATE"))["type"] == RECIPIENT_ADD
        create_message(state, live.ann.id, thread.id, {"content": "welcome"})
        assert (await wire.until("MESSAGE_CREATE"))["content"] == "welcome"
        leave_thread(state, live.ann.id, thread.id, live.bot.id)
        gone = await wire.until("THREAD_MEMBERS_UPDATE")
        assert gone["removed_member_ids"] == [str(live.bot.id)]
        create_message(state, live.ann.id, thread.id, {"content": "secret again"})
        say(live, "in the hall")
        assert (await wire.until("MESSAGE_CREATE"))["content"] == "in the hall"


async def test_roles_open_and_close_a_channel(opened: Opener, live: Town):
    state, owner, guild = live.state, live.owner.id, live.guild.id
    role = create_role(state, owner, guild, {"name": "insider"})
    set_overwrite(state, owner, live.hall.id, guild, {"type": 0, "deny": str(VIEW_CHANNEL)})
    set_overwrite(state, owner, live.hall.id, role.id, {"type": 0, "allow": str(VIEW_CHANNEL)})
    async with opened() as wire:
        await wire.identify()
        give_role(state, owner, guild, live.bot.id, role.id)
        await wire.until("THREAD_LIST_SYNC")
        take_role(state, owner, guild, live.bot.id, role.id)
        kick(state, owner, guild, live.bob.id)
        assert (await wire.until("GUILD_MEMBER_REMOVE"))["user"]["username"] == "bob"


async def test_two_sessions_of_one_bot_both_hear(opened: Opener, live: Town):
    async with opened() as one, opened() as other:
        await one.identify()
        await other.identify()
        say(live, "to both")
        heard = await asyncio.gather(one.until("MESSAGE_CREATE"), other.until("MESSAGE_CREATE"))
        assert [one["content"] for one in heard] == ["to both", "to both"]


async def test_shards_hear_of_their_own_guilds(opened: Opener, live: Town):
    number = (live.guild.id >> 22) % 2
    async with opened() as own, opened() as other:
        await own.identify(shard=[number, 2])
        assert (await other.identify(shard=[1 - number, 2]))["guilds"] == []
        say(live, "hello")
        assert (await own.until("MESSAGE_CREATE"))["content"] == "hello"
        await other.send(1, None)
        assert (await other.read())["op"] == 11


async def test_guilds_are_made_on_a_shard_and_each_shard_identifies_in_its_turn(
    opened: Opener, live: Town, raw: Raw, running: Sandbox
):
    mine = live.state
    guilds = [create_guild(mine, live.owner.id, f"On {n}", guild_id=id_on_shard(mine, n, 3)) for n in range(3)]
    for guild in guilds:
        join_guild(mine, guild.id, live.bot.id)
    turns = running.gateway.turns
    turns.every = 3600
    before = (await raw.ask("GET", "/gateway/bot"))[1]["session_start_limit"]
    async with opened() as first, opened() as second:
        told = await first.identify(shard=[2, 3])
        assert str(guilds[2].id) in {one["id"] for one in told["guilds"]}
        assert str(guilds[1].id) not in {one["id"] for one in told["guilds"]}
        await second.send(2, {"token": TOKEN, "intents": 1, "properties": {}, "shard": [1, 3]})
        refused = await second.read()
        assert (refused["op"], refused["d"]) == (9, False)
        turns.every = 0
        assert str(guilds[1].id) in {one["id"] for one in (await second.identify(shard=[1, 3]))["guilds"]}
    after = (await raw.ask("GET", "/gateway/bot"))[1]
    assert after["session_start_limit"]["remaining"] == before["remaining"] - 2
    assert after["shards"] == 1
