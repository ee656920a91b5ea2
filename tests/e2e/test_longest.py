"""The longest and the oddest that Discord lets people type, in every option and every row of every form."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from sandbox.client import Person, Reply, parts, text_of
from sandbox.client.answers import EPHEMERAL
from storage.tables.outbox import outbox
from tests.e2e.conftest import Scene

Json = dict[str, Any]
STRING, AUTOCOMPLETED_LENGTH = 3, 6000
"""A string option without a length of its own takes 6,000 characters."""
PING = "@everyone @here <@&{role}> <@{user}> "
ODD = (
    "*" * 6000,
    "\u0000\u202e\u200b\u2066\ufeff👩‍👩‍👧‍👦🇬🇧 [masked](https://example.org/x) `code` ||x|| > quote # head ~~x~~ \\",
    " \u200b \u3000 ",
    PING * 200,
    "é" * 2000 + "ﷺ" * 4000,
)
VALID = {
    "starts": "in 50 hours",
    "times": "in 50 hours; in 60 hours",
    "topic": "general",
    "name": None,
    "since": None,
    "tag": None,
}


def _commands(listed: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    for command in listed:
        if command["type"] != 1:
            continue
        for option in command.get("options") or []:
            if option["type"] == 1:
                yield f"{command['name']} {option['name']}", option.get("options") or []


def _filled(options: list[Json], odd: str, *, named: bool) -> Json:
    """Fill every string option with as much as it takes; `named`: those that name something with what is there."""
    given: Json = {}
    for option in options:
        if option["type"] == STRING and not option.get("choices"):
            given[option["name"]] = odd[: option.get("max_length") or AUTOCOMPLETED_LENGTH]
            if named and (option["name"] in VALID) and (VALID[option["name"]] or not option.get("required")):
                given[option["name"]] = VALID[option["name"]]
        elif option.get("required") and option.get("choices"):
            given[option["name"]] = option["choices"][0]["value"]
        elif option["type"] == 7:
            given[option["name"]] = "general"
    return given


async def _sent(person: Person, reply: Reply, odd: str) -> Reply:
    """Send the form of a reply with every row as full as it may be."""
    rows = {
        row["custom_id"]: odd[: row.get("max_length") or 4000]
        for row in parts.inputs(reply.modal)
        if "options" not in row
    }
    return await person.submit(reply, rows)


def _answered(reply: Reply, what: str) -> Reply:
    assert reply.text or reply.outcome in {"modal", "choices"}, what
    assert "Something went wrong" not in reply.text, what
    return reply


async def test_whatever_is_typed_is_answered_or_refused_and_pings_nobody(opened: Scene):
    amira, cho = await opened.person("amira"), await opened.person("cho")
    admin = opened.people.admin
    guild = await admin.guild()
    role = next(r["id"] for r in guild["roles"] if r["name"] == "Board")
    ping = PING.format(role=role, user=cho.id)
    await opened.bot.ingest.caught_up()
    thread = await cho.open_thread("general", (ping + "[x](https://example.org)")[:100])
    await cho.send(thread["id"], ping + "**bold** is what we do, " * 40)
    await admin.add_member("@everyone **Zoë** `x`"[:32], nick="<@&1> @here ||x|| [a](b)")
    commands = dict(_commands(await amira.commands("general")))
    last = ["topic close"]
    odds = [text.replace("{role}", role).replace("{user}", cho.id) for text in ODD]
    only_filled = odds[1::2]
    for odd in odds:
        for name in [*(n for n in sorted(commands) if n not in last)]:
            # Half of the texts go without: most commands refuse at once what names nothing.
            for named in (True,) if odd in only_filled else (False, True):
                if name == "topic open" and named:
                    continue
                what = f"{name} {odd[:20]!r} {named}"
                reply = _answered(await amira.command(thread, name, **_filled(commands[name], odd, named=named)), what)
                if reply.modal:
                    _answered(await _sent(amira, reply, odd), what)
                elif any(button.get("label") == "Confirm" for button in parts.buttons(reply.message)):
                    _answered(await amira.click(reply, "Confirm"), what)
        for name, options in commands.items():
            for option in (option for option in options if option.get("autocomplete")):
                choices = await amira.autocomplete("general", name, option["name"], odd)
                assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
        for entry in [choice["value"] for choice in await amira.autocomplete("general", "knowhow publish", "entry")][
            :1
        ]:
            _answered(await amira.command(thread, "knowhow publish", entry=entry), "publish")
            form = await amira.command(thread, "knowhow edit", entry=entry)
            _answered(await _sent(amira, form, odd), f"edit {odd[:20]!r}")
            _answered(await amira.command(thread, "knowhow show", entry=entry), "show")
        rules = await amira.click(await amira.command("general", "topic rules"), "Edit")
        _answered(await _sent(amira, rules, odd), f"rules {odd[:20]!r}")
    _answered(await amira.command("general", "topic close", topic="general", reason=ping * 3), "close")
    await opened.later(timedelta(hours=27))
    await opened.later(timedelta(days=8))
    await _nothing_failed(opened)
    await _nobody_was_pinged(amira)


async def _nothing_failed(scene: Scene) -> None:
    """Assert that what was accepted could be posted."""
    async with scene.bot.database.read() as tx:
        rows = await tx.connection.execute(sa.select(outbox.c.kind, outbox.c.status, outbox.c.payload))
        left = [tuple(row) for row in rows if row.status not in {"sent", "missed", "cancelled"}]
    assert not left


async def _nobody_was_pinged(person: Person) -> None:
    view = await person.view()
    for channel in [*view["channels"], *view["threads"]]:
        if channel["type"] not in {0, 11, 12}:
            continue
        for message in await person.messages(channel["id"], limit=100):
            if message["author"].get("bot") and not message["flags"] & EPHEMERAL:
                assert not message["mention_everyone"], text_of(message)
                assert not message["mention_roles"], text_of(message)
                assert not message["mentions"], json.dumps(message)[:500]
