"""Members may say where they are from, by a list that the community keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "organisations",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", own_id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="organisation or sector"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "asked_by",
            sa.BigInteger(),
            nullable=True,
            comment="who asked for it, until a steward puts it on the list",
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_organisations_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index("ix_organisations_community_id_kind", "organisations", ["community_id", "kind"], unique=False)
    op.create_table(
        "profiles",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", own_id, nullable=True),
        sa.Column("sector_id", own_id, nullable=True),
        sa.Column("zone", sa.Text(), nullable=True, comment="the member's own time zone"),
        sa.Column("shown", sa.Boolean(), nullable=False, comment="whether other members are shown it"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_profiles_community_id_communities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_profiles_organisation_id_organisations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sector_id"], ["organisations.id"], name=op.f("fk_profiles_sector_id_organisations"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_profiles")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
