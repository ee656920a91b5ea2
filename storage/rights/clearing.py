"""Clearing the database's files of what was deleted, edited or taken back, where no erasure does so anyway."""

import logging
from datetime import datetime
from functools import partial

from storage import scrubs
from storage.database import INGEST, Database
from storage.rights.tables import WITH_WORDS
from storage.search.texts import scrub

log = logging.getLogger(__name__)


async def clear(database: Database, now: datetime) -> bool:
    """Clear the files if that is asked for and no other process is at it; gives whether it was done."""
    ids = await database.write(None, partial(scrubs.claim, now=now), rank=INGEST)
    if not ids:
        return False
    await database.write(None, scrub, rank=INGEST)
    if not await database.scrub(WITH_WORDS):
        await database.write(None, partial(scrubs.let_go, ids=ids), rank=INGEST)
        log.warning("the database's files are in use; they are cleared at the next wake-up")
        return False
    await database.write(None, partial(scrubs.finish, ids=ids, at=now), rank=INGEST)
    return True
