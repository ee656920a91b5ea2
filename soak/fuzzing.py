"""Somebody who types anything at everything, and looks at what comes back."""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import app_commands

from bot.client import Guildhall
from sandbox import client
from sandbox.client import InteractionFailed, Person, Refused, Reply, parts, text_of
from sandbox.client.acting import ROLE_SELECT
from sandbox.client.answers import EPHEMERAL
from soak.typed import LONGEST_OPTION, MARK, Plan

_DEEP, _MOST_CHOICES, _LONGEST_ROW = 3, 25, 4000
_FAILED = "Something went wrong"
_NAMED_TO_PING = "Nobody"


class Heard(logging.Handler):
    """Keeps what a log should not hold: errors, and anything that was typed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.wrong: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a record that is an error or tells what was typed."""
        told = f"{self.format(record)} {record.__dict__}"
        if MARK in told:
            self.wrong.append(f"what was typed is in the log of {record.name}: {record.msg}")
        if record.levelno >= logging.ERROR:
            self.wrong.append(f"{record.name}: {self.format(record)}"[-1500:])


@dataclass
class Fuzz:
    """Somebody who types anything. `tried` counts what was done, `wrong` says what went wrong."""

    bot: Guildhall
    people: client.Sandbox
    tried: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)
    _fill: dict[str, str] = field(default_factory=dict)
    _members: dict[str, Person] = field(default_factory=dict)

    async def prepare(self) -> None:
        """Open topics, and bring in somebody whom only what is typed names."""
        self._members = {name: await self.people.person(name) for name in ("amira", "stella", "cho")}
        amira = self._members["amira"]
        for channel in ("general", "measurement"):
            await amira.command("general", "topic open", channel=channel, purpose=f"What we learn about {channel}")
        guild = await self.people.admin.guild()
        role = next(role["id"] for role in guild["roles"] if role["name"] == "Board")
        pinged = await self.people.admin.add_member(_NAMED_TO_PING)
        self._fill = {"{user}": pinged["user"]["id"], "{role}": role, "{channel}": await amira.place_id("general")}
        await self.bot.ingest.caught_up()
        logging.getLogger().addHandler(self.heard)
        logging.getLogger().setLevel(logging.DEBUG)

    async def one(self, plan: Plan) -> None:
        """Do one thing: use a command, or say something and choose a menu of a message."""
        person = self._members[plan.person]
        if plan.command is None:
            await self._say(plan, person)
            return
        name = plan.command.qualified_name
        given = {
            parameter.name: await self._value(plan, person, name, parameter)
            for parameter in plan.command.parameters
            if parameter.name in plan.given
        }
        await self._do(plan, name, person.command(plan.place, name, **given), given, person)

    async def _value(self, plan: Plan, person: Person, name: str, parameter: app_commands.Parameter) -> Any:
        """Give what was drawn for an option, or now and then what it suggests."""
        value = self._filled(plan.given[parameter.name])
        if isinstance(value, str) and parameter.type is discord.AppCommandOptionType.string:
            value = value[: int(parameter.max_value or LONGEST_OPTION)]
        if not parameter.autocomplete:
            return value
        choices = await person.autocomplete(plan.place, name, parameter.name, str(value)[:100])
        self.tried["suggestions"] += 1
        if len(choices) > _MOST_CHOICES or not all(1 <= len(choice["name"]) <= 100 for choice in choices):
            self.wrong.append(f"{name} {parameter.name} suggests too many, or a name that is too long or empty")
        offered = choices or await person.autocomplete(plan.place, name, parameter.name, "")
        suggested = bool(offered) and plan.pick(range(2)) == 0
        return plan.pick(offered)["value"] if suggested else value

    def _filled(self, value: Any) -> Any:
        for mark, id_ in self._fill.items() if isinstance(value, str) else ():
            value = value.replace(mark, id_)
        return value

    async def _say(self, plan: Plan, person: Person) -> None:
        with suppress(Refused):  # nothing but blanks is no message
            await person.send(plan.place, self._filled(plan.text())[:2000])
            self.tried["messages"] += 1
        there = [message for message in await person.messages(plan.place) if not message["flags"] & EPHEMERAL]
        menus = [menu.name for menu in self.bot.tree.get_commands(type=discord.AppCommandType.message)]
        if there and menus:
            message, menu = plan.pick(there), plan.pick(menus)
            await self._do(plan, f"menu {menu}", person.menu(menu, message), {}, person)

    async def _do(self, plan: Plan, what: str, doing: Any, given: Any, person: Person, deep: int = 0) -> None:
        """Wait for an answer, look at it, and go on with what it offers."""
        self.tried[what] += 1
        try:
            reply: Reply = await doing
        except (InteractionFailed, Refused) as error:
            self.wrong.append(f"{what} {given!r:.600}: {error}")
            return
        self.outcomes["form" if reply.modal else reply.outcome] += 1
        silent = not (reply.text or reply.modal or reply.message or reply.outcome == "deferred_update")
        if silent or _FAILED in reply.text:
            self.wrong.append(f"{what} {given!r:.600}: {reply.text or 'no answer'}")
        if reply.modal:
            await self._fill_in(plan, reply, person, deep)
        elif deep < _DEEP:
            await self._press(plan, what, reply, person, deep)

    async def _fill_in(self, plan: Plan, reply: Reply, person: Person, deep: int) -> None:
        """Send a form with anything in its rows."""
        rows = {
            row["custom_id"]: _fit(row, self._filled(plan.text()))
            for row in parts.inputs(reply.modal)
            if row["type"] == parts.TEXT_INPUT
        }
        await self._do(plan, f"form {reply.modal['title']}", person.submit(reply, rows), rows, person, deep + 1)

    async def _press(self, plan: Plan, what: str, reply: Reply, person: Person, deep: int) -> None:
        """Press one of the buttons, or choose in one of the menus, of what came back."""
        messages = [message for message in (reply.message, *reply.followups) if message]
        pressed = [(m, p) for m in messages for p in (*parts.buttons(m), *parts.selects(m)) if _is_live(p)]
        if not pressed:
            return
        message, part = plan.pick(pressed)
        name = f"press {part.get('label') or part.get('placeholder')}"
        if part["type"] == parts.BUTTON:
            await self._do(plan, name, person.click(message, part["custom_id"]), what, person, deep + 1)
        else:
            values = self._choice(plan, part)
            await self._do(plan, name, person.select(message, values, part["custom_id"]), what, person, deep + 1)

    def _choice(self, plan: Plan, part: dict[str, Any]) -> list[str]:
        if options := part.get("options"):
            least, most = max(1, part.get("min_values", 1)), min(part.get("max_values", 1), len(options))
            first = plan.pick(range(len(options)))
            chosen = [options[(first + n) % len(options)]["value"] for n in range(plan.pick(range(least, most + 1)))]
            return list(dict.fromkeys(chosen))
        return [self._fill["{role}" if part["type"] == ROLE_SELECT else "{channel}"]]

    async def end(self) -> None:
        """Let what is due be done, and look at what was posted and logged."""
        await self.bot.tick()
        await self.bot.ingest.settled()
        logging.getLogger().removeHandler(self.heard)
        logging.getLogger().setLevel(logging.WARNING)
        self.wrong += self.heard.wrong
        amira = self._members["amira"]
        view = await amira.view()
        for channel in [*view["channels"], *view["threads"]]:
            if channel["type"] in {0, 11, 12}:
                self.wrong += [wrong async for wrong in self._pinged(amira, channel["id"])]

    async def _pinged(self, person: Person, place: str) -> AsyncIterator[str]:
        before: dict[str, str] = {}
        while page := await person.messages(place, limit=100, **before):
            before = {"before": page[-1]["id"]}
            for message in page:
                if not message["author"].get("bot") or message["flags"] & EPHEMERAL:
                    continue
                people = {user["id"] for user in message["mentions"]}
                if message["mention_everyone"] or message["mention_roles"] or self._fill["{user}"] in people:
                    yield f"somebody was pinged: {text_of(message)[:300]}"

    def told(self) -> dict[str, Any]:
        """Give what was tried and what went wrong, as one document."""
        return {
            "inputs": self.tried.total(),
            "kinds": dict(sorted(self.tried.items())),
            "outcomes": dict(self.outcomes),
            "wrong": len(self.wrong),
            "which": self.wrong[:20],
        }


def _fit(row: dict[str, Any], text: str) -> str:
    """Make a text as short and as long as a row takes it."""
    least = row.get("min_length") or (1 if row.get("required", True) else 0)
    return text[: row.get("max_length") or _LONGEST_ROW].ljust(least, "x")


def _is_live(part: dict[str, Any]) -> bool:
    return bool(part.get("custom_id")) and not part.get("disabled")
