"""A drawn server on a running sandbox with the real bot on it, and what happens to who sees what there.

Beside the drawn channels there is a lobby that every member sees, so that somebody who sees nothing else can ask, too.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from bot import Settings
from bot.settings import DatabaseSettings, Discord
from sandbox import client
from sandbox import server as sandboxes
from sandbox.actions import channels, members, membership, overwrites, roles
from sandbox.actions.news import tell_in_guild
from sandbox.bits import bits
from sandbox.state import Channel, Member, Message, Overwrite, Role, State, User
from sandbox.state.channel import FORUM, TEXT
from sandbox.state.guild import Guild
from sandbox.wire import guild_json
from storage import communities
from storage.database import Database, Writing
from storage.tables.topics import topics
from tests.access.kept import author_of, keep_ground, lines_of, make_of
from tests.access.servers import ADMINISTRATOR, BOT, GUILD, KINDS, PEOPLE, READ, Server, Step, stand
from tests.e2e.conftest import TOKEN, Scene

LOBBY = 290
_ITS_ROLE = 19
_TALK = bits("use_application_commands", "send_messages", "send_messages_in_threads", "embed_links")
"""What members may do wherever they see anything: it decides nothing of sight."""


@asynccontextmanager
async def living(address: str, server: Server) -> AsyncIterator[Scene]:
    """Give a scene on a drawn server, with something to find in each of its places, before anything changes."""
    async with sandboxes.start() as sandbox, client.Sandbox(sandbox.url) as people:
        state = stand(server, sandbox.state)
        _let_in(state)
        for place in list(state.channels.values()):
            _say(state, place)
        await _keep(address, server, state)
        discord = Discord(token=TOKEN, api=sandbox.api_url, gateway=sandbox.gateway_url)
        settings = replace(Settings(), discord=discord, database=DatabaseSettings(address))
        scene = Scene(sandbox, people, settings)
        await scene.start_bot()
        try:
            await scene.bot.ingest.caught_up()
            await scene.bot.database.write(None, lambda tx: _make(tx, state, scene))
            yield scene
        finally:
            await scene.stop_bot()


def _let_in(state: State) -> None:
    """Put the bot and the lobby in, and let everybody talk."""
    guild = state.guilds[GUILD]
    guild.everyone.permissions |= _TALK
    guild.roles[_ITS_ROLE] = Role(
        id=_ITS_ROLE, name="Guildhall", permissions=ADMINISTRATOR, position=len(guild.roles), bot_id=BOT
    )
    state.put(User(id=BOT, name="Guildhall", bot=True, token=TOKEN, owner_id=guild.owner_id))
    joined = state.members[GUILD][PEOPLE[0]].joined_at
    state.put(Member(guild_id=GUILD, user_id=BOT, joined_at=joined, roles=[_ITS_ROLE]))
    shown_to_all = {GUILD: Overwrite(id=GUILD, type=0, allow=READ | _TALK)}
    state.put(Channel(id=LOBBY, type=TEXT, name="lobby", guild_id=GUILD, overwrites=shown_to_all))


def _say(state: State, place: Channel) -> None:
    if place.type == FORUM or place.id == LOBBY:
        return
    began = state.now() - timedelta(hours=20)
    for n, line in enumerate(lines_of(place.id)):
        id_ = place.last_message_id = state.new_id(began + timedelta(hours=n, minutes=place.id % 60))
        state.put(Message(id=id_, channel_id=place.id, author_id=author_of(place.id, n), content=line))


async def _keep(address: str, server: Server, state: State) -> None:
    """Have the drawn channels be topics when the bot starts; the lobby is where notices of forums go at first."""
    database = await Database.open(address)

    async def work(tx: Writing) -> None:
        await keep_ground(tx, server, state, state.now())
        await tx.connection.execute(sa.delete(topics).where(topics.c.id == LOBBY))
        forums = sa.update(topics).where(topics.c.id.in_([id_ for id_, kind in KINDS.items() if kind == FORUM]))
        await tx.connection.execute(forums.values(notices_id=None))
        await communities.change_setting(tx, GUILD, "notices_channel", LOBBY)
        for person in PEOPLE[:2]:
            await communities.answer_always(tx, GUILD, person, "named")

    await database.write(None, work)
    await database.close()


async def _make(tx: Writing, state: State, scene: Scene) -> None:
    for place in sorted(state.channels.values(), key=lambda one: one.id):
        if place.id != LOBBY:
            await make_of(tx, state, place, scene.clock.now())


def befall(state: State, step: Step) -> bool:
    """Let a step happen on a running sandbox, which tells of it; False where there is nothing to do."""
    guild = state.guilds[GUILD]
    if (channel := state.channels.get(step.target)) is not None:
        return _befall_place(state, guild, channel, step)
    return _befall_people(state, guild, step)


def _befall_place(state: State, guild: Guild, channel: Channel, step: Step) -> bool:
    inside = channel.thread.members if channel.thread is not None else {}
    match step.kind:
        case "overwrite":
            body = {"type": int(step.other in PEOPLE), "allow": step.allow, "deny": step.deny}
            overwrites.set_overwrite(state, guild.owner_id, channel.id, step.other, body)
        case "no overwrite" if step.other in channel.overwrites:
            overwrites.drop_overwrite(state, guild.owner_id, channel.id, step.other)
        case "bring in" if step.other not in inside and state.member(GUILD, step.other) is not None:
            membership.enter_thread(state, channel, step.other, at=state.now().isoformat())
        case "put out" if step.other in inside:
            membership.leave(state, channel, step.other)
        case "delete channel" | "delete thread":
            channels.delete_channel(state, guild.owner_id, channel.id)
        case _:
            return False
    return True


def _befall_people(state: State, guild: Guild, step: Step) -> bool:
    member, by = state.member(GUILD, step.target), guild.owner_id
    match step.kind:
        case "give role" if member is not None and step.other in guild.roles and step.other not in member.roles:
            members.give_role(state, by, GUILD, step.target, step.other)
        case "take role" if member is not None and step.other in member.roles:
            members.take_role(state, by, GUILD, step.target, step.other)
        case "change role" if step.target in guild.roles:
            roles.edit_role(state, by, GUILD, step.target, {"permissions": str(step.allow | _TALK)})
        case "delete role" if step.target in guild.roles:
            roles.delete_role(state, by, GUILD, step.target)
        case "leave" if member is not None and step.target != by:
            members.kick(state, by, GUILD, step.target)
        case "ban" if member is not None and step.target != by:
            members.ban(state, by, GUILD, step.target)
            members.unban(state, by, GUILD, step.target)
        case "come back" if member is None and step.target in PEOPLE:
            members.join_guild(state, GUILD, step.target)
        case "new owner" if member is not None and step.target != by:
            guild.owner_id = step.target
            state.put(guild)
            tell_in_guild(state, "GUILD_UPDATE", GUILD, guild_json(state, guild))
        case _:
            return False
    return True
