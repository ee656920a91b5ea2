"""One round of coffee planned in a community at most, whoever plans: the database holds it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    r = sa.table("coffee_rounds", sa.column("id"), sa.column("community_id"), sa.column("status"))
    planned = r.c.status == "planned"
    first = sa.select(sa.func.min(r.c.id)).where(planned).group_by(r.c.community_id)
    op.execute(sa.update(r).where(planned, r.c.id.not_in(first)).values(status="called off"))
    where = sa.text("status = 'planned'")
    op.create_index(
        "ix_coffee_rounds_planned",
        "coffee_rounds",
        ["community_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
