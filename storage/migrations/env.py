"""What Alembic runs for every command: the connection is handed in."""

from alembic import context

from storage.tables import metadata


def _include(_object: object, name: str | None, type_: str, _reflected: bool, _compare: object) -> bool:  # noqa: FBT001 - Alembic's signature
    """Leave out what a full-text index makes for itself."""
    return not (type_ == "table" and (name or "").startswith("search_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_object=_include,
    compare_type=True,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()
