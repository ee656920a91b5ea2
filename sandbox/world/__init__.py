"""Lays out a guild from world files: who is there, where they meet, what they have said.

The files' form is in sandbox/README.md. `ago` counts back from the moment the world is laid out.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from sandbox.past import found_guild
from sandbox.state import Guild, State
from sandbox.world.people import add_bots, add_members, add_roles, set_everyone
from sandbox.world.places import add_categories, add_channels
from sandbox.world.plan import Plan
from sandbox.world.table import Table, WorldError
from sandbox.world.talk import fill, fill_threads, set_joined

__all__ = ["WorldError", "load_world"]


def load_world(state: State, paths: Iterable[Path]) -> Guild:
    """Lay out one guild from world files and folders of them, in order; a folder's files by name.

    Raises WorldError, with one sentence, for a file that can not be read or says what can not be.
    """
    tables = [_read(path) for path in _files(paths)]
    plan = Plan(state, _found(state, tables))
    for add in (add_roles, set_everyone, add_members, add_bots, add_categories, add_channels):
        for table in tables:
            add(plan, table)
    for table in tables:
        table.done()
    _set_owner(plan, tables)
    for fill_in in (fill, fill_threads):
        for channel, table in plan.talk:
            fill_in(plan, channel, table)
    for _, table in plan.talk:
        table.done()
    set_joined(plan)
    state.put(plan.guild)
    return plan.guild


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(path.glob("*.toml"))
            if not found:
                raise WorldError(f"{path} has no .toml file in it.")
            yield from found
        else:
            yield path


def _read(path: Path) -> Table:
    try:
        return Table(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WorldError(f"{path} can not be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorldError(f"{path} is not TOML: {error}.") from error


def _found(state: State, tables: list[Table]) -> Guild:
    named = [table for table in tables if table.has("guild")]
    if len(named) != 1:
        where = ", ".join(table.where for table in named) or "no file"
        raise WorldError(f"A world has one [guild] table, and {where} has one.")
    table = named[0].table("guild")
    guild_id = table.maybe_number("id") or state.new_id(Plan.beginning(state))
    return found_guild(state, guild_id=guild_id, name=table.text("name"), owner_id=0)


def _set_owner(plan: Plan, tables: list[Table]) -> None:
    table = next(table for table in tables if table.has("guild")).table("guild")
    table.text("name")
    table.maybe_number("id")
    plan.guild.owner_id = plan.person(table, table.text("owner"))
    table.done()
    for bot in plan.bots.values():
        bot.owner_id = plan.guild.owner_id
        plan.state.put(bot)
