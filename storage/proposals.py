"""Proposed topics and who supports them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.screening import mask
from storage.database import Reading, Writing
from storage.sql import add, fresh_id
from storage.tables.topics import proposal_supports, proposals

CHANGED, ASKED, TAKEN_BACK = "proposal-changed", "proposal-asked", "proposal-taken-back"
"""Kinds of due rows: correct a proposal's card; ask the stewards; take down what was posted of one that is gone."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic that a member proposed; `status` is open, asked (stewards were) or done."""

    id: int
    community_id: int
    name: str
    purpose: str
    proposed_by: int
    channel_id: int
    seen_in: int
    message_id: int | None
    status: str
    topic_id: int | None


_P = proposals.c
_COLUMNS: list[sa.ColumnElement[Any]] = [
    _P.id,
    _P.community_id,
    _P.name,
    _P.purpose,
    _P.proposed_by,
    _P.channel_id,
    _P.seen_in,
    _P.message_id,
    _P.status,
    _P.topic_id,
]


async def find(tx: Reading, proposal_id: int) -> Proposal | None:
    """Give a proposal, or None."""
    row = (await tx.connection.execute(sa.select(*_COLUMNS).where(_P.id == proposal_id))).first()
    return Proposal(*row) if row else None


async def all_pending(tx: Reading, community_id: int, sees: frozenset[int]) -> list[Proposal]:
    """Give the proposals that are not done, of the places seen, oldest first."""
    query = sa.select(*_COLUMNS).where(_P.community_id == community_id, _P.status != "done", _P.seen_in.in_(sees))
    return [Proposal(*row) for row in await tx.connection.execute(query.order_by(_P.id))]


async def propose(
    tx: Writing, community_id: int, name: str, purpose: str, *, by: int, at: datetime, channel_id: int, seen_in: int
) -> int:
    """Write down a proposal, which its proposer supports; gives its id."""
    row = {
        "community_id": community_id,
        "name": mask(name),
        "purpose": mask(purpose),
        "proposed_by": by,
        "proposed_at": at,
        "channel_id": channel_id,
        "seen_in": seen_in,
        "status": "open",
    }
    row |= await fresh_id(tx, proposals)
    id_: int = (await tx.connection.execute(sa.insert(proposals).values(row).returning(_P.id))).scalar_one()
    await support(tx, id_, by)
    return id_


async def support(tx: Writing, proposal_id: int, member_id: int) -> None:
    """Count a member as a supporter, once."""
    await add(tx, proposal_supports, {"proposal_id": proposal_id, "member_id": member_id})


async def withdraw(tx: Writing, proposal_id: int, member_id: int) -> None:
    """Count a member as a supporter no more."""
    s = proposal_supports.c
    gone = sa.delete(proposal_supports).where(s.proposal_id == proposal_id, s.member_id == member_id)
    await tx.connection.execute(gone)


async def supporters(tx: Reading, proposal_id: int) -> set[int]:
    """Give the ids of those who support a proposal."""
    s = proposal_supports.c
    return set((await tx.connection.execute(sa.select(s.member_id).where(s.proposal_id == proposal_id))).scalars())


async def mark(tx: Writing, proposal_id: int, status: str, topic_id: int | None = None) -> None:
    """Move a proposal on: asked, or done with the topic that was opened for it."""
    change = sa.update(proposals).where(_P.id == proposal_id)
    await tx.connection.execute(change.values(status=status, topic_id=topic_id))


async def note_card(tx: Writing, proposal_id: int, message_id: int) -> None:
    """Remember which message is a proposal's card."""
    await tx.connection.execute(sa.update(proposals).where(_P.id == proposal_id).values(message_id=message_id))
