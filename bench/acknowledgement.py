"""How soon a member's command is acknowledged: idle, and while 10,000 messages come in; and what memory that takes.

Figures are milliseconds from sending the command to the acknowledgement, as the member's side measures it. The limit
beside them is what the wire itself costs: the same request refused by the sandbox at once.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench._stage import Stage, stage
from sandbox.client import Person, Refused, Sandbox

_IDLE, _BURST, _SENDERS = 200, 10_000, 20
_MEGABYTE = 1024 * 1024


async def figures() -> dict[str, Any]:
    """Give start to ready (s), acknowledgement p50/p99/max (ms), idle and in the burst, and memory (MiB)."""
    with tempfile.TemporaryDirectory() as name:
        async with stage(Path(name)) as running, Sandbox(running.url) as people:
            return await _measure(running, people)


async def _measure(running: Stage, people: Sandbox) -> dict[str, Any]:
    began = time.perf_counter()
    await running.start_bot()
    amira = await people.person("amira")
    await _ready(amira)
    ready = time.perf_counter() - began
    await amira.command("general", "topic open", channel="general", purpose="A burst of messages")
    rest = running.memory()
    wire = [await _timed_refusal(amira) for _ in range(_IDLE)]
    idle = [await amira.acknowledged("general", "topic list") for _ in range(_IDLE)]
    began = time.perf_counter()
    burst = asyncio.gather(*(_send(people, _BURST // _SENDERS) for _ in range(_SENDERS)))
    busy = []
    while not burst.done():
        busy.append(await amira.acknowledged("general", "topic list"))
    await burst
    sending = time.perf_counter() - began
    return {
        "start_to_ready_s": round(ready, 2),
        "the_wire_alone_ms": _spread(wire),
        "idle_ms": _spread(idle),
        "in_burst_ms": _spread(busy),
        "burst_messages": _BURST,
        "burst_messages_per_s": round(_BURST / sending),
        "memory_at_rest_mib": round(rest / _MEGABYTE),
        "memory_after_burst_mib": round(running.memory() / _MEGABYTE),
    }


async def _ready(person: Person) -> None:
    async with asyncio.timeout(60):
        while not any(c["name"] == "topic" for c in await person.commands("general")):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


async def _timed_refusal(person: Person) -> float:
    began = time.perf_counter()
    try:
        await person.send("general", "")
    except Refused:
        return time.perf_counter() - began
    raise AssertionError("an empty message is refused")


async def _send(people: Sandbox, messages: int) -> None:
    cho = await people.person("cho")
    general = await cho.place_id("general")
    for number in range(messages):
        await cho.send(general, f"Message {number} of a burst about falls, handovers and huddles.")


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {"p50": round(cuts[49] * 1000, 2), "p99": round(cuts[98] * 1000, 2), "max": round(max(seconds) * 1000, 2)}
