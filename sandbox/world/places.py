"""Categories and channels of a world, and who may see them."""

from sandbox.state import Channel, Overwrite, Tag
from sandbox.state import channel as kinds
from sandbox.state.snowflakes import time_of
from sandbox.world.plan import Plan, look_up, permissions, refuse_twice
from sandbox.world.table import Table

_KINDS = {
    "text": kinds.TEXT,
    "forum": kinds.FORUM,
    "voice": kinds.VOICE,
    "announcement": kinds.ANNOUNCEMENT,
    "stage": kinds.STAGE,
}
_ROLE = 0
_MEMBER = 1


def add_categories(plan: Plan, world: Table) -> None:
    """Add the categories, in order."""
    for table in world.tables("categories"):
        name = table.text("name")
        refuse_twice(table, "category", plan.categories, name)
        category = Channel(
            id=plan.state.new_id(time_of(plan.guild.id)),
            type=kinds.CATEGORY,
            name=name,
            guild_id=plan.guild.id,
            position=len(plan.categories),
            overwrites=_overwrites(plan, table),
        )
        table.done()
        plan.categories[name] = category
        plan.state.put(category)


def add_channels(plan: Plan, world: Table) -> None:
    """Add the channels, in order; what was said in them is laid out when all of them are there."""
    for table in world.tables("channels"):
        name = table.text("name")
        refuse_twice(table, "channel", plan.channels, name)
        category = table.maybe_text("category")
        parent = look_up(table, "category", plan.categories, category) if category else None
        own = _overwrites(plan, table)
        channel = Channel(
            id=plan.state.new_id(time_of(plan.guild.id)),
            type=_KINDS[table.one_of("kind", list(_KINDS), "text")],
            name=name,
            guild_id=plan.guild.id,
            parent_id=parent.id if parent else None,
            position=len(plan.channels),
            topic=table.maybe_text("topic"),
            overwrites=own if own or parent is None else dict(parent.overwrites),
            tags=_tags(plan, table),
        )
        plan.channels[name] = channel
        plan.state.put(channel)
        plan.talk.append((channel, table))


def _tags(plan: Plan, channel: Table) -> list[Tag]:
    found = []
    for table in channel.tables("tags"):
        name, emoji = table.text("name"), table.maybe_text("emoji")
        found.append(Tag(id=plan.state.new_id(time_of(plan.guild.id)), name=name, emoji_name=emoji))
        table.done()
    return found


def _overwrites(plan: Plan, channel: Table) -> dict[int, Overwrite]:
    found = {}
    for table in channel.tables("overwrites"):
        target, kind = _target(plan, table)
        allow, deny = permissions(table, "allow"), permissions(table, "deny")
        found[target] = Overwrite(id=target, type=kind, allow=allow, deny=deny)
        table.done()
    return found


def _target(plan: Plan, table: Table) -> tuple[int, int]:
    said = table.text("target")
    kind, _, name = said.partition(":")
    if said == "@everyone":
        return plan.guild.id, _ROLE
    if kind == "role":
        return look_up(table, "role", plan.roles, name), _ROLE
    if kind == "member":
        return look_up(table, "member", plan.people, name).id, _MEMBER
    if kind == "bot":
        return look_up(table, "bot", plan.bots, name).id, _MEMBER
    raise table.wrong(f'"target" is "{said}"; write "@everyone", "role:NAME", "member:KEY" or "bot:NAME"')
