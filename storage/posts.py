"""What was posted where, of which places: it is taken back once somebody reads there who can't see one of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from community import access
from storage.access import mirror_of, seen_in_of
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sql import add
from storage.summaries import refresh_message
from storage.tables.posts import posts

WITHDRAW, WITHDRAW_EVENT = "post-withdraw", "event-withdraw"
_FEW = 5_000
"""How many members are asked for by their ids; of more, all are read."""
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


async def withdraw_changed(tx: Writing, now: datetime) -> None:
    """Have taken back what is unfit by what this transaction changed of who sees what: call it at its end.

    Of a change to some members, they alone are looked at: nobody else has come to read anywhere by it.
    """
    for community_id, changed in tx.seeing.items():
        # Of many, all are read at once.
        few = changed if changed is not None and len(changed) <= _FEW else None
        await withdraw_unfit(tx, community_id, now, changed=few)
    tx.seeing.clear()


async def withdraw_unfit(
    tx: Writing,
    community_id: int,
    now: datetime,
    *,
    only: int | None = None,
    changed: Collection[int] | None = None,
) -> None:
    """Have every post taken back, or a summary corrected, that tells its readers of a place they can't all see.

    `only` is a message that is looked at alone, `changed` are members who are. While nobody knows who sees what,
    nothing is taken back.
    """
    query = sa.select(posts).where(posts.c.community_id == community_id)
    if only is not None:
        query = query.where(posts.c.message_id == only)
    rows = (await tx.connection.execute(query.order_by(posts.c.message_id))).all()
    mirror = await mirror_of(tx, community_id, only=changed) if rows else None
    if mirror is None or not mirror.is_fresh(now):
        return
    sights = access.sights(mirror, now)
    # Where nobody reads, nothing may be told; but where none of those who changed reads, nothing has changed.
    if_nobody = frozenset[int]() if changed is None else None
    shown = {id_: await _shown_in(tx, sights, id_, if_nobody) for id_ in {row.channel_id for row in rows}}
    unfit: dict[Post, None] = {}
    for row in rows:
        seen = shown[row.channel_id]
        if seen is not None and row.seen_in not in seen:
            unfit[Post(community_id, row.channel_id, row.message_id, PostKind(row.kind))] = None
    for post in unfit:
        await _withdraw(tx, post, now)


async def _shown_in(
    tx: Reading, sights: set[frozenset[int]], channel_id: int, if_nobody: frozenset[int] | None
) -> frozenset[int] | None:
    """Give what all who read there can see, by what each of them sees; None for a place that is gone."""
    if channel_id == EVERYBODY:
        return frozenset.intersection(*sights)
    seen_in = await seen_in_of(tx, channel_id)
    if seen_in is None:
        return None
    seen = access.seen_by_readers(sights, seen_in)
    return if_nobody if seen is None else seen


async def _withdraw(tx: Writing, post: Post, now: datetime) -> None:
    if post.kind is PostKind.SUMMARY:
        await refresh_message(tx, post.message_id)
        return
    kind = WITHDRAW_EVENT if post.kind is PostKind.EVENT else WITHDRAW
    ids = {"channel_id": post.channel_id, "message_id": post.message_id}
    await put_due(tx, post.community_id, Due(kind, f"{kind}:{post.message_id}", now, ids))
