"""The processes that share the shards: starting them, seeing who holds what, and what befalls them."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from bench._forks import Process
from bench._stage import Stage
from storage import Database
from storage.tables.shards import shards

_PATIENCE = 90


@dataclass
class Pack:
    """Processes of Guildhall on one database, dividing its communities into two shards."""

    stage: Stage
    database: Database
    lease: int
    running: list[Process] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def on(cls, stage: Stage, lease: int) -> AsyncIterator["Pack"]:
        """Give a pack of none, on a stage's database; those that run at the end are killed."""
        database = await Database.open(stage.database)
        pack = cls(stage, database, lease)
        try:
            yield pack
        finally:
            await database.close()
            for process in pack.running:
                process.kill()
                await process.wait()

    async def start(self) -> Process:
        """Start one more."""
        process = await self.stage.spawn("pack", f"shards = 2\nshard_lease = {self.lease}\n")
        self.running.append(process)
        return process

    async def holders(self) -> dict[int, Process]:
        """Give who holds which shard, of those processes that run."""
        async with self.database.read() as tx:
            rows = (await tx.connection.execute(sa.select(shards.c.number, shards.c.held_by))).all()
        by_id = {str(process.pid): process for process in self.running}
        held = {row.number: by_id.get((row.held_by or "--").rsplit("-", 2)[1]) for row in rows}
        return {number: process for number, process in held.items() if process is not None}

    async def until_shared(self) -> dict[int, Process]:
        """Return once two processes hold a shard each, and say who."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                held = await self.holders()
                if len({process.pid for process in held.values()}) == 2:
                    return held
                await asyncio.sleep(0.1)

    async def kill(self, process: Process, signum: signal.Signals = signal.SIGKILL) -> None:
        """Kill one, or tell it to end; returns when it is gone."""
        process.send_signal(signum)
        await process.wait()
        self.running.remove(process)
