"""Erasing what a member did besides writing: sessions, answers, proposals, stewardships; and who they are."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import proposals as proposed
from storage import sessions as planned
from storage.communities import settings_of
from storage.database import Writing
from storage.messages import rename_thread
from storage.outbox import Due, put_due
from storage.rights.declared import Who
from storage.rights.steps import Done
from storage.search.texts import scrub
from storage.summaries import sources_changed
from storage.tables.access import member_roles, places, thread_members
from storage.tables.communities import members
from storage.tables.outbox import outbox, write_keys
from storage.tables.series import series, standing_answers
from storage.tables.sessions import direct_reminders, rsvps, sessions
from storage.tables.summaries import summary_sources
from storage.tables.topics import proposal_supports, proposals, rule_acceptances, rules, topic_stewards, topics


async def erase_sessions(tx: Writing, who: Who, now: datetime) -> Done:
    """Forget answers, leave sessions and series to nobody, named by their format alone; their cards are corrected."""
    s, r = sessions.c, rsvps.c
    here = sa.select(s.id).where(s.community_id == who.community_id)
    answered = (r.member_id == who.member_id) & (r.answered_at <= who.until) & r.session_id.in_(here)
    touched = set((await tx.connection.execute(sa.select(r.session_id).where(answered))).scalars())
    for id_ in sorted(touched):
        await planned.leave(tx, id_, [who.member_id], now)
    a = standing_answers.c
    theirs_here = a.series_id.in_(sa.select(series.c.id).where(series.c.community_id == who.community_id))
    always = (a.member_id == who.member_id) & (a.answered_at <= who.until) & theirs_here
    standing = await tx.connection.execute(sa.delete(standing_answers).where(always))
    d = direct_reminders.c
    asked = (d.community_id == who.community_id) & (d.member_id == who.member_id) & (d.asked_at <= who.until)
    await tx.connection.execute(sa.delete(direct_reminders).where(asked))
    mine = (s.community_id == who.community_id) & (s.planned_at <= who.until)
    sketched = mine & (s.planned_by == who.member_id) & (s.status == "sketched")
    await tx.connection.execute(sa.delete(sessions).where(sketched))
    of_series = (series.c.community_id == who.community_id) & (series.c.planned_at <= who.until)
    unsaid = of_series & (series.c.planned_by == who.member_id) & (series.c.status == "sketched")
    await tx.connection.execute(sa.delete(series).where(unsaid))
    theirs = set((await tx.connection.execute(sa.select(s.id).where(mine, _is_theirs(s, who)))).scalars())
    called_off = await _take_reasons(tx, who)
    for table, where in ((sessions, mine), (series, of_series)):
        await _leave_to_nobody(tx, table, where, who)
    await _rename_threads(tx, theirs)
    await planned.show_again(tx, touched | theirs | called_off, now)
    await sources_changed(tx, "session", sorted(theirs | called_off))
    return Done({"sessions": len(theirs), "invitations": len(touched) + standing.rowcount})


def _is_theirs(columns: Any, who: Who) -> sa.ColumnElement[bool]:
    return sa.or_(columns.planned_by == who.member_id, columns.host_id == who.member_id)


async def _take_reasons(tx: Writing, who: Who) -> set[int]:
    """Take away the reasons that they called sessions off for; gives the sessions.

    Of one that was called off before it was noted by whom, it may be the host's words as well as the planner's.
    """
    s = sessions.c
    here = s.community_id == who.community_id
    known = (s.called_off_by == who.member_id) & (s.called_off_at <= who.until)
    not_known = s.called_off_at.is_(None) & s.reason.is_not(None) & (s.planned_at <= who.until) & _is_theirs(s, who)
    query = sa.select(s.id).where(here, sa.or_(known, not_known))
    ids = set((await tx.connection.execute(query)).scalars())
    change = sa.update(sessions).where(s.id.in_(ids))
    await tx.connection.execute(change.values(reason="", called_off_by=sa.null()))
    return ids


async def _leave_to_nobody(tx: Writing, table: sa.Table, where: sa.ColumnElement[bool], who: Who) -> None:
    """Take the planner's words, and the planner and host themselves, out of sessions or series."""
    c = table.c
    nameless = {"title": sa.func.upper(sa.func.substr(c.format, 1, 1)).concat(sa.func.substr(c.format, 2))}
    planner = where & (c.planned_by == who.member_id)
    await tx.connection.execute(sa.update(table).where(planner).values(**nameless, location=""))
    await tx.connection.execute(sa.update(table).where(where, c.host_id == who.member_id).values(host_id=0))
    await tx.connection.execute(sa.update(table).where(planner).values(planned_by=0))


async def _rename_threads(tx: Writing, session_ids: set[int]) -> None:
    """Let the sessions' threads be called here as they will be in Discord in a moment."""
    s = sessions.c
    query = sa.select(s.thread_id, s.title).where(s.id.in_(session_ids), s.thread_id.is_not(None))
    for row in (await tx.connection.execute(query)).all():
        await tx.connection.execute(sa.update(places).where(places.c.id == row.thread_id).values(name=row.title))
        await rename_thread(tx, row.thread_id, row.title)


