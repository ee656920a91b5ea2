"""Kill Guildhall at random (seeded) points of all that it does, while sends fail after their effect; count the losses.

    python -m soak.kills [--kills 200] [--seed 1] [--on sqlite] [--on postgres]

People talk, plan, answer, capture, consent and publish; reminders and summaries fall due. Prints one JSON document: for
each database what the bot had said yes to before it was killed (`acknowledged`), what of it was `lost` or `doubled`
(both must be 0, else the exit status is 1), and how often requests failed (`failed`), each after it had its effect.
"""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from bench._stage import stage
from sandbox.client import Sandbox
from soak.counting import count
from soak.databases import empty_database
from soak.deeds import Deeds
from soak.killing import keep_killing, until_ready
from soak.weeks import lay_out, spread

KINDS = ("sqlite", "postgres")
FAILING = "send-lost=0.01,send-reset=0.01,send-error-done=0.01,answer-lost=0.01,answer-reset=0.01"
"""3% of what is sent, and 2% of the answers, fail after their effect."""


async def run(kills: int, seed: int, kind: str) -> dict[str, Any]:
    """Let people act while the bot is killed `kills` times; give the counts once the bot has caught up."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, empty_database(kind, Path(name)) as database:
        folder = Path(name)
        async with (
            stage(folder, database, lay_out(folder, kills)) as running,
            Deeds.at(running.url, seed) as deeds,
            Sandbox(running.url) as sandbox,
        ):
            await running.start_bot()
            await until_ready(running.url)
            await deeds.prepare(kills)
            await running.kill_bot()
            await spread(database, kills)
            await running.start_bot()
            await sandbox.admin.follow_faults(f"seed={seed},{FAILING}")
            acting = asyncio.create_task(deeds.go_on())
            try:
                await keep_killing(running, kills, seed, deeds.acknowledged)
                await deeds.until(deeds.each_was_acknowledged)
            finally:
                deeds.stop()
                await acting
            failed = await sandbox.admin.befallen()
            await sandbox.admin.follow_faults()
            counts = await count(running, deeds, kills)
            return {"kills": kills, "seed": seed, **counts, "failed": failed, "seconds": _since(began)}


def _since(began: float) -> int:
    return round(time.monotonic() - began)


@click.command()
@click.option("--kills", default=200, show_default=True, type=click.IntRange(0), help="For each database.")
@click.option("--seed", default=1, show_default=True)
@click.option("--on", multiple=True, type=click.Choice(KINDS), help="A database; both unless given.")
def main(kills: int, seed: int, on: tuple[str, ...]) -> None:
    """Run and print the counts."""
    told = {kind: asyncio.run(run(kills, seed, kind)) for kind in on or KINDS}
    click.echo(json.dumps(told, indent=2))
    if any(counts["lost"] or counts["doubled"] for counts in told.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
