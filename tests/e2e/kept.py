"""What the database holds, asked by end-to-end tests."""

from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa

from storage import Reading
from storage.tables.messages import messages
from tests.e2e.conftest import Scene

Holds = Callable[[Reading], Awaitable[Any]]


def holds_row(table: sa.Table, *conditions: sa.ColumnElement[bool], is_there: bool = True) -> Holds:
    async def holds(tx: Reading) -> bool:
        found = (await tx.connection.execute(sa.select(table).where(*conditions))).first()
        return (found is not None) == is_there

    return holds


def content_is(message: dict[str, Any], content: str) -> Holds:
    return holds_row(messages, messages.c.id == int(message["id"]), messages.c.content == content)


async def rows_of(scene: Scene, query: Any) -> list[Any]:
    async with scene.bot.database.read() as tx:
        return list((await tx.connection.execute(query)).all())


async def contents_of(scene: Scene, place: int) -> list[str]:
    query = sa.select(messages.c.content).where(messages.c.place_id == place).order_by(messages.c.id)
    return [row.content for row in await rows_of(scene, query)]


async def place_id(scene: Scene, place: str) -> int:
    return int((await (await scene.person("amira")).channel(place))["id"])
