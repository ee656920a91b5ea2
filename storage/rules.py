"""Ground rules of topics, version by version, and who accepted them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from community.screening import mask
from storage.database import Reading, Writing
from storage.sql import add
from storage.tables.topics import rule_acceptances, rules


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a topic's ground rules; versions count from 1."""

    topic_id: int
    version: int
    text: str
    written_at: datetime


async def current(tx: Reading, topic_id: int) -> Rules | None:
    """Give the newest version of a topic's ground rules, or None if it has none."""
    r = rules.c
    query = sa.select(r.topic_id, r.version, r.text, r.written_at).where(r.topic_id == topic_id)
    row = (await tx.connection.execute(query.order_by(r.version.desc()).limit(1))).first()
    return Rules(*row) if row else None


async def accepted(tx: Reading, topic_id: int, member_id: int) -> int:
    """Give the newest version that a member accepted; 0 for none."""
    a = rule_acceptances.c
    query = sa.select(sa.func.max(a.version)).where(a.topic_id == topic_id, a.member_id == member_id)
    return (await tx.connection.execute(query)).scalar() or 0


async def accept(tx: Writing, topic_id: int, version: int, member_id: int, now: datetime) -> None:
    """Note that a member accepted a version; again changes nothing."""
    row = {"topic_id": topic_id, "version": version, "member_id": member_id, "accepted_at": now}
    await add(tx, rule_acceptances, row)


async def write(tx: Writing, version: Rules, written_by: int) -> None:
    """Add a version, one above the current; its writer has accepted it."""
    await tx.connection.execute(
        sa.insert(rules).values(
            topic_id=version.topic_id,
            version=version.version,
            text=mask(version.text),
            written_at=version.written_at,
            written_by=written_by,
        )
    )
    await accept(tx, version.topic_id, version.version, written_by, version.written_at)