async def erase_proposals(tx: Writing, who: Who, now: datetime) -> Done:
    """Take the member's proposals back, with their cards, and their support of others'."""
    p, s = proposals.c, proposal_supports.c
    mine = (p.community_id == who.community_id) & (p.proposed_by == who.member_id) & (p.proposed_at <= who.until)
    notices = (await settings_of(tx, who.community_id))["notices_channel"]
    rows = (await tx.connection.execute(sa.select(p.id, p.channel_id, p.message_id).where(mine))).all()
    for row in rows:
        asked = sa.select(outbox.c.message_id).where(outbox.c.dedupe_key == f"{proposed.ASKED}:{row.id}")
        posts = [row.message_id, (await tx.connection.execute(asked)).scalar()]
        places_ = [place for place in (row.channel_id, notices) if place]
        payload = {"channel_ids": places_, "message_ids": [id_ for id_ in posts if id_]}
        await put_due(tx, who.community_id, Due(proposed.TAKEN_BACK, f"{proposed.TAKEN_BACK}:{row.id}", now, payload))
    await tx.connection.execute(sa.delete(proposals).where(p.id.in_([row.id for row in rows])))
    here = sa.select(p.id).where(p.community_id == who.community_id)
    backed = (s.member_id == who.member_id) & s.proposal_id.in_(here)
    supported = list((await tx.connection.execute(sa.select(s.proposal_id).where(backed))).scalars())
    await tx.connection.execute(sa.delete(proposal_supports).where(backed))
    for id_ in supported:
        key = f"{proposed.CHANGED}:{id_}:erased:{now.timestamp():.0f}"
        await put_due(tx, who.community_id, Due(proposed.CHANGED, key, now, {"proposal_id": id_}))
    return Done({"proposals": len(rows), "supports": len(supported)})


async def erase_topics(tx: Writing, who: Who, _now: datetime) -> Done:
    """Name nobody as a topic's steward, as who opened it, wrote its rules or accepted them."""
    here = sa.select(topics.c.id).where(topics.c.community_id == who.community_id)
    named = topic_stewards.c
    tended = await tx.connection.execute(
        sa.delete(topic_stewards).where(named.member_id == who.member_id, named.topic_id.in_(here))
    )
    a = rule_acceptances.c
    accepted = (a.member_id == who.member_id) & a.topic_id.in_(here) & (a.accepted_at <= who.until)
    acceptances = await tx.connection.execute(sa.delete(rule_acceptances).where(accepted))
    opened = (topics.c.community_id == who.community_id) & (topics.c.opened_by == who.member_id)
    await tx.connection.execute(sa.update(topics).where(opened).values(opened_by=None))
    wrote = (rules.c.written_by == who.member_id) & rules.c.topic_id.in_(here) & (rules.c.written_at <= who.until)
    await tx.connection.execute(sa.update(rules).where(wrote).values(written_by=0))
    return Done({"stewardships": tended.rowcount, "acceptances": acceptances.rowcount})


async def erase_person(tx: Writing, who: Who, _now: datetime) -> Done:
    """Forget the name and the standing answer, and of somebody who has left also that they were there."""
    await sources_changed(tx, "member", [who.member_id])
    s = summary_sources.c
    await tx.connection.execute(sa.delete(summary_sources).where(s.kind == "member", s.source_id == who.member_id))
    m = members.c
    mine = (m.community_id == who.community_id) & (m.id == who.member_id)
    row = (await tx.connection.execute(sa.select(m.present, m.standing_answer, m.display_name).where(mine))).first()
    if row is None or not row.present:
        await tx.connection.execute(sa.delete(members).where(mine))
        r, t = member_roles.c, thread_members.c
        held = (r.community_id == who.community_id) & (r.member_id == who.member_id)
        await tx.connection.execute(sa.delete(member_roles).where(held))
        here = sa.select(places.c.id).where(places.c.community_id == who.community_id)
        inside = (t.member_id == who.member_id) & t.place_id.in_(here)
        await tx.connection.execute(sa.delete(thread_members).where(inside))
    else:
        answer = "never" if row.standing_answer == "never" else "ask"
        await tx.connection.execute(sa.update(members).where(mine).values(display_name="", standing_answer=answer))
    return Done({"names": int(row is not None and bool(row.display_name))})


async def erase_traces(tx: Writing, who: Who, _now: datetime) -> Done:
    """Forget what was sent or carried out and names the member: its being done is all that mattered."""
    named = f"%{who.member_id}%"
    o, w = outbox.c, write_keys.c
    over = (o.community_id == who.community_id) & (o.status != "pending")
    about = sa.cast(o.payload, sa.Text).like(named) | o.dedupe_key.like(named)
    gone = await tx.connection.execute(sa.delete(outbox).where(over, about))
    done = await tx.connection.execute(sa.delete(write_keys).where(sa.cast(w.result, sa.Text).like(named)))
    return Done({"traces": gone.rowcount + done.rowcount})


async def scrub_index(tx: Writing, _who: Who, _now: datetime) -> Done:
    """Rewrite the index, so that what was taken out of it is not left in its pages."""
    await scrub(tx)
    return Done()
