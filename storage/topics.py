"""Topics, as remembered: what there is and who tends it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.communities import settings_of
from storage.database import Reading
from storage.tables.access import member_roles
from storage.tables.topics import topic_stewards, topics


@dataclass(frozen=True, slots=True)
class Topic:
    """A channel that Guildhall looks after; its id is the channel's."""

    id: int
    community_id: int
    name: str
    purpose: str
    status: str
    opened_at: datetime
    notices_id: int | None


_COLUMNS = (
    topics.c.id,
    topics.c.community_id,
    topics.c.name,
    topics.c.purpose,
    topics.c.status,
    topics.c.opened_at,
    topics.c.notices_id,
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
    """Say whether a member is a steward of the topic: named for it, or holding the community's steward role."""
    if member_id in await stewards_of(tx, topic_id):
        return True
    return await _holds(tx, community_id, member_id, (await settings_of(tx, community_id))["steward_role"])


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
