"""Ways to those who left and what is theirs, to who waits, and to sketches: each is asked for at every wake-up."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_some("ix_members_gone", "members", ["community_id", "id"], "present = 0", "NOT present")
    op.create_index("ix_rsvps_member_id_session_id", "rsvps", ["member_id", "session_id"])
    _of_some("ix_rsvps_waiting", "rsvps", ["session_id"], "answer = 'waiting'")
    op.create_index("ix_session_roles_member_id", "session_roles", ["member_id"])
    op.create_index("ix_session_roles_offered_to", "session_roles", ["offered_to"])
    _of_some("ix_sessions_sketched", "sessions", ["planned_at"], "status = 'sketched'")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")


def _of_some(name: str, table: str, columns: list[str], sqlite: str, postgres: str | None = None) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgres or sqlite))
