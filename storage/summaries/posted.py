"""Summaries that were posted, what they were made of, and how a change of that reaches them."""

from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import Writing
from storage.outbox import Due, put_due
from storage.tables.summaries import summaries, summary_sources

_AT_ONCE = 500
"""Ids asked about in one statement: databases limit a statement's parameters."""


async def sources_changed(tx: Writing, kind: str, ids: Sequence[int]) -> None:
    """Have every posted summary made of these corrected: call it in the transaction that changes them.

    `kind` is message (deleted, edited), conversation (renamed, gone), entry (changed, retired, taken down), session
    (moved, cancelled) or member (standing answer changed, erased). Summaries not made of them stay untouched.
    """
    for start in range(0, len(ids), _AT_ONCE):
        made_of = sa.select(summary_sources.c.summary_id).where(
            summary_sources.c.kind == kind, summary_sources.c.source_id.in_(ids[start : start + _AT_ONCE])
        )
        # A refresh that was asked for and not yet begun will see this change too.
        query = sa.select(summaries).where(summaries.c.id.in_(made_of), summaries.c.wanted == summaries.c.taken)
        for row in (await tx.connection.execute(query)).all():
            wanted = row.wanted + 1
            await tx.connection.execute(sa.update(summaries).where(summaries.c.id == row.id).values(wanted=wanted))
            # Due since it was posted: that is at once, by whatever clock the bot goes.
            key = f"summary-refresh:{row.id}:{wanted}"
            await put_due(tx, row.community_id, Due("summary-refresh", key, row.posted_at, {"summary_id": row.id}))
