"""The schema's history, run by Alembic; `upgrade` brings a database to the newest."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def config() -> Config:
    """Give Alembic its settings; it reads no file."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings


def upgrade(connection: sa.Connection) -> None:
    """Bring the database on this connection to the newest schema, in one transaction."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
