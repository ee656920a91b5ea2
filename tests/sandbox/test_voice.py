"""Voice channels: who is in one, and who is told."""

from typing import Any

import discord
import pytest

from sandbox.actions.channels import create_channel, delete_channel
from sandbox.actions.members import join_guild, kick
from sandbox.actions.overwrites import set_overwrite
from sandbox.actions.users import create_user
from sandbox.actions.voice import join_voice, leave_voice
from sandbox.bits import CONNECT
from sandbox.bus import Event
from sandbox.client import Sandbox as People
from sandbox.errors import Refused
from sandbox.running import Sandbox
from sandbox.state import Channel
from sandbox.state.channel import STAGE, VOICE
from tests.conformance import Conformance, conformance, described
from tests.sandbox.clients import logged_in
from tests.sandbox.conftest import TOKEN, Raw, Town
from tests.sandbox.test_gateway import ALL, Opener, opened

__all__ = ["conformance", "described", "opened"]

VOICE_STATES = 1 << 7


def room(town: Town, name: str = "Room", **more: Any) -> Channel:
    return create_channel(town.state, town.owner.id, town.guild.id, {"name": name, "type": VOICE} | more)


def heard(town: Town) -> list[Event]:
    told: list[Event] = []
    town.state.bus.listen(lambda event: told.append(event) if event.name == "VOICE_STATE_UPDATE" else None)
    return told


def test_somebody_comes_moves_and_hangs_up_and_each_is_told_once(town: Town) -> None:
    one, other = room(town), room(town, "Other")
    told = heard(town)
    join_voice(town.state, town.ann.id, one.id)
    join_voice(town.state, town.ann.id, one.id)
    join_voice(town.state, town.ann.id, other.id)
    leave_voice(town.state, town.ann.id)
    leave_voice(town.state, town.ann.id)
    assert [event.data["channel_id"] for event in told] == [str(one.id), str(other.id), None]
    assert len({event.data["session_id"] for event in told}) == 1
    assert {event.data["member"]["user"]["id"] for event in told} == {str(town.ann.id)}
    assert town.state.voices_in(other.id) == []


def test_one_needs_to_be_let_in_and_there_must_be_room(town: Town) -> None:
    small, shut = room(town, user_limit=1), room(town, "Shut")
    deny = {"type": 0, "deny": str(CONNECT)}
    set_overwrite(town.state, town.owner.id, shut.id, town.guild.id, deny)
    for place in (town.hall.id, shut.id):
        with pytest.raises(Refused):
            join_voice(town.state, town.ann.id, place)
    join_voice(town.state, town.ann.id, small.id)
    with pytest.raises(Refused, match="full"):
        join_voice(town.state, town.bob.id, small.id)
    join_voice(town.state, town.owner.id, small.id)
    assert [one.user_id for one in town.state.voices_in(small.id)] == [town.ann.id, town.owner.id]


def test_on_a_stage_one_listens(town: Town) -> None:
    stage = create_channel(town.state, town.owner.id, town.guild.id, {"name": "Stage", "type": STAGE})
    assert join_voice(town.state, town.ann.id, stage.id).suppress


def test_who_is_thrown_out_and_whose_channel_goes_hangs_up(town: Town) -> None:
    here = room(town)
    join_voice(town.state, town.ann.id, here.id)
    join_voice(town.state, town.bob.id, here.id)
    told = heard(town)
    kick(town.state, town.owner.id, town.guild.id, town.ann.id)
    delete_channel(town.state, town.owner.id, here.id)
    assert [(event.data["user_id"], event.data["channel_id"]) for event in told] == [
        (str(town.ann.id), None),
        (str(town.bob.id), None),
    ]


async def test_a_bot_is_told_if_it_asked_for_voice_and_else_not(opened: Opener, live: Town) -> None:
    here = room(live)
    join_voice(live.state, live.ann.id, here.id)
    async with opened() as asked, opened() as other:
        await asked.identify()
        (state,) = (await asked.until("GUILD_CREATE"))["voice_states"]
        assert (state["user_id"], state["channel_id"]) == (str(live.ann.id), str(here.id))
        assert "guild_id" not in state
        await other.identify(ALL & ~VOICE_STATES)
        assert (await other.until("GUILD_CREATE"))["voice_states"] == []
        leave_voice(live.state, live.ann.id)
        join_guild(live.state, live.guild.id, create_user(live.state, "dan").id)
        assert (await asked.until("VOICE_STATE_UPDATE"))["channel_id"] is None
        assert (await other.read())["t"] == "GUILD_MEMBER_ADD"


async def test_a_discord_py_client_knows_who_is_there(running: Sandbox, live: Town, conformance: Conformance) -> None:
    here = room(live)
    conformance.watch(running.exchanges)
    join_voice(live.state, live.ann.id, here.id)
    client = discord.Client(intents=discord.Intents.all())
    async with logged_in(client, running, TOKEN), People(running.url) as people:
        channel = client.get_channel(here.id)
        assert isinstance(channel, discord.VoiceChannel)
        assert [member.name for member in channel.members] == ["ann"]
        bob = await people.person("bob")
        await bob.join_voice("Room")
        await client.wait_for("voice_state_update", timeout=5) if len(channel.members) < 2 else None
        assert {member.name for member in channel.members} == {"ann", "bob"}
        assert [one["user_id"] for one in (await bob.view())["voices"]] == [str(live.ann.id), bob.id]
        fetched = await channel.guild.get_member(int(bob.id)).fetch_voice()  # type: ignore[union-attr]  # they are there
        assert fetched.channel == channel
        await bob.leave_voice()
        with pytest.raises(discord.NotFound):
            await channel.guild.get_member(int(bob.id)).fetch_voice()  # type: ignore[union-attr]  # they are there


async def test_voice_states_are_answered_over_http(raw: Raw, live: Town) -> None:
    here = room(live)
    join_voice(live.state, live.ann.id, here.id)
    path = f"/guilds/{live.guild.id}/voice-states"
    assert await raw.code("GET", f"{path}/@me") == 10065
    status, state = await raw.ask("GET", f"{path}/{live.ann.id}")
    assert (status, state["channel_id"], state["guild_id"]) == (200, str(here.id), str(live.guild.id))
