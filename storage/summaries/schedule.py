"""Which summaries go out by themselves, since when, and by which day and time."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from community.settings import CommunitySettings
from storage.communities import all_present, settings_of
from storage.database import Reading, Writing
from storage.sql import of_share, put
from storage.tables.summaries import summary_schedules, topic_summaries
from storage.tables.topics import topics


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A summary that goes out by itself; `scope_id` is its topic, or the community's id.

    Weeks that ended before `since` are not posted; nothing is due before `timed_at`, when the timing was last changed.
    """

    community_id: int
    scope_id: int
    settings: CommunitySettings
    since: datetime
    timed_at: datetime

    @property
    def timing(self) -> str:
        """Day, time and zone, to tell whether they were changed."""
        return f"{self.settings['summary_day']} {self.settings['summary_time']} {self.settings['zone']}"


async def wanted(tx: Reading, now: datetime) -> list[Scheduled]:
    """Give what should go out by itself now, as if it were turned on only now."""
    found = []
    for community in await all_present(tx):
        settings = await settings_of(tx, community.id)
        if not settings["summaries"]:
            continue
        scopes = await topics_on(tx, community.id)
        if settings["summary_channel"]:
            scopes = [community.id, *scopes]
        found += [Scheduled(community.id, scope, settings, now, now) for scope in scopes]
    return found


async def topics_on(tx: Reading, community_id: int) -> list[int]:
    """Give the open topics whose own summary goes out by itself."""
    query = (
        sa.select(topics.c.id)
        .join(topic_summaries, topic_summaries.c.topic_id == topics.c.id)
        .where(topics.c.community_id == community_id, topics.c.status == "open", topic_summaries.c.goes_out)
        .order_by(topics.c.id)
    )
    return list((await tx.connection.execute(query)).scalars())


async def turn_topic(tx: Writing, topic_id: int, *, on: bool) -> None:
    """Let a topic's own summary go out by itself, or no longer."""
    await put(tx, topic_summaries, {"topic_id": topic_id, "goes_out": on})


async def known(tx: Reading, wanted_now: list[Scheduled]) -> tuple[list[Scheduled], bool]:
    """Give the same with what is remembered of them, and whether what is remembered is behind."""
    mine = of_share(summary_schedules.c.community_id, tx.share)
    there = await tx.connection.execute(sa.select(summary_schedules).where(mine))
    rows = {(row.community_id, row.scope_id): row for row in there}
    found, behind = [], len(rows) != len(wanted_now)
    for one in wanted_now:
        row = rows.get((one.community_id, one.scope_id))
        if row is None:
            behind = True
            found.append(one)
        elif row.timing != one.timing:
            behind = True
            found.append(replace(one, since=row.since))
        else:
            found.append(replace(one, since=row.since, timed_at=row.timed_at))
    return found, behind


async def remember(tx: Writing, scheduled: list[Scheduled]) -> None:
    """Remember what goes out by itself; what does no longer is forgotten, and begins anew when it is turned on."""
    s = summary_schedules.c
    keep = {(one.community_id, one.scope_id) for one in scheduled}
    query = sa.select(s.community_id, s.scope_id).where(of_share(s.community_id, tx.share))
    for row in (await tx.connection.execute(query)).all():
        if (row.community_id, row.scope_id) not in keep:
            gone = sa.delete(summary_schedules).where(s.community_id == row.community_id, s.scope_id == row.scope_id)
            await tx.connection.execute(gone)
    await put(
        tx,
        summary_schedules,
        [
            {
                "community_id": one.community_id,
                "scope_id": one.scope_id,
                "since": one.since,
                "timing": one.timing,
                "timed_at": one.timed_at,
            }
            for one in scheduled
        ],
    )
