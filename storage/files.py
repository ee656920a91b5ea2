"""What is remembered of messages' files: what they are called, of what kind and how large. Never the bytes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from community.files import File
from community.screening import storable
from storage.database import Reading, Writing
from storage.sql import add
from storage.tables.messages import files


async def files_of(tx: Reading, message_ids: Collection[int]) -> dict[int, list[File]]:
    """Give the files of messages that have any, by the message's id."""
    query = sa.select(files).where(files.c.message_id.in_(list(message_ids))).order_by(files.c.id)
    found: dict[int, list[File]] = defaultdict(list)
    for row in await tx.connection.execute(query):
        found[row.message_id].append(File(row.id, row.name, row.kind, row.size))
    return dict(found)


async def put_files(tx: Writing, by_message: Mapping[int, Iterable[File]]) -> None:
    """Remember the files of new messages; their names are masked as any words are."""
    rows = [
        {"message_id": message_id, "id": file.id, "name": storable(file.name), "kind": file.kind, "size": file.size}
        for message_id, some in by_message.items()
        for file in some
    ]
    await add(tx, files, rows)


async def change_files(tx: Writing, told: Mapping[int, Collection[File]]) -> set[int]:
    """Bring the files of messages to what is told of them now; give the messages for which that is a change."""
    there = await files_of(tx, list(told))
    changed = {id_ for id_, some in told.items() if {f.id for f in some} != {f.id for f in there.get(id_, ())}}
    await drop_files(tx, changed)
    await put_files(tx, {id_: told[id_] for id_ in changed})
    return changed


async def drop_files(tx: Writing, message_ids: Collection[int]) -> None:
    """Forget the files of messages."""
    if message_ids:
        await tx.connection.execute(sa.delete(files).where(files.c.message_id.in_(list(message_ids))))
