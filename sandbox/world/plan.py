"""What a world's names stand for while it is being laid out."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.bits import NAMES, bits
from sandbox.state import Channel, Guild, Message, State, User
from sandbox.world.table import Table, WorldError

T = TypeVar("T")

_AGE = timedelta(days=90)
_MENTION = re.compile(r"<([@#])([^>\s]+)>")


class Plan:
    """The guild that is being laid out, and who and what the files' keys and names mean.

    `now` is fixed when the plan is made, so that all that is `ago` counts back from one moment.
    """

    def __init__(self, state: State, guild: Guild) -> None:
        self.state = state
        self.guild = guild
        self.now = state.now()
        self.people: dict[str, User] = {}
        self.bots: dict[str, User] = {}
        self.roles: dict[str, int] = {}
        self.categories: dict[str, Channel] = {}
        self.channels: dict[str, Channel] = {}
        self.said: dict[tuple[int, str], Message] = {}
        self.talk: list[tuple[Channel, Table]] = []

    @staticmethod
    def beginning(state: State) -> datetime:
        """Tell when a world's guild was made: before anything in it was said."""
        return state.now() - _AGE

    def moment(self, table: Table) -> datetime:
        """Read when something was, from its `ago`."""
        ago = table.ago()
        if ago >= _AGE:
            raise table.wrong(f'"ago" must be less than {_AGE.days}d')
        return self.now - ago

    def person(self, table: Table, key: str) -> int:
        """Find a member's id by key, or a bot's by name."""
        known = {**self.bots, **self.people}
        return look_up(table, "member", known, key).id

    def persons(self, table: Table, keys: Iterable[str]) -> list[int]:
        """Find the ids of several members."""
        return [self.person(table, key) for key in keys]

    def words(self, table: Table, key: str = "text") -> tuple[str, list[int]]:
        """Read a text, with `<@key>` and `<#channel>` made mentions, and tell whom it mentions."""
        mentioned: list[int] = []

        def write(found: re.Match[str]) -> str:
            sign, name = found.groups()
            if sign == "@":
                mentioned.append(self.person(table, name))
                return f"<@{mentioned[-1]}>"
            return f"<#{look_up(table, 'channel', self.channels, name).id}>"

        text = _MENTION.sub(write, table.text(key)).strip()
        if len(text) > LONGEST:
            raise table.wrong(f'"{key}" has {len(text)} characters; {LONGEST} are allowed')
        return text, list(dict.fromkeys(mentioned))


LONGEST = 2000
"""How long a message may be, in characters."""


def look_up(table: Table, what: str, known: Mapping[str, T], name: str) -> T:
    """Find what a name stands for, or say which names there are."""
    if name not in known:
        raise table.wrong(f'there is no {what} "{name}"; known are {", ".join(known) or "none"}')
    return known[name]


def permissions(table: Table, key: str) -> int:
    """Read a list of permissions by Discord's names for them."""
    names = table.texts(key)
    for name in names:
        if name not in NAMES:
            raise table.wrong(f'"{key}" has "{name}", which is no permission of Discord')
    return bits(*names)


def refuse_twice(table: Table, what: str, known: Mapping[str, object], name: str) -> None:
    """Refuse a name that is taken."""
    if name in known:
        raise table.wrong(f'there are two {what}s "{name}"')


__all__ = ["LONGEST", "Plan", "WorldError", "look_up", "permissions", "refuse_twice"]
