"""Topics, as remembered: what there is and who tends it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.screening import mask
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.sql import add
from storage.tables.access import member_roles
from storage.tables.communities import members
from storage.tables.knowhow import entries
from storage.tables.messages import messages
from storage.tables.series import series
from storage.tables.sessions import sessions
from storage.tables.topics import topic_stewards, topics


@dataclass(frozen=True, slots=True)
class Topic:
    """A channel that Guildhall looks after; its id is the channel's.

    `status` is open, closed, or gone (its channel was deleted). `notices_id` is where its notices go: the channel
    itself, for a forum a post in it, and None as long as that post is not made.
    """

    id: int
    community_id: int
    name: str
    purpose: str
    status: str
    opened_at: datetime
    notices_id: int | None
    closed_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What was said in a topic within a span of time, in the places asked about."""

    messages: int
    people: int
    conversations: int


@dataclass(frozen=True, slots=True)
class Underway:
    """What a topic still has under way: sessions to come and entries that are drafts or await answers.

    `series` run: of their sessions, those whose card is posted are among the sessions to come.
    """

    sessions: int
    entries: int
    series: int = 0


_COLUMNS = (
    topics.c.id,
    topics.c.community_id,
    topics.c.name,
    topics.c.purpose,
    topics.c.status,
    topics.c.opened_at,
    topics.c.notices_id,
    topics.c.closed_reason,
)


async def find(tx: Reading, topic_id: int) -> Topic | None:
    """Give the topic that a channel is, open or closed, or None."""
    row = (await tx.connection.execute(sa.select(*_COLUMNS).where(topics.c.id == topic_id))).first()
    return Topic(*row) if row else None


async def all_open(tx: Reading, community_id: int | None = None) -> list[Topic]:
    """Give the open topics of a community, or of all, by name."""
    query = sa.select(*_COLUMNS).where(topics.c.status == "open").order_by(topics.c.name)
    if community_id is not None:
        query = query.where(topics.c.community_id == community_id)
    return [Topic(*row) for row in await tx.connection.execute(query)]


async def every(tx: Reading, community_id: int) -> list[Topic]:
    """Give all topics of a community, closed and gone ones too, by name: for the bot's own use, never to be shown."""
    query = sa.select(*_COLUMNS).where(topics.c.community_id == community_id).order_by(topics.c.name)
    return [Topic(*row) for row in await tx.connection.execute(query)]


async def seen(tx: Reading, community_id: int, sees: frozenset[int]) -> list[Topic]:
    """Give the topics, open and closed, whose channels are among the places seen, by name."""
    query = sa.select(*_COLUMNS).where(topics.c.community_id == community_id, topics.c.id.in_(sees))
    rows = await tx.connection.execute(query.order_by(topics.c.name, topics.c.id))
    return [Topic(*row) for row in rows]


async def stewards_of(tx: Reading, topic_id: int) -> list[int]:
    """Give the ids of the members named as stewards of a topic."""
    query = sa.select(topic_stewards.c.member_id).where(topic_stewards.c.topic_id == topic_id)
    return list((await tx.connection.execute(query.order_by(topic_stewards.c.member_id))).scalars())


async def tends(tx: Reading, community_id: int, topic_id: int, member_id: int) -> bool:
    """Say whether a member is a steward of the topic: named for it, or holding the community's steward role.

    Somebody who was named and has left is none until they are back.
    """
    named = _named(community_id, member_id).where(topics.c.id == topic_id)
    if (await tx.connection.execute(named)).first() is not None:
        return True
    return await _holds(tx, community_id, member_id, (await settings_of(tx, community_id))["steward_role"])


async def is_steward(tx: Reading, community_id: int, member_id: int) -> bool:
    """Say whether a member is a steward at all: of any topic by name, or by the community's steward role."""
    if (await tx.connection.execute(_named(community_id, member_id).limit(1))).first() is not None:
        return True
    return await tends(tx, community_id, 0, member_id)


def _named(community_id: int, member_id: int) -> sa.Select[tuple[int]]:
    """Select the topics that a member who is here is named as a steward of."""
    t, m = topics.c, members.c
    here = (m.community_id == t.community_id) & (m.id == topic_stewards.c.member_id) & m.present
    of = topic_stewards.join(topics, t.id == topic_stewards.c.topic_id).join(members, here)
    return sa.select(t.id).select_from(of).where(t.community_id == community_id, m.id == member_id)


async def moderates(tx: Reading, community_id: int, member_id: int) -> bool:
    """Say whether a member holds the community's moderator role."""
    return await _holds(tx, community_id, member_id, (await settings_of(tx, community_id))["moderator_role"])


async def _holds(tx: Reading, community_id: int, member_id: int, role_id: int | None) -> bool:
    if role_id is None:
        return False
    query = sa.select(member_roles.c.role_id).where(
        member_roles.c.community_id == community_id,
        member_roles.c.member_id == member_id,
        member_roles.c.role_id == role_id,
    )
    return (await tx.connection.execute(query)).first() is not None


