"""What is held about one member, counted by kind, by what every table declares (`storage.rights.tables`)."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from storage.database import Reading
from storage.rights import BY_NAME, Who

_EVER = datetime(9000, 1, 1, tzinfo=UTC)


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
    attended: int
    reflections: int
    notes: int
    objections: int
    sessions: int
    series: int
    standing_answers: int
    polls: int
    votes: int
    roles: int
    acceptances: int
    proposals: int
    supports: int
    stewards_of: int
    private_threads: int
    profiles: int
    coffee: int
    meetings: int


async def held(tx: Reading, community_id: int, member_id: int) -> Held:
    """Count all that is held about a member; for that member's eyes alone, wherever it stands."""
    who = Who(community_id, member_id, _EVER)

    async def count(table: str, answer: str | None = "") -> int:
        """Count the member's rows of a table; of quotes, those with this answer alone."""
        mine = BY_NAME[table].mine
        assert mine is not None
        rows = mine(who).order_by(None).subquery()
        query = sa.select(sa.func.count()).select_from(rows)
        if answer != "":
            query = query.where(rows.c.answer.is_(None) if answer is None else rows.c.answer == answer)
        return (await tx.connection.execute(query)).scalar_one()

    return Held(
        messages=await count("messages"),
        reactions=await count("reactions"),
        quotes=await count("quotes"),
        quotes_named=await count("quotes", "named"),
        quotes_unnamed=await count("quotes", "unnamed"),
        quotes_unanswered=await count("quotes", None),
        answers=await count("consents"),
        entries=await count("entries"),
        rsvps=await count("rsvps"),
        attended=await count("attendance"),
        reflections=await count("reflections"),
        notes=await count("session_notes"),
        objections=await count("objections"),
        sessions=await count("sessions"),
        series=await count("series"),
        standing_answers=await count("standing_answers"),
        polls=await count("polls"),
        votes=await count("poll_votes"),
        roles=await count("session_roles"),
        acceptances=await count("rule_acceptances"),
        proposals=await count("proposals"),
        supports=await count("proposal_supports"),
        stewards_of=await count("topic_stewards"),
        private_threads=await count("thread_members"),
        profiles=await count("profiles"),
        coffee=await count("coffee_guests"),
        meetings=await count("coffee_meetings"),
    )
