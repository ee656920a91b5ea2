"""Write a migration from what the tables say and the newest migration does not.

Use: `python -m storage.migrations.fresh 0003_coffee`.
"""

import sys

import sqlalchemy as sa
from alembic import command

from storage.migrations import config


def write(name: str) -> None:
    """Compare an empty, migrated SQLite database with the tables and write the difference as migration `name`."""
    number, _, slug = name.partition("_")
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    with engine.connect() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        command.revision(settings, slug, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    write(sys.argv[1])
