"""What follows from a session that is planned: its card, Discord's event, reminders."""

from datetime import datetime, timedelta

from community.sessions import NEAR
from storage.database import Writing
from storage.outbox import Due, put_due, reschedule
from storage.sessions.reminding import remind

CHANGED = "session-changed"
"""The kind of a due row that brings a session's card, thread and Discord event to what it says now."""


async def announce(
    tx: Writing,
    community_id: int,
    session_id: int,
    version: int,
    starts_at: datetime,
    now: datetime,
    *,
    card_at: datetime,
) -> None:
    """Put a session's card, Discord event and reminders into the outbox."""
    for step, at in (("card", card_at), ("event", max(card_at, starts_at - NEAR))):
        key = f"session:{session_id}:{step}"
        await put_due(tx, community_id, Due(f"session-{step}", key, at, {"session": session_id}))
    await remind(tx, community_id, session_id, version, starts_at, now)


async def show_card(tx: Writing, community_id: int, session_id: int, now: datetime) -> None:
    """Have a session's card corrected, with its thread's name and Discord's event."""
    key = f"session:{session_id}:changed:{now.isoformat()}"
    await put_due(tx, community_id, Due(CHANGED, key, now, {"session": session_id}))


async def show_soon(tx: Writing, community_id: int, session_id: int, now: datetime) -> None:
    """Have a card corrected within ten seconds, once for all who press: whoever pressed may not have been shown it."""
    slot = int(now.timestamp()) // 10
    key, moment = f"session:{session_id}:changed:slot:{slot}", now + timedelta(seconds=10 - now.timestamp() % 10)
    await put_due(tx, community_id, Due(CHANGED, key, moment, {"session": session_id}))


async def show_by(tx: Writing, session_id: int, card_at: datetime) -> None:
    """Let a session that has no card yet have it at a moment."""
    await reschedule(tx, f"session:{session_id}:card", card_at)


async def mirror_by(tx: Writing, session_id: int, starts_at: datetime, now: datetime) -> None:
    """Let a session that is not near yet have Discord's event once it is: there may be a hundred of them at most."""
    await reschedule(tx, f"session:{session_id}:event", max(now, starts_at - NEAR))
