"""What was posted where, of which places: it is taken back once somebody reads there who can't see one of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from community import access
from community.access import Mirror
from storage.access import mirror_of, seen_in_of
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sql import add
from storage.summaries import refresh_message
from storage.tables.posts import posts

WITHDRAW, WITHDRAW_EVENT = "post-withdraw", "event-withdraw"
EVERYBODY = 0
"""In place of a channel, for what all members are shown."""


class PostKind(StrEnum):
    """What was posted."""

    SHARED = "shared"
    NOTICES = "notices"
    REQUEST = "request"
    SUMMARY = "summary"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Post:
    """A message (or an event of Discord's), and where it stands."""

    community_id: int
    channel_id: int
    message_id: int
    kind: PostKind


async def note(tx: Writing, post: Post, tells_of: Iterable[int], now: datetime) -> None:
    """Remember which places a post tells of; what changed while it was on its way is looked at at once."""
    await forget(tx, post.message_id)
    row = {
        "community_id": post.community_id,
        "message_id": post.message_id,
        "channel_id": post.channel_id,
        "kind": post.kind.value,
    }
    await add(tx, posts, [{**row, "seen_in": seen_in} for seen_in in sorted(set(tells_of))])
    await withdraw_unfit(tx, post.community_id, now, only=post.message_id)


async def forget(tx: Writing, message_id: int) -> None:
    """Forget a post that is gone."""
    await tx.connection.execute(sa.delete(posts).where(posts.c.message_id == message_id))


async def withdraw_unfit(tx: Writing, community_id: int, now: datetime, *, only: int | None = None) -> None:
    """Have every post taken back, or a summary corrected, that tells its readers of a place they can't all see.

    Call it in the transaction that changes who sees what. While nobody knows who sees what, nothing is taken back.
    """
    query = sa.select(posts).where(posts.c.community_id == community_id)
    if only is not None:
        query = query.where(posts.c.message_id == only)
    rows = (await tx.connection.execute(query.order_by(posts.c.message_id))).all()
    mirror = await mirror_of(tx, community_id) if rows else None
    if mirror is None or not mirror.is_fresh(now):
        return
    shown = {id_: await _shown_in(tx, mirror, id_, now) for id_ in {row.channel_id for row in rows}}
    unfit: dict[Post, int] = defaultdict(int)
    for row in rows:
        seen = shown[row.channel_id]
        if seen is not None and row.seen_in not in seen:
            unfit[Post(community_id, row.channel_id, row.message_id, PostKind(row.kind))] += 1
    for post in unfit:
        await _withdraw(tx, post, now)


async def _shown_in(tx: Reading, mirror: Mirror, channel_id: int, now: datetime) -> frozenset[int] | None:
    """Give what all who read there can see; None for a place that is gone, where nobody reads."""
    if channel_id == EVERYBODY:
        everybody = (*mirror.viewers, access.Viewer(0))
        return frozenset.intersection(*(access.places_seen(mirror, who, now) for who in everybody))
    seen_in = await seen_in_of(tx, channel_id)
    return access.audience_sees(mirror, seen_in, now) if seen_in is not None else None


async def _withdraw(tx: Writing, post: Post, now: datetime) -> None:
    if post.kind is PostKind.SUMMARY:
        await refresh_message(tx, post.message_id)
        return
    kind = WITHDRAW_EVENT if post.kind is PostKind.EVENT else WITHDRAW
    ids = {"channel_id": post.channel_id, "message_id": post.message_id}
    await put_due(tx, post.community_id, Due(kind, f"{kind}:{post.message_id}", now, ids))