async def open_topic(tx: Writing, topic: Topic, *, opened_by: int | None, stewards: tuple[int, ...] = ()) -> str:
    """Make a channel a topic, open one again, or bring an open one's purpose up to date; stewards are added.

    Gives what happened: opened, reopened or changed. A closed topic keeps its archive, rules and stewards.
    """
    earlier = await find(tx, topic.id)
    if earlier is not None and earlier.community_id != topic.community_id:
        raise ValueError("a channel belongs to one community")
    values: dict[str, Any] = {"name": mask(topic.name), "purpose": mask(topic.purpose), "status": "open"}
    if earlier is None or earlier.status != "open":
        values |= {"opened_at": topic.opened_at, "opened_by": opened_by, "closed_at": None, "closed_reason": None}
    if earlier is None:
        row = {**values, "id": topic.id, "community_id": topic.community_id, "notices_id": topic.notices_id}
        await tx.connection.execute(sa.insert(topics).values(row))
    else:
        await tx.connection.execute(sa.update(topics).where(topics.c.id == topic.id).values(values))
    await add(tx, topic_stewards, [{"topic_id": topic.id, "member_id": id_} for id_ in stewards])
    if earlier is None:
        return "opened"
    return "changed" if earlier.status == "open" else "reopened"


async def close(tx: Writing, topic_id: int, reason: str, now: datetime) -> bool:
    """Close an open topic; False if it was not open (any more)."""
    return await _end(tx, topic_id, "closed", reason, now)


async def mark_gone(tx: Writing, topic_id: int, now: datetime) -> bool:
    """Mark a topic whose channel was deleted: what was kept of it is for stewards only; False if it was no topic."""
    return await _end(tx, topic_id, "gone", "Its channel was deleted.", now)


async def _end(tx: Writing, topic_id: int, status: str, reason: str, now: datetime) -> bool:
    before = ["open"] if status == "closed" else ["open", "closed"]
    change = sa.update(topics).where(topics.c.id == topic_id, topics.c.status.in_(before))
    ended = await tx.connection.execute(change.values(status=status, closed_at=now, closed_reason=mask(reason)))
    # Its series end at the next wake-up (see storage.sessions.making).
    running = (series.c.topic_id == topic_id) & (series.c.status == "running")
    await tx.connection.execute(sa.update(series).where(running).values(look_at=now))
    return ended.rowcount > 0


async def rename(tx: Writing, topic_id: int, name: str) -> None:
    """Let a topic's name follow its channel's."""
    await tx.connection.execute(sa.update(topics).where(topics.c.id == topic_id).values(name=mask(name)))


async def place_notices(tx: Writing, topic_id: int, place_id: int | None) -> None:
    """Set where a topic's notices go; None if that place is gone."""
    await tx.connection.execute(sa.update(topics).where(topics.c.id == topic_id).values(notices_id=place_id))


async def note_notice(tx: Writing, topic_id: int, message_id: int) -> None:
    """Remember which message is the public notice of what is kept."""
    await tx.connection.execute(sa.update(topics).where(topics.c.id == topic_id).values(notice_message_id=message_id))


async def present_stewards(tx: Reading, topic: Topic) -> tuple[list[int], int]:
    """Give the ids of a topic's stewards who are still members, and how many have left."""
    named = await stewards_of(tx, topic.id)
    query = sa.select(members.c.id).where(
        members.c.community_id == topic.community_id, members.c.id.in_(named), members.c.present
    )
    here = set((await tx.connection.execute(query)).scalars())
    return [id_ for id_ in named if id_ in here], len(named) - len(here)


async def said_since(tx: Reading, topic_id: int, since: datetime, sees: frozenset[int]) -> Week:
    """Count what people (not bots) said in a topic since a moment, in the places seen."""
    m = messages.c
    query = sa.select(
        sa.func.count(), sa.func.count(m.author_id.distinct()), sa.func.count(m.conversation_id.distinct())
    ).where(m.topic_id == topic_id, m.created_at >= since, m.seen_in.in_(sees), ~m.by_bot, m.deleted_at.is_(None))
    return Week(*(await tx.connection.execute(query)).one())


async def under_way(tx: Reading, topic_id: int, now: datetime, sees: frozenset[int]) -> Underway:
    """Count what a topic still has under way, in the places seen."""
    s, e, r = sessions.c, entries.c, series.c
    coming = sa.select(sa.func.count()).where(
        s.topic_id == topic_id,
        s.status == "planned",
        s.starts_at > now,
        s.seen_in.in_(sees),
        s.series_id.is_(None) | s.message_id.is_not(None),
    )
    running = sa.select(sa.func.count()).where(r.topic_id == topic_id, r.status == "running", r.seen_in.in_(sees))
    unfinished = sa.select(sa.func.count()).where(
        e.topic_id == topic_id, e.status.in_(["draft", "awaiting"]), e.seen_in.in_(sees)
    )
    return Underway(
        (await tx.connection.execute(coming)).scalar_one(),
        (await tx.connection.execute(unfinished)).scalar_one(),
        (await tx.connection.execute(running)).scalar_one(),
    )
