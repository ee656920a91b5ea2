"""Kill Guildhall at random (seeded) points of ingest, plans, answers, captures and reminders; count what was lost.

    python -m soak [--kills 200] [--seed 1] [--database ADDRESS]

Prints one JSON document; the exit status is 1 if anything was lost or doubled. In it `acknowledged` counts what the
bot had said yes to before it was killed; `lost` and `doubled` must be 0.
"""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

import click

from bench._stage import stage
from soak.counting import count
from soak.deeds import Deeds
from soak.killing import keep_killing, until_ready


async def run(kills: int, seed: int, database: str | None) -> dict[str, Any]:
    """Let people act while the bot is killed `kills` times; give the counts once the bot has caught up."""
    with tempfile.TemporaryDirectory() as name:
        async with stage(Path(name), database) as running, Deeds.by_people(running.url, seed) as deeds:
            await running.start_bot()
            await until_ready(running.url)
            await deeds.prepare()
            acting = asyncio.create_task(deeds.go_on())
            try:
                await keep_killing(running, kills, seed, deeds.acknowledged)
            finally:
                deeds.stop()
                await acting
            return {"kills": kills, "seed": seed, **await count(running, deeds)}


@click.command()
@click.option("--kills", default=200, show_default=True, type=click.IntRange(0))
@click.option("--seed", default=1, show_default=True)
@click.option("--database", help="A SQLAlchemy address of an empty database; a SQLite file of its own unless given.")
def main(kills: int, seed: int, database: str | None) -> None:
    """Run and print the counts."""
    told = asyncio.run(run(kills, seed, database))
    click.echo(json.dumps(told, indent=2))
    if told["lost"] or told["doubled"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
