"""Joining, leaving and being changed as a member."""

from collections.abc import Iterable
from typing import Final

from sandbox.actions.access import with_new_threads
from sandbox.actions.guilds import tell_of_guild
from sandbox.actions.lookup import the_member, the_role
from sandbox.actions.membership import leave
from sandbox.actions.news import tell_in_guild, tell_users
from sandbox.actions.roles import refuse_higher
from sandbox.actions.voice import leave_voice
from sandbox.bits import (
    ADMINISTRATOR,
    BAN_MEMBERS,
    CHANGE_NICKNAME,
    KICK_MEMBERS,
    MANAGE_NICKNAMES,
    MANAGE_ROLES,
    MODERATE_MEMBERS,
)
from sandbox.errors import INVALID_ROLE, MISSING_PERMISSIONS, Form, Refused, unknown
from sandbox.permissions import guild_permissions, require_in_guild, top_position
from sandbox.state import Guild, Json, Member, Role, State
from sandbox.state.snowflakes import iso
from sandbox.wire import member_json, user_json

MOST_NICK: Final = 32
BANNED: Final = Refused(403, 40007, "The user is banned from this guild.")


def join_guild(
    state: State, guild_id: int, user_id: int, *, roles: Iterable[int] = (), nick: str | None = None
) -> Member:
    """Bring a user into a guild; a bot gets a managed role of its own name. Joining again changes nothing."""
    guild = state.guilds[guild_id]
    known = state.member(guild_id, user_id)
    if known is not None:
        return known
    if user_id in guild.banned:
        raise BANNED
    member = Member(guild_id=guild_id, user_id=user_id, joined_at=iso(state.now()), roles=list(roles), nick=nick)
    if state.users[user_id].bot and not any(role.bot_id == user_id for role in guild.roles.values()):
        member.roles.append(_own_role(state, guild, user_id).id)
    state.put(member)
    tell_in_guild(state, "GUILD_MEMBER_ADD", guild_id, member_json(state, member))
    if state.users[user_id].bot:
        tell_of_guild(state, guild_id, user_id)
    return member


def _own_role(state: State, guild: Guild, bot_id: int) -> Role:
    top = max(role.position for role in guild.roles.values())
    role = Role(id=state.new_id(), name=state.users[bot_id].name, position=top + 1, bot_id=bot_id)
    guild.roles[role.id] = role
    state.put(guild)
    return role


def tell_changed(state: State, member: Member) -> None:
    """Keep a member's change and tell of it."""
    state.put(member)
    tell_in_guild(state, "GUILD_MEMBER_UPDATE", member.guild_id, member_json(state, member))


def edit_member(state: State, actor_id: int, guild_id: int, user_id: int, body: Json) -> Member:
    """Change a member's nickname, roles or timeout, each with its own right."""
    guild = require_in_guild(state, guild_id, actor_id, 0)
    member = the_member(state, guild_id, user_id)
    held = guild_permissions(state, guild, actor_id)
    needed = 0
    if "nick" in body:
        needed |= CHANGE_NICKNAME if user_id == actor_id else MANAGE_NICKNAMES
    if "communication_disabled_until" in body:
        needed |= MODERATE_MEMBERS
    if "roles" in body:
        needed |= MANAGE_ROLES
    if needed & ~held:
        raise MISSING_PERMISSIONS
    if {"nick", "communication_disabled_until"} & set(body) and user_id != actor_id:
        _refuse_above(state, guild, actor_id, member)
    form = Form()
    form.length(("nick",), body.get("nick") or "", 0, MOST_NICK)
    form.check()
    with with_new_threads(state, guild_id):
        _apply(state, guild, actor_id, member, body)
        tell_changed(state, member)
    return member


def _apply(state: State, guild: Guild, actor_id: int, member: Member, body: Json) -> None:
    if "roles" in body:
        wanted = [int(one) for one in body["roles"] or ()]
        for role_id in set(wanted) ^ set(member.roles):
            _refuse_role(state, guild, actor_id, role_id)
        member.roles = wanted
    if "nick" in body:
        member.nick = body["nick"] or None
    if "communication_disabled_until" in body:
        until = body["communication_disabled_until"]
        if until and guild_permissions(state, guild, member.user_id) & ADMINISTRATOR:
            raise MISSING_PERMISSIONS
        member.timeout_until = until
    for name in ("mute", "deaf"):
        if body.get(name) is not None:
            setattr(member, name, body[name])


