"""Read a long history back while the bot runs, kill the reading again and again, and count what was lost or doubled.

    python -m soak.backfill [--messages 100000] [--interruptions 5] [--seed 1] [--database ADDRESS]

Prints one JSON document; the exit status is 1 if anything was lost, doubled or kept in another place. `lost` are
messages that stand in Discord and are not kept (or kept though they were taken back meanwhile), `doubled` those found
twice in the search index. `acknowledged_ms` is how soon a command of the running bot was acknowledged: before, and
meanwhile.
"""

import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

import click
import sqlalchemy as sa

from bench._forks import Process
from bench._stage import Stage, stage
from sandbox.client import Person, Sandbox
from soak.killing import until_ready
from soak.laying import TOPICS, Past, lay
from storage import Database
from storage.search.tables import texts
from storage.tables.messages import messages

_SHORT = 1000
"""A history up to this long is a test's, not a measurement's."""
_IDLE, _FEW = 100, 10
_PATIENCE = 60
_LOOK_EVERY = 0.1
_ACTS_EVERY = 0.2


async def run(count: int, interruptions: int, seed: int, database: str | None = None) -> dict[str, Any]:
    """Lay a history, let the bot run, read the history back with so many kills, and give the counts."""
    with tempfile.TemporaryDirectory() as name:
        past = await lay(Path(name) / "sandbox.db", count, seed)
        async with stage(Path(name), database) as running, Sandbox(running.url) as people:
            await running.start_bot()
            await until_ready(running.url)
            amira = await people.person("amira")
            for topic in TOPICS:
                await amira.command("general", "topic open", channel=topic, purpose="What a long history tells")
            idle = [await amira.acknowledged("general", "topic list") for _ in range(_IDLE if count > _SHORT else _FEW)]
            reading = _Reading(running, (await amira.guilds())[0]["id"], random.Random(seed))  # noqa: S311
            live = _Live(amira, past)
            acting = asyncio.create_task(live.go_on())
            began = time.perf_counter()
            try:
                killed, told = await reading.through(interruptions, len(past))
            finally:
                live.is_over = True
                await acting
            seconds = time.perf_counter() - began
            counted = await _count(running, past, live.taken_back)
    return {
        "messages": count,
        "seed": seed,
        "interruptions": killed,
        **counted,
        "seconds": round(seconds, 1),
        "last_run": told,
        "acknowledged_ms": {"before": _spread(idle), "meanwhile": _spread(live.acknowledged)},
    }


class _Live:
    """What goes on meanwhile: a command again and again, somebody who talks, and takes some of it back."""

    def __init__(self, person: Person, past: Past) -> None:
        self._person = person
        self._past = past
        self.acknowledged: list[float] = []
        self.taken_back: set[int] = set()
        self.is_over = False

    async def go_on(self) -> None:
        """Act until told that it is over."""
        general = await self._person.place_id("general")
        while not self.is_over:
            self.acknowledged.append(await self._person.acknowledged("general", "topic list"))
            said = await self._person.send("general", "Said while the past is being read")
            self._past[int(said["id"])] = int(general)
            if len(self.acknowledged) % 5 == 0:
                await self._person.delete(said)
                self.taken_back.add(int(said["id"]))
            await asyncio.sleep(_ACTS_EVERY)


class _Reading:
    """`guildhall backfill`, begun again after each kill."""

    def __init__(self, running: Stage, community: str, chance: random.Random) -> None:
        self._running = running
        self._community = community
        self._told = running.folder / "told.json"
        self._chance = chance

    async def through(self, interruptions: int, total: int) -> tuple[int, dict[str, Any]]:
        """Read until it is done; give how often it was killed, and what the last run told."""
        database = await Database.open(self._running.database, migrate=False)
        killed = 0
        try:
            while killed < interruptions:
                process = await self._start()
                before = await _kept(database)
                share = self._chance.uniform(0, 2 * (total - before) / (interruptions - killed + 1))
                while process.returncode is None and await _kept(database) < before + share:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(_LOOK_EVERY)
                if process.returncode is not None:
                    break
                await asyncio.sleep(self._chance.uniform(0, 0.2))
                process.kill()
                await process.wait()
                killed += 1
        finally:
            await database.close()
        self._told.unlink(missing_ok=True)
        await (await self._start()).wait()
        told: dict[str, Any] = json.loads(self._told.read_text("utf-8"))
        return killed, told

    async def _start(self) -> Process:
        words = ("backfill", "--community", self._community, "--json")
        return await self._running.begin(*words, out=self._told, errors=self._running.folder / "backfill.log")


async def _kept(database: Database) -> int:
    async with database.read() as tx:
        kept: int = (await tx.connection.execute(sa.select(sa.func.count()).select_from(messages))).scalar_one()
        return kept


async def _count(running: Stage, past: Past, taken_back: set[int]) -> dict[str, Any]:
    """Compare what is kept with what was said, once the bot has taken in what was said last."""
    database = await Database.open(running.database, migrate=False)
    try:
        wanted = past.keys() - taken_back
        deadline = time.monotonic() + _PATIENCE
        standing = await _standing(database)
        while (lost := wanted ^ standing.keys()) and time.monotonic() < deadline:
            await asyncio.sleep(0.5)
            standing = await _standing(database)
        async with database.read() as tx:
            more = sa.select(texts.c.message_id).group_by(texts.c.message_id).having(sa.func.count() > 1)
            doubled = (await tx.connection.execute(more.where(texts.c.message_id.is_not(None)))).scalars().all()
    finally:
        await database.close()
    misplaced = [id_ for id_, place in standing.items() if past.get(id_, place) != place]
    return {"kept": len(standing), "lost": len(lost), "doubled": len(doubled), "misplaced": len(misplaced)}


async def _standing(database: Database) -> Past:
    async with database.read() as tx:
        query = sa.select(messages.c.id, messages.c.place_id).where(messages.c.deleted_at.is_(None))
        return {row.id: row.place_id for row in await tx.connection.execute(query)}


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    found = {"p50": cuts[49], "p99": cuts[98], "max": max(seconds)}
    return {"times": len(seconds), **{name: round(value * 1000, 1) for name, value in found.items()}}


@click.command()
@click.option("--messages", "count", default=100_000, show_default=True, type=click.IntRange(100))
@click.option("--interruptions", default=5, show_default=True, type=click.IntRange(0))
@click.option("--seed", default=1, show_default=True)
@click.option("--database", help="A SQLAlchemy address of an empty database; a SQLite file of its own unless given.")
def main(count: int, interruptions: int, seed: int, database: str | None) -> None:
    """Run and print the counts."""
    told = asyncio.run(run(count, interruptions, seed, database))
    click.echo(json.dumps(told, indent=2))
    if told["lost"] or told["doubled"] or told["misplaced"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
