"""Kill Guildhall around reminders, waitlists, steps, series, polls and coffee, while sends fail; count the losses.

    python -m soak.sessions [--kills 200] [--seed 1] [--on sqlite] [--on postgres] [--processes 2]

Prints one JSON document: for each database what the bot had said yes to (`acknowledged`), what of it was `lost` or
`doubled` (both must be 0, else the exit status is 1), how many reminders were late, and how often requests `failed`.
With two processes, on PostgreSQL alone, one or the other is killed, and the other takes over.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Collection
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import click

from bench._stage import Stage, stage
from sandbox.client import Sandbox
from soak.databases import empty_database
from soak.killing import Killed, keep_killing, until_ready
from soak.kills import FAILING, KINDS
from soak.sessions.counting import count
from soak.sessions.crowd import WANTED, Crowd
from soak.sessions.hurry import Hurry
from soak.sessions.pair import Two
from storage import Database


async def run(
    folder: Path, kills: int, seed: int, kind: str, processes: int = 1, wanted: Collection[str] = WANTED
) -> dict[str, Any]:
    """Let people act while the bot is killed `kills` times; give the counts once the bot has caught up.

    It ends when the bot has said yes to each kind of thing that is `wanted`, or after a while.
    """
    began = time.monotonic()
    with empty_database(kind, folder) as address:
        async with (
            stage(folder, address) as running,
            Crowd.at(running.url, seed) as crowd,
            Sandbox(running.url) as sandbox,
            _begun(running, seed, processes) as bots,
        ):
            await until_ready(running.url)
            await crowd.prepare()
            await sandbox.admin.follow_faults(f"seed={seed},{FAILING}")
            async with _opened(address) as database:
                hurry = Hurry(database)
                acting = asyncio.gather(crowd.go_on(), hurry.go_on())
                try:
                    await keep_killing(bots, kills, seed, crowd.acknowledged)
                    await crowd.until(lambda: crowd.said_yes_to(wanted))
                finally:
                    crowd.stop()
                    hurry.stop()
                    await acting
                failed = await sandbox.admin.befallen()
                await sandbox.admin.follow_faults()
                counts = await count(database, crowd, sandbox.admin, hurry.broken)
            seconds = round(time.monotonic() - began)
            return {
                "kills": kills,
                "seed": seed,
                "processes": processes,
                **counts,
                "failed": failed,
                "seconds": seconds,
            }


@asynccontextmanager
async def _begun(running: Stage, seed: int, processes: int) -> AsyncIterator[Killed]:
    if processes == 1:
        await running.start_bot()
        yield running
        return
    async with Two.on(running, seed) as two:
        yield two


@asynccontextmanager
async def _opened(address: str) -> AsyncIterator[Database]:
    database = await Database.open(address, migrate=False)
    try:
        yield database
    finally:
        await database.close()


@click.command()
@click.option("--kills", default=200, show_default=True, type=click.IntRange(0), help="For each database.")
@click.option("--seed", default=1, show_default=True)
@click.option("--on", multiple=True, type=click.Choice(KINDS), help="A database; both unless given.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 2), help="Two on PostgreSQL alone.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where files and logs stay; nowhere unless given.")
def main(kills: int, seed: int, on: tuple[str, ...], processes: int, folder: Path | None) -> None:
    """Run and print the counts."""
    told: dict[str, Any] = {}
    for kind in ["postgres"] if processes > 1 else on or KINDS:
        with ExitStack() as stack:
            where = folder / kind if folder else Path(stack.enter_context(tempfile.TemporaryDirectory()))
            where.mkdir(parents=True, exist_ok=True)
            told[kind] = asyncio.run(run(where, kills, seed, kind, processes))
    click.echo(json.dumps(told, indent=2))
    if any(counts["lost"] or counts["doubled"] for counts in told.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
