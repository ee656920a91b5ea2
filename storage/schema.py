"""Which schema a database has, told without Alembic, which takes longer to load than most commands take."""

from pathlib import Path

import sqlalchemy as sa

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def revisions() -> list[str]:
    """Give the revisions there are, oldest first: migrations' files begin with theirs, and they count up."""
    return sorted(file.name.partition("_")[0] for file in _VERSIONS.glob("[0-9]*.py"))


def revision_of(connection: sa.Connection) -> str | None:
    """Give the revision that the database on this connection is at, or None for one that is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return revision
