"""Computed permissions, held to discord.py's own answers on random guilds, where those are right."""

from typing import Any

import discord
from discord.state import ConnectionState
from hypothesis import given
from hypothesis import strategies as st

from sandbox.actions.channels import create_channel
from sandbox.actions.threads import join_thread, leave_thread, open_thread
from sandbox.bits import ALL, MANAGE_THREADS, NAMES, SEND_MESSAGES, VIEW_CHANNEL, WHEN_TIMED_OUT
from sandbox.permissions import can_view, channel_permissions, guild_permissions
from sandbox.state import Channel as Place
from sandbox.state import Overwrite, Role, State, Thread
from sandbox.state.channel import FORUM, PRIVATE_THREAD, PUBLIC_THREAD, TEXT
from sandbox.wire import channel_json, guild_create_json, member_json
from tests.sandbox.conftest import Town, build

VOICE = discord.Permissions.voice().value
permissions = st.one_of(st.sampled_from([0, ALL, VIEW_CHANNEL, SEND_MESSAGES]), st.integers(0, (1 << 53) - 1)).map(
    lambda bits: bits & ALL
)
sides = st.tuples(permissions, permissions)


def told(state: State, town: Town) -> discord.Guild:
    """Give the guild as discord.py knows it from the gateway."""
    nothing: Any = None
    connection: Any = ConnectionState(
        dispatch=lambda *_: None, handlers={}, hooks={}, http=nothing, intents=discord.Intents.all()
    )
    connection.user = discord.Object(town.bot.id)
    data: Any = guild_create_json(state, town.guild, town.bot.id)
    data["members"] = [member_json(state, one) for one in state.members_of(town.guild.id)]
    data["threads"] = [channel_json(state, one) for one in state.guild_threads(town.guild.id)]
    return discord.Guild(data=data, state=connection)


@given(
    everyone=permissions,
    roles=st.lists(st.tuples(permissions, st.one_of(st.none(), sides)), max_size=4),
    over_everyone=st.one_of(st.none(), sides),
    own=st.one_of(st.none(), sides),
    kind=st.sampled_from([TEXT, FORUM, PUBLIC_THREAD]),
)
def test_they_are_those_of_discord_py(everyone: int, roles: Any, over_everyone: Any, own: Any, kind: int):
    town = build(State())
    state, guild, ann = town.state, town.guild, town.ann.id
    guild.everyone.permissions = everyone
    place = town.forum if kind == FORUM else town.hall
    if over_everyone is not None:
        place.overwrites[guild.id] = Overwrite(id=guild.id, type=0, allow=over_everyone[0], deny=over_everyone[1])
    for number, (bits, sides_of_role) in enumerate(roles):
        role = Role(id=state.new_id(), name=f"role {number}", permissions=bits, position=number + 1)
        guild.roles[role.id] = role
        town.member(town.ann).roles.append(role.id)
        if sides_of_role is not None:
            place.overwrites[role.id] = Overwrite(id=role.id, type=0, allow=sides_of_role[0], deny=sides_of_role[1])
    if own is not None:
        place.overwrites[ann] = Overwrite(id=ann, type=1, allow=own[0], deny=own[1])
    if kind == PUBLIC_THREAD:
        place = thread_in(state, place)
    known = told(state, town)
    member = known.get_member(ann)
    channel = known.get_channel_or_thread(place.id)
    assert member is not None
    assert isinstance(channel, discord.TextChannel | discord.ForumChannel | discord.Thread)
    theirs = channel.permissions_for(member).value
    # Discord itself keeps voice permissions in text channels, which discord.py takes away.
    assert channel_permissions(state, place, ann) & ~VOICE == theirs & ~VOICE & ALL
    assert guild_permissions(state, guild, ann) == member.guild_permissions.value & ALL


def thread_in(state: State, parent: Place) -> Place:
    """Put a thread, rights or no rights."""
    thread = Thread(owner_id=1, archive_timestamp="2026-01-01T00:00:00+00:00", created_at="2026-01-01T00:00:00+00:00")
    place = Place(
        id=state.new_id(), type=PUBLIC_THREAD, name="t", guild_id=parent.guild_id, parent_id=parent.id, thread=thread
    )
    state.put(place)
    return place


def test_every_permission_has_discord_py_s_bit():
    known = dict(discord.Permissions.VALID_FLAGS)
    renamed = {
        "use_vad": "use_voice_activation",
        "manage_guild_expressions": "manage_expressions",
        "create_guild_expressions": "create_expressions",
    }
    assert {name: known[renamed.get(name, name)] for name in NAMES} == NAMES
    assert discord.Permissions.all().value == ALL


def test_a_private_thread_needs_membership_or_managing(town: Town):
    state, ann, bob = town.state, town.ann.id, town.bob.id
    thread = open_thread(state, ann, town.hall.id, {"name": "closed", "type": PRIVATE_THREAD})
    assert can_view(state, thread, ann)
    assert not can_view(state, thread, bob)
    assert can_view(state, thread, town.owner.id)
    join_thread(state, ann, thread.id, bob)
    assert can_view(state, thread, bob)
    leave_thread(state, ann, thread.id, bob)
    assert channel_permissions(state, thread, bob) == 0
    town.guild.everyone.permissions |= MANAGE_THREADS
    assert can_view(state, thread, bob)


def test_a_timeout_leaves_reading(town: Town):
    member = town.member(town.ann)
    member.timeout_until = "2999-01-01T00:00:00+00:00"
    assert channel_permissions(town.state, town.hall, town.ann.id) == WHEN_TIMED_OUT
    member.timeout_until = "2001-01-01T00:00:00+00:00"
    assert channel_permissions(town.state, town.hall, town.ann.id) & SEND_MESSAGES


def test_strangers_may_nothing(town: Town):
    place = create_channel(town.state, town.owner.id, town.guild.id, {"name": "more"})
    assert channel_permissions(town.state, place, 1) == 0