def _refuse_above(state: State, guild: Guild, actor_id: int, member: Member) -> None:
    if guild.owner_id == actor_id:
        return
    own = top_position(guild, state.members[guild.id][actor_id].roles)
    if guild.owner_id == member.user_id or top_position(guild, member.roles) >= own:
        raise MISSING_PERMISSIONS


def _refuse_role(state: State, guild: Guild, actor_id: int, role_id: int) -> None:
    role = the_role(guild, role_id)
    if role.managed or role_id == guild.id:
        raise INVALID_ROLE
    refuse_higher(state, guild, actor_id, role)


def give_role(state: State, actor_id: int, guild_id: int, user_id: int, role_id: int) -> None:
    """Give a member a role below the actor's own highest."""
    _change_role(state, actor_id, guild_id, user_id, role_id=role_id, has=True)


def take_role(state: State, actor_id: int, guild_id: int, user_id: int, role_id: int) -> None:
    """Take a role from a member."""
    _change_role(state, actor_id, guild_id, user_id, role_id=role_id, has=False)


def _change_role(state: State, actor_id: int, guild_id: int, user_id: int, *, role_id: int, has: bool) -> None:
    guild = require_in_guild(state, guild_id, actor_id, MANAGE_ROLES)
    member = the_member(state, guild_id, user_id)
    _refuse_role(state, guild, actor_id, role_id)
    if (role_id in member.roles) is has:
        return
    with with_new_threads(state, guild_id):
        member.roles = [*member.roles, role_id] if has else [one for one in member.roles if one != role_id]
        tell_changed(state, member)


def depart(state: State, guild_id: int, user_id: int) -> None:
    """Take a member out of a guild and of its threads: leaving oneself, or being thrown out."""
    member = the_member(state, guild_id, user_id)
    voice = state.voice_of(user_id)
    if voice is not None and voice.guild_id == guild_id:
        leave_voice(state, user_id)
    for thread in state.all_threads(guild_id):
        leave(state, thread, user_id)
    state.drop(member)
    guild = state.guilds[guild_id]
    for role in [one for one in guild.roles.values() if one.bot_id == user_id]:
        del guild.roles[role.id]
        state.put(guild)
    tell_in_guild(state, "GUILD_MEMBER_REMOVE", guild_id, {"user": user_json(state.users[user_id])})
    tell_users(state, "GUILD_DELETE", {"id": str(guild_id)}, {user_id}, guild_id=guild_id)


def kick(state: State, actor_id: int, guild_id: int, user_id: int) -> None:
    """Throw a member out; needs KICK_MEMBERS and standing above them."""
    guild = require_in_guild(state, guild_id, actor_id, KICK_MEMBERS)
    _refuse_above(state, guild, actor_id, the_member(state, guild_id, user_id))
    depart(state, guild_id, user_id)


def ban(state: State, actor_id: int, guild_id: int, user_id: int) -> None:
    """Keep a user out; needs BAN_MEMBERS and standing above them."""
    guild = require_in_guild(state, guild_id, actor_id, BAN_MEMBERS)
    if user_id not in state.users:
        raise unknown("User")
    member = state.member(guild_id, user_id)
    if member is not None:
        _refuse_above(state, guild, actor_id, member)
    if user_id not in guild.banned:
        guild.banned.append(user_id)
        state.put(guild)
        tell_in_guild(state, "GUILD_BAN_ADD", guild_id, {"user": user_json(state.users[user_id])})
    if member is not None:
        depart(state, guild_id, user_id)


def unban(state: State, actor_id: int, guild_id: int, user_id: int) -> None:
    """Let a user in again; raise 10026 if they were not kept out."""
    guild = require_in_guild(state, guild_id, actor_id, BAN_MEMBERS)
    if user_id not in guild.banned:
        raise unknown("Ban")
    guild.banned.remove(user_id)
    state.put(guild)
    tell_in_guild(state, "GUILD_BAN_REMOVE", guild_id, {"user": user_json(state.users[user_id])})
