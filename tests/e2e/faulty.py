"""A scene in which accidents happen, one for all tests of a file, and what a member sees of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sandbox.client import Person
from storage import Reading
from storage.tables.messages import messages
from storage.tables.outbox import outbox
from tests.e2e.conftest import Scene, opened_in

BOT = "Guildhall"


@asynccontextmanager
async def faulty_scene(laid_out: Path, folder: Path, **options: Any) -> AsyncIterator[Scene]:
    """Give a scene on SQLite in which #general, #measurement and #board are topics, and nothing is left to send."""
    async with opened_in(folder, laid_out, **options) as scene:
        await scene.later(timedelta())
        yield scene


def bot_id(scene: Scene) -> int:
    """Give the id of Guildhall's user."""
    return next(user.id for user in scene.sandbox.state.users.values() if user.bot and user.name == BOT)


async def is_kept(scene: Scene, said: dict[str, Any]) -> None:
    """Return once a message is kept."""

    async def holds(tx: Reading) -> bool:
        query = sa.select(messages.c.content).where(messages.c.id == int(said["id"]))
        return bool((await tx.connection.execute(query)).scalar() == said["content"])

    await scene.bot.ingest.until(holds)


async def all_sent(scene: Scene) -> None:
    """Let time pass until all that is due was done, tried again where it failed."""
    while True:
        await scene.later(timedelta(seconds=40))
        async with scene.bot.database.read() as tx:
            due = (outbox.c.status == "pending") & (outbox.c.due_at <= scene.clock.now())
            if not (await tx.connection.execute(sa.select(outbox.c.id).where(due))).first():
                return


async def finds(person: Person, word: str) -> str:
    """Give what a member reads who searches for a word."""
    return (await person.command("general", "knowhow search", query=word)).text
