"""Where members are from: the community's list of organisations and sectors, and what each member says."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

organisations = sa.Table(
    "organisations",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False, comment="organisation or sector"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("asked_by", Snowflake, comment="who asked for it, until a steward puts it on the list"),
)
sa.Index("ix_organisations_community_id_kind", organisations.c.community_id, organisations.c.kind)

profiles = sa.Table(
    "profiles",
    metadata,
    community_key(),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("organisation_id", OwnId, sa.ForeignKey("organisations.id", ondelete="SET NULL")),
    sa.Column("sector_id", OwnId, sa.ForeignKey("organisations.id", ondelete="SET NULL")),
    sa.Column("zone", sa.Text, comment="the member's own time zone"),
    sa.Column("shown", sa.Boolean, nullable=False, comment="whether other members are shown it"),
    sa.Column("changed_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("community_id", "member_id"),
)
