"""The schema's history, run by Alembic; `upgrade` brings a database to the newest."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from storage.hold import LOCK_NUMBER

_LOCK = LOCK_NUMBER + 1
"""An advisory lock of PostgreSQL beside that of `storage.hold`, which every open database shares: it is never free."""


def config() -> Config:
    """Give Alembic its settings; it reads no file."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings


def upgrade(connection: sa.Connection) -> None:
    """Bring the database on this connection to the newest schema, in one transaction.

    Of several processes that start at once on PostgreSQL, one does it while the others wait.
    """
    settings = config()
    settings.attributes["connection"] = connection
    waits = connection.dialect.name == "postgresql"
    if waits:
        # In a transaction of its own: the one that follows must see what the others did meanwhile.
        connection.execute(sa.text(f"SELECT pg_advisory_lock({_LOCK})"))
        connection.commit()
    try:
        command.upgrade(settings, "head")
    finally:
        if waits:
            connection.rollback()
            connection.execute(sa.text(f"SELECT pg_advisory_unlock({_LOCK})"))
            connection.commit()
