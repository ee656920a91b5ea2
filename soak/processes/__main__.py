"""Let two processes share two communities on one PostgreSQL, and see one die, freeze or end again and again.

    python -m soak.processes [--rounds 30] [--seed 1] [--lease 5] [--database ADDRESS] [--folder PATH]

Prints one JSON document; the exit status is 1 if anything was lost or doubled. `answered_after_s` is how long a member
of the community that was left alone waited, from the accident to the first command answered there.
"""

import asyncio
import json
import random
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from bench._stage import stage
from soak.databases import empty_database
from soak.processes.halls import Hall
from soak.processes.pack import Pack

_FROZEN_LONGER = 1.0
"""Seconds, at most, that a process stays frozen after it was taken over."""


async def run(
    folder: Path, accidents: list[str], seed: int, lease: int, database: str, *, reminds: bool = True
) -> dict[str, Any]:
    """Let people act while `accidents` (kill, freeze, end) befall one of two processes; give the counts.

    `reminds`: sessions are so near that they are reminded of meanwhile, and the counting waits for that.
    """
    chance = random.Random(seed)  # noqa: S311 - a run must be repeatable
    waited: dict[str, list[float]] = {kind: [] for kind in accidents}
    async with (
        stage(folder, database, more=("--identify-every", "5")) as running,
        Hall.each(running.url, reminds=reminds) as halls,
        Pack.on(running, lease) as pack,
    ):
        for _ in range(2):
            await pack.start()
        await asyncio.gather(*(hall.open() for hall in halls))
        acting = [asyncio.create_task(hall.act()) for hall in halls]
        for kind in accidents:
            waited[kind].append(await _befall(pack, chance.choice(halls), kind, chance))
        await pack.until_shared()
        for hall in halls:
            await hall.answered()
            hall.stop()
        await asyncio.gather(*acting)
        counts = {f"shard {hall.shard}": await hall.count(pack.database) for hall in halls}
    return _told(counts, waited) | {"seed": seed, "lease_s": lease}


async def _befall(pack: Pack, hall: Hall, kind: str, chance: random.Random) -> float:
    """Let an accident befall whoever works a hall; gives the seconds after which somebody answers there again."""
    held = await pack.until_shared()
    await hall.answered()
    await asyncio.sleep(chance.uniform(0, 1.5))
    process = held[hall.shard]
    if kind == "freeze":
        process.send_signal(signal.SIGSTOP)
        after = await hall.answered()
        await asyncio.sleep(chance.uniform(0, _FROZEN_LONGER))
        process.send_signal(signal.SIGCONT)
        return after
    await pack.kill(process, signal.SIGKILL if kind == "kill" else signal.SIGTERM)
    after = await hall.answered()
    await pack.start()
    return after


def _told(counts: dict[str, dict[str, Any]], waited: dict[str, list[float]]) -> dict[str, Any]:
    return {
        "accidents": {kind: len(seconds) for kind, seconds in waited.items()},
        "answered_after_s": {
            kind: {"median": round(sorted(seconds)[len(seconds) // 2], 2), "max": round(max(seconds), 2)}
            for kind, seconds in waited.items()
        },
        "acknowledged": {what: sum(one[what] for one in counts.values()) for what in ("messages", "sessions")},
        "lost": sum(len(found) for one in counts.values() for found in one["lost"].values()),
        "doubled": sum(len(found) for one in counts.values() for found in one["doubled"].values()),
        "which": {name: {"lost": one["lost"], "doubled": one["doubled"]} for name, one in counts.items()},
    }


@click.command()
@click.option("--rounds", default=30, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--lease", default=5, show_default=True, type=click.IntRange(2), help="Seconds.")
@click.option("--database", help="A SQLAlchemy address of an empty PostgreSQL database; one of its own unless given.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where logs stay; nowhere unless given.")
def main(rounds: int, seed: int, lease: int, database: str | None, folder: Path | None) -> None:
    """Run and print the counts."""
    accidents = random.Random(seed).choices(["kill", "freeze", "end"], k=rounds)  # noqa: S311 - no secret
    with ExitStack() as stack:
        where = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        where.mkdir(parents=True, exist_ok=True)
        address = database or stack.enter_context(empty_database("postgres", where))
        told = asyncio.run(run(where, accidents, seed, lease, address))
    click.echo(json.dumps(told, indent=2))
    if told["lost"] or told["doubled"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
