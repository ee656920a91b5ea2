"""What is held about one member, counted by kind. Every table that holds a member's data belongs here."""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Reading
from storage.tables.access import places, thread_members
from storage.tables.knowhow import consents, entries, quotes
from storage.tables.messages import messages, reactions
from storage.tables.sessions import rsvps, sessions
from storage.tables.topics import proposal_supports, proposals, rule_acceptances, topic_stewards, topics


@dataclass(frozen=True, slots=True)
class Held:
    """Counts of what is held about a member in one community."""

    messages: int
    reactions: int
    quotes: int
    quotes_named: int
    quotes_unnamed: int
    quotes_unanswered: int
    answers: int
    entries: int
    rsvps: int
    sessions: int
    acceptances: int
    proposals: int
    supports: int
    stewards_of: int
    private_threads: int


async def held(tx: Reading, community_id: int, member_id: int) -> Held:
    """Count all that is held about a member; for that member's eyes alone, wherever it stands."""
    mine = (quotes.c.author_id == member_id) & (quotes.c.words != "")
    in_entries = quotes.join(
        entries, sa.and_(entries.c.id == quotes.c.entry_id, entries.c.community_id == community_id)
    )

    async def count(of: sa.FromClause, *where: sa.ColumnElement[bool]) -> int:
        return (await tx.connection.execute(sa.select(sa.func.count()).select_from(of).where(*where))).scalar_one()

    m, r, s = messages.c, reactions.c, sessions.c
    in_topics = topics.c.community_id == community_id
    return Held(
        messages=await count(
            messages, m.community_id == community_id, m.author_id == member_id, m.deleted_at.is_(None)
        ),
        reactions=await count(
            reactions.join(messages, m.id == r.message_id), m.community_id == community_id, r.member_id == member_id
        ),
        quotes=await count(in_entries, mine),
        quotes_named=await count(in_entries, mine, quotes.c.answer == "named"),
        quotes_unnamed=await count(in_entries, mine, quotes.c.answer == "unnamed"),
        quotes_unanswered=await count(in_entries, mine, quotes.c.answer.is_(None)),
        answers=await count(consents, consents.c.community_id == community_id, consents.c.member_id == member_id),
        entries=await count(entries, entries.c.community_id == community_id, entries.c.captured_by == member_id),
        rsvps=await count(
            rsvps.join(sessions, s.id == rsvps.c.session_id),
            s.community_id == community_id,
            rsvps.c.member_id == member_id,
        ),
        sessions=await count(
            sessions,
            s.community_id == community_id,
            sa.or_(s.planned_by == member_id, s.host_id == member_id),
        ),
        acceptances=await count(
            rule_acceptances.join(topics, topics.c.id == rule_acceptances.c.topic_id),
            in_topics,
            rule_acceptances.c.member_id == member_id,
        ),
        proposals=await count(
            proposals, proposals.c.community_id == community_id, proposals.c.proposed_by == member_id
        ),
        supports=await count(
            proposal_supports.join(proposals, proposals.c.id == proposal_supports.c.proposal_id),
            proposals.c.community_id == community_id,
            proposal_supports.c.member_id == member_id,
        ),
        stewards_of=await count(
            topic_stewards.join(topics, topics.c.id == topic_stewards.c.topic_id),
            in_topics,
            topic_stewards.c.member_id == member_id,
        ),
        private_threads=await count(thread_members, *_in_community(community_id, member_id)),
    )


def _in_community(community_id: int, member_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    from_there = sa.select(places.c.id).where(places.c.community_id == community_id)
    return thread_members.c.member_id == member_id, thread_members.c.place_id.in_(from_there)
