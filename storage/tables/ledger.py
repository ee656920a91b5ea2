"""The ledger of erasures and withdrawals, as keyed hashes of whom and what, and the erasures under way."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("mark", sa.Text, primary_key=True, comment="a keyed hash of the kind and what it is about"),
    sa.Column("kind", sa.Text, nullable=False, comment="member, keeping, message, thread, quote, standing, entry, key"),
    sa.Column("value", sa.Text, nullable=False, comment="what holds now; the latest line about a mark wins"),
    sa.Column("until", Moment, comment="what was said up to then does not come back"),
    sa.Column("at", Moment, nullable=False, comment="when that was written"),
)
sa.Index("ix_ledger_kind", ledger.c.kind)

erasures = sa.Table(
    "erasures",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("member_id", Snowflake, comment="who is being erased; null once that is done"),
    sa.Column("until", Moment, nullable=False, comment="what is of a later moment stays"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("step", sa.Text, nullable=False, comment="what is to be done next; done at the end"),
    sa.Column("counts", sa.JSON, nullable=False, comment="how much was erased so far, by kind"),
    sa.Column("done_at", Moment),
)
sa.Index("ix_erasures_step", erasures.c.step)

scrubs = sa.Table(
    "scrubs",
    metadata,
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("claimed_until", Moment, comment="until when a process is at it"),
    sa.Column("done_at", Moment, comment="of what was deleted until then, nothing is left in the database's files"),
)
sa.Index("ix_scrubs_done_at", scrubs.c.done_at)
