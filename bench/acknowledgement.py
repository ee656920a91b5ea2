"""How soon a member's command is acknowledged: idle, and while 10,000 messages come in and 50 members run commands.

The messages are said within the sandbox, 1,000 a second (`burst_messages_per_s` is what it managed): the bot hears each
over the gateway, as it does on Discord. Each member runs a command about every two seconds.
Figures are milliseconds. `the_wire_alone` is the limit: a request that the sandbox refuses at once, by the same members
under the same load. `in_burst` is from sending the command to the acknowledgement, as the member's side measures it;
`in_the_bot` is the bot's own share of it, from the event's arrival to Discord's word that it is acknowledged;
`event_loop` is the CPU that whoever was due in the bot had to wait for others. Sandbox, members and bot share the
machine.
"""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
import sqlalchemy as sa

from bench._stage import Stage, stage
from sandbox.client import InteractionFailed, Person, Refused, Sandbox
from sandbox.client.wire import Wire
from storage import Database
from storage.tables.messages import messages

_IDLE, _BURST, _A_SECOND, _MEMBERS = 200, 10_000, 1000, 50
_SAID = "Message {number} of a burst about falls, handovers and huddles."
_FAILED = 3.0
_PAUSE = 2.0
"""Seconds between two commands of one member, about."""
_MEGABYTE = 1024 * 1024


async def figures() -> dict[str, Any]:
    """Give start to ready (s), acknowledgement p50/p99/max (ms), idle and in the burst, memory (MiB), what was lost."""
    with tempfile.TemporaryDirectory() as name:
        async with stage(Path(name)) as running, Sandbox(running.url) as people, aiohttp.ClientSession() as http:
            running.watched = True
            return await _measure(running, people, http)


async def _measure(running: Stage, people: Sandbox, http: aiohttp.ClientSession) -> dict[str, Any]:
    began = time.perf_counter()
    await running.start_bot()
    amira = await people.person("amira")
    await _ready(amira)
    ready = time.perf_counter() - began
    await amira.command("general", "topic open", channel="general", purpose="A burst of messages")
    members = [people.as_((await people.admin.add_member(f"Member {n}"))["user"]["id"]) for n in range(_MEMBERS)]
    rest = running.memory()
    idle = [await amira.acknowledged("general", "topic list") for _ in range(_IDLE)]
    general = await amira.place_id("general")
    wire_idle = [await _timed_refusal(Wire(http, running.url, amira.id), general) for _ in range(_IDLE)]
    said = people.admin.burst(general, [one.id for one in members], _SAID, count=_BURST, rate=_A_SECOND)
    burst = asyncio.create_task(said)
    told = await asyncio.gather(
        *(_ask_on(person, Wire(http, running.url, person.id), general, burst) for person in members)
    )
    busy, wire = ([second for one in told for second in one[which]] for which in (0, 1))
    kept = await _kept(running)
    memory = running.memory()
    seen = await running.seen()
    return {
        "start_to_ready_s": round(ready, 2),
        "idle_ms": _spread(idle),
        "idle_the_wire_alone_ms": _spread(wire_idle),
        "in_burst_ms": _spread(busy),
        "the_wire_alone_ms": _spread(wire),
        "in_the_bot_ms": _spread(seen["acknowledged"][_IDLE + 1 :]),
        "event_loop_ms": _spread(seen["waits"]),
        "commands_in_burst": len(busy),
        "not_acknowledged": busy.count(_FAILED),
        "burst_messages": _BURST,
        "burst_messages_kept": kept,
        "burst_messages_per_s": round(_BURST / burst.result()),
        "memory_at_rest_mib": round(rest / _MEGABYTE),
        "memory_after_burst_mib": round(memory / _MEGABYTE),
    }


async def _ask_on(
    person: Person, wire: Wire, general: str, burst: "asyncio.Task[float]"
) -> tuple[list[float], list[float]]:
    """Run a command again and again until the burst is over, and as often what the wire alone is measured by."""
    command = await person.prepared(general, "topic list")
    asked: list[float] = []
    refused: list[float] = []
    await asyncio.sleep(random.uniform(0, _PAUSE))  # noqa: S311 - so that not all ask at once
    while not burst.done():
        try:
            asked.append(await command())
        except InteractionFailed:
            asked.append(_FAILED)  # Discord waited three seconds, and told the member that it did not respond
        refused.append(await _timed_refusal(wire, general))
        await asyncio.sleep(random.uniform(_PAUSE / 2, _PAUSE * 3 / 2))  # noqa: S311 - the same
    return asked, refused


async def _kept(running: Stage) -> int:
    """Count the messages of the burst that are kept, once no more come."""
    database = await Database.open(running.database, migrate=False)
    of_burst = sa.select(sa.func.count()).select_from(messages).where(messages.c.content.like("Message % of a burst%"))
    kept, before = 0, -1
    while kept != before and kept < _BURST:
        await asyncio.sleep(2)
        async with database.read() as tx:
            before, kept = kept, (await tx.connection.execute(of_burst)).scalar_one()
    await database.close()
    return kept


async def _ready(person: Person) -> None:
    async with asyncio.timeout(60):
        while not any(c["name"] == "topic" for c in await person.commands("general")):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


async def _timed_refusal(wire: Wire, place: str) -> float:
    began = time.perf_counter()
    try:
        await wire.ask("POST", f"/channels/{place}/messages", {"content": ""})
    except Refused:
        return time.perf_counter() - began
    raise AssertionError("an empty message is refused")


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {"p50": round(cuts[49] * 1000, 2), "p99": round(cuts[98] * 1000, 2), "max": round(max(seconds) * 1000, 2)}
