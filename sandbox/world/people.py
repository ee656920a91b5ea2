"""Roles, members and bots of a world."""

import re

from sandbox.past import BOT_PERMISSIONS, admit_bot
from sandbox.state import Member, Role, User
from sandbox.state.snowflakes import iso, time_of
from sandbox.world.plan import Plan, look_up, permissions, refuse_twice
from sandbox.world.table import Table

_COLOUR = re.compile(r"#([0-9a-fA-F]{6})")


def add_roles(plan: Plan, world: Table) -> None:
    """Add the roles, the first listed highest."""
    tables = list(world.tables("roles"))
    for role in plan.guild.roles.values():
        if role.id != plan.guild.id:
            role.position += len(tables)
    for position, table in zip(range(len(tables), 0, -1), tables, strict=True):
        name = table.text("name")
        refuse_twice(table, "role", plan.roles, name)
        role = Role(
            id=plan.state.new_id(time_of(plan.guild.id)),
            name=name,
            position=position,
            color=_colour(table),
            permissions=permissions(table, "permissions"),
            hoist=bool(table.flag("hoist")),
            mentionable=bool(table.flag("mentionable")),
        )
        table.done()
        plan.guild.roles[role.id] = role
        plan.roles[name] = role.id


def _colour(table: Table) -> int:
    found = table.maybe_text("color")
    if found is None:
        return 0
    match = _COLOUR.fullmatch(found)
    if match is None:
        raise table.wrong(f'"color" is "{found}"; write it as "#2f6f4f"')
    return int(match[1], 16)


def set_everyone(plan: Plan, world: Table) -> None:
    """Set what @everyone may do, where the world says so."""
    if world.has("everyone"):
        table = world.table("everyone")
        plan.guild.everyone.permissions = permissions(table, "permissions")
        table.done()
    else:
        world.table("everyone")
    world.table("guild")


def add_members(plan: Plan, world: Table) -> None:
    """Add the people."""
    for table in world.tables("members"):
        key = table.text("key")
        refuse_twice(table, "member", plan.people, key)
        born = time_of(plan.guild.id)
        user = User(
            id=plan.state.new_id(born),
            name=key,
            global_name=table.text("name"),
            about=table.maybe_text("about") or "",
        )
        roles = [look_up(table, "role", plan.roles, name) for name in table.texts("roles")]
        member = Member(
            guild_id=plan.guild.id,
            user_id=user.id,
            joined_at=iso(born),
            nick=table.maybe_text("nick"),
            roles=roles,
        )
        table.done()
        plan.people[key] = user
        plan.state.put(user)
        plan.state.put(member)


def add_bots(plan: Plan, world: Table) -> None:
    """Add the bots, each with a managed role of its own."""
    for table in world.tables("bots"):
        name = table.text("name")
        refuse_twice(table, "bot", plan.bots, name)
        permissions(table, "permissions")
        allowed = table.texts("permissions") if table.has("permissions") else BOT_PERMISSIONS
        plan.bots[name] = admit_bot(plan.state, plan.guild, name, table.text("token"), allowed)
        table.done()
