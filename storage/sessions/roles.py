"""Roles of sessions as remembered: who has which, and to whom one is offered."""

from datetime import datetime

import sqlalchemy as sa

from community.sessions import Held, Session
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sessions.planned import show_again
from storage.sql import put
from storage.tables.roles import session_roles

ROLE_OFFERED = "role-offered"
"""The kind of a due row that tells somebody, in the session's thread, that a role is offered to them."""


async def held(tx: Reading, session_id: int, role: str) -> Held:
    """Give who has a role of a session, and to whom it is offered."""
    r = session_roles.c
    row = (
        await tx.connection.execute(sa.select(session_roles).where(r.session_id == session_id, r.role == role))
    ).first()
    return Held(role, row.member_id, row.offered_to, row.offer) if row else Held(role)


async def offered(tx: Reading, session_id: int, offer: int) -> Held | None:
    """Give the role that an offer is of, or None for an offer that is over."""
    r = session_roles.c
    query = sa.select(session_roles).where(r.session_id == session_id, r.offer == offer)
    row = (await tx.connection.execute(query)).first()
    return Held(row.role, row.member_id, row.offered_to, row.offer) if row else None


async def take_role(tx: Writing, session: Session, role: str, member_id: int, now: datetime) -> None:
    """Give a member a role, which ends any offer of it; the card follows."""
    await _put(tx, session.id, Held(role, member_id), now)
    await show_again(tx, [session.id], now)


async def give_back(tx: Writing, session: Session, role: str, now: datetime) -> None:
    """Leave a role to nobody; the card follows."""
    r = session_roles.c
    await tx.connection.execute(sa.delete(session_roles).where(r.session_id == session.id, r.role == role))
    await show_again(tx, [session.id], now)


async def offer_role(tx: Writing, session: Session, found: Held, to: int, offer: int, now: datetime) -> None:
    """Offer a role to a member, in place of any earlier offer; whoever has it keeps it until it is taken."""
    await _put(tx, session.id, Held(found.role, found.member_id, to, offer), now)
    key = f"session:{session.id}:role:{offer}"
    ends = session.ends_at
    await put_due(tx, session.community_id, Due(ROLE_OFFERED, key, now, {"session": session.id, "offer": offer}, ends))


async def decline_role(tx: Writing, session_id: int, found: Held, now: datetime) -> None:
    """End an offer: the role stays with whoever has it."""
    await _put(tx, session_id, Held(found.role, found.member_id), now)


async def _put(tx: Writing, session_id: int, found: Held, now: datetime) -> None:
    row = {
        "session_id": session_id,
        "role": found.role,
        "member_id": found.member_id,
        "offered_to": found.offered_to,
        "offer": found.offer,
        "changed_at": now,
    }
    await put(tx, session_roles, row)
