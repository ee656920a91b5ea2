"""A week's summary as data, for those who may read it: a channel's audience, a member, everybody, an operator."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from community.summary import (
    LEARNT,
    SECTIONS,
    WAITING,
    WORTH,
    Coming,
    Facts,
    Frame,
    Material,
    Source,
    Summary,
    Week,
    compose,
    kept,
    still_waiting,
    worth_your_time,
)
from storage import access, communities, sessions, summaries
from storage.database import Reading
from storage.summaries import Scope

AHEAD = timedelta(days=14)
"""How far the sessions that are coming up may be."""
USEFUL = timedelta(days=3)
"""How late a summary may be and still speak of the present."""

Posted = Mapping[str, Sequence[Source]]
"""What of a summary was posted: by section, in order."""


async def for_channel(
    tx: Reading,
    community_id: int,
    week: Week,
    channel_id: int,
    now: datetime,
    *,
    topic_id: int | None = None,
    posted: Posted | None = None,
) -> Summary:
    """Give the summary that may be posted in a channel or thread: only what all who can read it can see.

    With `topic_id`, that topic's alone. With `posted`, no more than what was posted of it, as it stands now.
    """
    seen_in = await access.seen_in_of(tx, channel_id)
    places = await access.seen_by_audience(tx, community_id, seen_in, now) if seen_in is not None else frozenset()
    return await _of_week(tx, community_id, week, places, now, topic_id=topic_id, posted=posted)


async def for_member(
    tx: Reading, community_id: int, week: Week, member_id: int, now: datetime, *, topic_id: int | None = None
) -> Summary:
    """Give the summary of what one member can see."""
    places = await access.seen_by_member(tx, community_id, member_id, now)
    return await _of_week(tx, community_id, week, places, now, topic_id=topic_id)


async def for_everybody(
    tx: Reading, community_id: int, week: Week, now: datetime, *, topic_id: int | None = None
) -> Summary:
    """Give the summary as for a channel that all members see; with `topic_id`, as for that topic's own audience."""
    if topic_id is not None:
        return await for_channel(tx, community_id, week, topic_id, now, topic_id=topic_id)
    return await _of_week(tx, community_id, week, await access.seen_by_all(tx, community_id, now), now)


async def _of_week(
    tx: Reading,
    community_id: int,
    week: Week,
    places: frozenset[int],
    now: datetime,
    *,
    topic_id: int | None = None,
    posted: Posted | None = None,
) -> Summary:
    settings = await communities.settings_of(tx, community_id)
    frame = Frame(community_id, week, settings.zone, settings.summary_sections)
    start, end = week.bounds(frame.zone)
    scope = Scope(community_id, places, start, end, topic_id)
    facts = await _facts(tx, scope, frame, now, posted)
    worth = facts.talked if posted is not None else worth_your_time(facts.talked)
    waiting = still_waiting(facts.asked)
    shown = [talk.id for talk in worth] + [one.talk.id for one in waiting]
    material = Material(
        worth=worth,
        waiting=waiting,
        sayings={talk.id: await summaries.sayings(tx, scope, talk.id) for talk in worth},
        names=await summaries.names(tx, scope, shown),
    )
    summary = compose(frame, facts, material)
    return replace(summary if posted is None else kept(summary, posted), places=places)


async def _facts(tx: Reading, scope: Scope, frame: Frame, now: datetime, posted: Posted | None) -> Facts:
    """Read what the summary is made of; of a posted one, no more than what was posted."""
    speaks_at = now if scope.start <= now < scope.end + USEFUL else scope.end
    if posted is not None:
        speaks_at = scope.start
    only = None if posted is None else [id_ for _, id_ in posted.get(WORTH, ())]
    asked = None if posted is None else [id_ for kind, id_ in posted.get("", ()) if kind == "message"]
    return Facts(
        counts=await summaries.counts(tx, scope),
        talked=tuple(await summaries.talked(tx, scope, only=only)),
        asked=tuple(await summaries.asked(tx, scope, now, only=asked)) if WAITING in frame.sections else (),
        published=tuple(await summaries.published(tx, scope)),
        coming=await _coming(tx, scope, speaks_at),
        learnt=tuple(await summaries.learnt(tx, scope)) if LEARNT in frame.sections else (),
        noted=tuple(await summaries.noted(tx, scope)) if LEARNT in frame.sections else (),
        newcomers=tuple(await summaries.newcomers(tx, scope)),
    )


async def _coming(tx: Reading, scope: Scope, speaks_at: datetime) -> tuple[Coming, ...]:
    """Read the sessions that are coming up, with the series that they are of and the places that are left."""
    found = await summaries.coming(tx, scope, speaks_at, max(speaks_at, scope.end) + AHEAD)
    known = {one.id: one for one in await sessions.sessions_with(tx, [one.id for one in found])}
    return tuple(
        replace(one, part=about.part.told if about.part else "", left=about.places.left)
        for one in found
        if (about := known.get(one.id)) is not None
    )


__all__ = ["AHEAD", "SECTIONS", "USEFUL", "Posted", "for_channel", "for_everybody", "for_member"]
