"""What is held about one member, counted by kind."""

from dataclasses import asdict
from datetime import UTC, datetime

import sqlalchemy as sa

from community.sessions import Plan, Repeats, Series
from storage import Database, communities, privacy, proposals, rules, topics
from storage.database import Writing
from storage.rules import Rules
from storage.sessions.series import add_series
from storage.tables.access import places, thread_members
from storage.tables.after import objections, reflections, session_notes
from storage.tables.coffee import coffee_groups, coffee_guests, coffee_meetings, coffee_rounds
from storage.tables.knowhow import consents, entries, quotes
from storage.tables.messages import messages, reactions
from storage.tables.polls import poll_times, poll_votes, polls
from storage.tables.profiles import profiles
from storage.tables.roles import session_roles
from storage.tables.series import standing_answers
from storage.tables.sessions import attendance, rsvps, sessions
from storage.topics import Topic

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE, ELSEWHERE, ANN, BEN = 1, 2, 100, 101


async def fill(tx: Writing, community: int, first: int, ann: int = ANN) -> None:
    """Write one of everything about a member, and the same about another who is not asked about."""
    await communities.remember(tx, community, "Commons")
    topic, thread = first, first + 1
    falls = Topic(topic, community, "falls", "", "open", NOW, topic)
    await topics.open_topic(tx, falls, opened_by=ann, stewards=(ann, BEN))
    await rules.write(tx, Rules(topic, 1, "Be kind.", NOW), ann)
    proposal = await proposals.propose(tx, community, "Ulcers", "", by=ann, at=NOW, channel_id=topic, seen_in=topic)
    await proposals.support(tx, proposal, BEN)
    spot = {"community_id": community, "id": thread, "kind": "private_thread", "parent_id": topic, "name": "x"}
    await tx.connection.execute(sa.insert(places).values(**spot, archived=False, gone=False))
    for who in (ann, BEN):
        await tx.connection.execute(sa.insert(thread_members).values(place_id=thread, member_id=who))
    at = {"community_id": community, "topic_id": topic, "seen_in": topic}
    said = {**at, "place_id": topic, "conversation_id": first, "content": "words", "created_at": NOW, "by_bot": False}
    rows = [
        {**said, "id": first, "author_id": ann, "deleted_at": None},
        {**said, "id": first + 1, "author_id": ann, "deleted_at": NOW},
        {**said, "id": first + 2, "author_id": BEN, "deleted_at": None},
    ]
    await tx.connection.execute(sa.insert(messages), rows)
    await tx.connection.execute(sa.insert(reactions).values(message_id=first + 2, emoji="👍", member_id=ann))
    entry = {**at, "place_id": thread, "title": "x", "did": "x", "captured_by": ann, "captured_at": NOW}
    made = sa.insert(entries).values(**entry, status="draft", changed_at=NOW).returning(entries.c.id)
    entry_id = (await tx.connection.execute(made)).scalar_one()
    for position, (author, answer, words) in enumerate(
        [(ann, "named", "a"), (ann, "unnamed", "b"), (ann, None, "c"), (ann, "named", ""), (BEN, "named", "d")]
    ):
        quote = {"entry_id": entry_id, "message_id": first + 10 + position, "author_id": author, "words": words}
        await tx.connection.execute(sa.insert(quotes).values(**quote, words_hash="x", answer=answer, position=position))
    answered = {"community_id": community, "member_id": ann, "answer": "named", "words_hash": "x", "answered_at": NOW}
    await tx.connection.execute(sa.insert(consents).values(answered))
    session = {**at, "title": "x", "format": "x", "starts_at": NOW, "local_start": "x", "zone": "UTC", "minutes": 30}
    planned = sa.insert(sessions).values(**session, host_id=ann, planned_by=BEN, planned_at=NOW)
    session_id = (await tx.connection.execute(planned.returning(sessions.c.id))).scalar_one()
    turn = {"community_id": community, "due_at": NOW, "timing": "x", "status": "paired", "seed": "x"}
    made = sa.insert(coffee_rounds).values(turn).returning(coffee_rounds.c.id)
    round_id = (await tx.connection.execute(made)).scalar_one()
    group = {"round_id": round_id, "number": 1, "opener": 0, "first_at": NOW, "second_at": NOW}
    await tx.connection.execute(sa.insert(coffee_groups).values(group))
    for who in (ann, BEN):
        told = {"community_id": community, "member_id": who, "zone": "UTC", "shown": False, "changed_at": NOW}
        await tx.connection.execute(sa.insert(profiles).values(told))
        guest = {"community_id": community, "member_id": who, "joined_at": NOW}
        await tx.connection.execute(sa.insert(coffee_guests).values(guest))
        await tx.connection.execute(sa.insert(coffee_meetings).values(round_id=round_id, number=1, member_id=who))
        rsvp = {"session_id": session_id, "member_id": who, "answer": "going", "answered_at": NOW}
        await tx.connection.execute(sa.insert(rsvps).values(rsvp))
        there = {"session_id": session_id, "member_id": who, "by_voice": True, "came_at": NOW}
        await tx.connection.execute(sa.insert(attendance).values(there))
    await _reflect(tx, community, session_id, ann)
    await _ask(tx, at, ann)
    for role, who in (("facilitator", ann), ("presenter", BEN)):
        taken = {"session_id": session_id, "role": role, "member_id": who, "changed_at": NOW}
        await tx.connection.execute(sa.insert(session_roles).values(taken))
    begins = datetime.fromisoformat("2026-03-02T09:00")
    weekly = Plan(topic, topic, "x", "case clinic", NOW, begins, "UTC", 30, ann)
    begun = Series(0, community, weekly, Repeats("WEEKLY", days=((0, None),)), BEN, NOW, "running")
    series_id = await add_series(tx, begun)
    for who in (ann, BEN):
        standing = {"series_id": series_id, "member_id": who, "answer": "going", "answered_at": NOW}
        await tx.connection.execute(sa.insert(standing_answers).values(standing))


