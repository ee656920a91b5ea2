"""From a command as a person names it to the nested options that Discord sends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.client.answers import Json

SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A command found by its whole name: the command, the way down to it, and its options' descriptions."""

    command: Json
    way: tuple[Json, ...]
    options: tuple[Json, ...]

    def nest(self, given: list[Json]) -> list[Json]:
        """Wrap given options in the groups and subcommands that lead to them."""
        for step in reversed(self.way):
            given = [{"name": step["name"], "type": step["type"], "options": given}]
        return given


def find_command(commands: Iterable[Json], name: str, kind: int = CHAT_INPUT) -> Choice:
    """Find a command by its whole name, as `knowhow search`; LookupError names what there is."""
    found = {full: choice for command in commands if command["type"] == kind for full, choice in _flat(command)}
    wanted = name.removeprefix("/")
    if wanted not in found:
        raise LookupError(f"no command {wanted!r}; there are: {', '.join(sorted(found)) or 'none'}")
    return found[wanted]


def _flat(command: Json) -> Iterable[tuple[str, Choice]]:
    def descend(name: str, way: tuple[Json, ...], options: list[Json]) -> Iterable[tuple[str, Choice]]:
        deeper = [option for option in options if option["type"] in {SUBCOMMAND, GROUP}]
        if not deeper:
            yield name, Choice(command, way, tuple(options))
        for option in deeper:
            yield from descend(f"{name} {option['name']}", (*way, option), option.get("options") or [])

    return descend(command["name"], (), command.get("options") or [])


def describe(choice: Choice, name: str) -> Json:
    """Find an option by name (a trailing underscore is dropped: `from_`); LookupError names what there is."""
    for option in choice.options:
        if option["name"] in {name, name.removesuffix("_")}:
            return option
    raise LookupError(f"no option {name!r}; there are: {', '.join(o['name'] for o in choice.options) or 'none'}")


def check_required(choice: Choice, given: Iterable[Json]) -> None:
    """Raise LookupError for a required option left out, as Discord's own window would not send it."""
    names = {option["name"] for option in given}
    missing = [o["name"] for o in choice.options if o.get("required") and o["name"] not in names]
    if missing:
        raise LookupError(f"required and not given: {', '.join(missing)}")


def plain_value(option: Json, value: Any) -> Any:
    """Give the value of an option that names nobody and no place; a choice may be told by its label."""
    for choice in option.get("choices") or []:
        if value in (choice["name"], choice["value"]):
            return choice["value"]
    if option.get("choices"):
        raise LookupError(f"{option['name']} has no choice {value!r}")
    kinds: dict[int, type] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: float}
    return kinds[option["type"]](value)