async def _reflect(tx: Writing, community: int, session_id: int, ann: int) -> None:
    notes = {"community_id": community, "session_id": session_id, "entry_id": 0, "written_by": ann, "version": 1}
    await tx.connection.execute(sa.insert(session_notes).values(notes))
    for who in (ann, BEN):
        row = {"community_id": community, "session_id": session_id, "member_id": who, "tries": "x", "shared": "no"}
        more = {"asks": False, "made_at": NOW, "version": 1, "happened": "", "told": False}
        await tx.connection.execute(sa.insert(reflections).values({**row, **more}))
        against = {"session_id": session_id, "member_id": who, "objected_at": NOW}
        await tx.connection.execute(sa.insert(objections).values(against))


async def _ask(tx: Writing, at: dict[str, int], ann: int) -> None:
    asked = {**at, "title": "x", "format": "x", "zone": "UTC", "minutes": 30, "location": "", "asked_at": NOW}
    asking = sa.insert(polls).values(**asked, host_id=ann, asked_by=BEN, status="open").returning(polls.c.id)
    poll_id = (await tx.connection.execute(asking)).scalar_one()
    await tx.connection.execute(sa.insert(poll_times).values(poll_id=poll_id, number=1, starts_at=NOW))
    for who in (ann, BEN):
        vote = {"poll_id": poll_id, "number": 1, "member_id": who, "voted_at": NOW}
        await tx.connection.execute(sa.insert(poll_votes).values(vote))


async def test_each_kind_is_counted_for_the_member_in_their_community_alone(database: Database):
    await database.write(None, lambda tx: fill(tx, HERE, 1000))
    await database.write(None, lambda tx: fill(tx, ELSEWHERE, 2000))
    async with database.read() as tx:
        held = await privacy.held(tx, HERE, ANN)
        stranger = await privacy.held(tx, HERE, 555)
    counted = asdict(held)
    assert (counted.pop("quotes"), counted) == (3, dict.fromkeys(counted, 1))
    assert set(asdict(stranger).values()) == {0}
