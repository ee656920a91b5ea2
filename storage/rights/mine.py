"""What is a member's own in each table: the rows, and in them the columns that are theirs to know."""

from typing import Any

import sqlalchemy as sa

from storage.rights.declared import Mine, Who
from storage.tables.access import member_roles, overwrites, places, thread_members
from storage.tables.communities import members
from storage.tables.knowhow import consents, entries, quote_files, quotes, revisions, takedowns
from storage.tables.ledger import erasures
from storage.tables.messages import files, messages, reactions
from storage.tables.series import series, standing_answers
from storage.tables.sessions import direct_reminders, rsvps, sessions
from storage.tables.topics import proposal_supports, proposals, topics


def messages_of(who: Who) -> sa.Select[Any]:
    """Select messages that stand."""
    m = messages.c
    columns = (m.id, m.topic_id, m.place_id, m.conversation_id, m.content, m.created_at, m.edited_at, m.reply_to)
    mine = (m.community_id == who.community_id) & (m.author_id == who.member_id) & m.deleted_at.is_(None)
    return sa.select(*columns, m.attachments).where(mine, m.created_at <= who.until).order_by(m.id)


def files_of(who: Who) -> sa.Select[Any]:
    """Select what their messages' files are called; their bytes are with Discord."""
    f, m = files.c, messages.c
    mine = (m.community_id == who.community_id) & (m.author_id == who.member_id) & (m.created_at <= who.until)
    return sa.select(f.message_id, f.name, f.kind, f.size).join(messages, m.id == f.message_id).where(mine)


def copies_of(who: Who) -> sa.Select[Any]:
    """Select the files that were copied with quotes of their words, with their bytes."""
    c, q, e, f = quote_files.c, quotes.c, entries.c, files.c
    of = quote_files.join(quotes, q.id == c.quote_id).join(entries, e.id == q.entry_id)
    of = of.outerjoin(files, (f.message_id == q.message_id) & (f.id == c.file_id))
    mine = (e.community_id == who.community_id) & (q.author_id == who.member_id) & c.content.is_not(None)
    return sa.select(c.quote_id, c.file_id, q.message_id, f.kind, c.content, c.copied_at).select_from(of).where(mine)


def reactions_of(who: Who) -> sa.Select[Any]:
    """Select reactions given."""
    of = reactions.join(messages, messages.c.id == reactions.c.message_id)
    mine = (messages.c.community_id == who.community_id) & (reactions.c.member_id == who.member_id)
    return sa.select(reactions.c.message_id, reactions.c.emoji, messages.c.place_id).select_from(of).where(mine)


def quotes_of(who: Who) -> sa.Select[Any]:
    """Select quotes of their words, in whosever entry."""
    q, e = quotes.c, entries.c
    columns = (q.id, q.entry_id, q.message_id, q.words, q.answer, q.answered_at, q.asked_at, e.status, e.place_id)
    mine = (e.community_id == who.community_id) & (q.author_id == who.member_id) & (q.words != "")
    return sa.select(*columns).join(entries, e.id == q.entry_id).where(mine).order_by(q.id)


def consents_of(who: Who) -> sa.Select[Any]:
    """Select answers to being quoted."""
    c = consents.c
    mine = (c.community_id == who.community_id) & (c.member_id == who.member_id) & (c.answered_at <= who.until)
    return sa.select(c.quote_id, c.answer, c.answered_at).where(mine).order_by(c.id)


def entries_of(who: Who) -> sa.Select[Any]:
    """Select entries captured."""
    e = entries.c
    fields = (e.title, e.did, e.context, e.outcome, e.limits)
    columns = (e.id, e.topic_id, e.place_id, *fields, e.status, e.captured_at, e.published_at)
    mine = (e.community_id == who.community_id) & (e.captured_by == who.member_id) & (e.captured_at <= who.until)
    return sa.select(*columns).where(mine).order_by(e.id)


def revisions_of(who: Who) -> sa.Select[Any]:
    """Select steps of entries' histories that they made."""
    r = revisions.c
    of = revisions.join(entries, entries.c.id == r.entry_id)
    mine = (entries.c.community_id == who.community_id) & (r.made_by == who.member_id) & (r.made_at <= who.until)
    columns = (r.entry_id, r.version, r.change, r.made_at, r.fields)
    return sa.select(*columns).select_from(of).where(mine).order_by(r.entry_id, r.version)


def takedowns_of(who: Who) -> sa.Select[Any]:
    """Select entries they took down, which wait for their review, and why they did."""
    t = takedowns.c
    mine = (t.community_id == who.community_id) & (t.taken_by == who.member_id) & (t.taken_at <= who.until)
    return sa.select(t.entry_id, t.reason, t.taken_at).where(mine).order_by(t.entry_id)


def sessions_of(who: Who) -> sa.Select[Any]:
    """Select sessions they planned, host or called off; title and place only where they planned it, so the reason."""
    s = sessions.c
    planned = s.planned_by == who.member_id
    called_off = sa.and_(s.called_off_by == who.member_id, s.called_off_at <= who.until)
    own = [sa.case((planned, s[name]), else_=None).label(name) for name in ("title", "location", "planned_at")]
    own += [sa.case((called_off, s[name]), else_=None).label(name) for name in ("reason", "called_off_at")]
    is_host = (s.host_id == who.member_id).label("you_host")
    columns = (s.id, s.topic_id, s.format, s.starts_at, s.zone, s.minutes, s.status, *own, is_host)
    mine = (s.community_id == who.community_id) & sa.or_(planned, s.host_id == who.member_id, called_off)
    return sa.select(*columns, planned.label("you_planned")).where(mine).order_by(s.id)


def series_of(who: Who) -> sa.Select[Any]:
    """Select series they planned or host; title and place only where they planned it."""
    s = series.c
    planned = s.planned_by == who.member_id
    own = [sa.case((planned, s[name]), else_=None).label(name) for name in ("title", "location", "planned_at")]
    is_host = (s.host_id == who.member_id).label("you_host")
    columns = (s.id, s.topic_id, s.format, s.rule, s.local_start, s.zone, s.minutes, s.status, *own, is_host)
    mine = (s.community_id == who.community_id) & sa.or_(planned, s.host_id == who.member_id)
    return sa.select(*columns, planned.label("you_planned")).where(mine).order_by(s.id)


def standing_answers_of(who: Who) -> sa.Select[Any]:
    """Select answers to all that follow of a series."""
    a, s = standing_answers.c, series.c
    mine = (s.community_id == who.community_id) & (a.member_id == who.member_id) & (a.answered_at <= who.until)
    columns = (a.series_id, a.answer, a.answered_at, s.topic_id)
    return sa.select(*columns).join(series, s.id == a.series_id).where(mine).order_by(a.series_id)


def direct_reminders_of(who: Who) -> sa.Select[Any]:
    """Select sessions and series about which they asked for direct messages."""
    d = direct_reminders.c
    mine = (d.community_id == who.community_id) & (d.member_id == who.member_id) & (d.asked_at <= who.until)
    return sa.select(d.session_id, d.series_id, d.asked_at).where(mine).order_by(d.id)


def rsvps_of(who: Who) -> sa.Select[Any]:
    """Select answers to invitations."""
    r, s = rsvps.c, sessions.c
    mine = (s.community_id == who.community_id) & (r.member_id == who.member_id) & (r.answered_at <= who.until)
    columns = (r.session_id, r.answer, r.answered_at, r.by_series, s.starts_at, s.topic_id)
    return sa.select(*columns).join(sessions, s.id == r.session_id).where(mine).order_by(r.session_id)


def person(who: Who) -> sa.Select[Any]:
    """Select who they are here."""
    m = members.c
    mine = (m.community_id == who.community_id) & (m.id == who.member_id)
    return sa.select(m.id, m.display_name, m.present, m.standing_answer).where(mine)


def roles_of(who: Who) -> sa.Select[Any]:
    """Select roles held."""
    m = member_roles.c
    return sa.select(m.role_id).where(m.community_id == who.community_id, m.member_id == who.member_id)


def threads_of(who: Who) -> sa.Select[Any]:
    """Select private threads they are in."""
    t, p = thread_members.c, places.c
    mine = (p.community_id == who.community_id) & (t.member_id == who.member_id)
    return sa.select(t.place_id).join(places, p.id == t.place_id).where(mine)


def overwrites_of(who: Who) -> sa.Select[Any]:
    """Select channels whose permissions name them."""
    o, p = overwrites.c, places.c
    mine = (p.community_id == who.community_id) & (o.target_id == who.member_id)
    return sa.select(o.place_id, o.allow, o.deny).join(places, p.id == o.place_id).where(mine)


def in_topics(table: sa.Table, column: str, *names: str) -> Mine:
    """Make a select of a table of topics, whose first named column is the topic."""

    def mine(who: Who) -> sa.Select[Any]:
        here = sa.select(topics.c.id).where(topics.c.community_id == who.community_id)
        columns = [table.c[name] for name in names]
        return sa.select(*columns).where(table.c[column] == who.member_id, table.c[names[0]].in_(here))

    return mine


def proposals_of(who: Who) -> sa.Select[Any]:
    """Select topics proposed."""
    p = proposals.c
    mine = (p.community_id == who.community_id) & (p.proposed_by == who.member_id) & (p.proposed_at <= who.until)
    return sa.select(p.id, p.name, p.purpose, p.proposed_at, p.channel_id, p.status).where(mine).order_by(p.id)


def supports_of(who: Who) -> sa.Select[Any]:
    """Select proposals supported."""
    s, p = proposal_supports.c, proposals.c
    mine = (p.community_id == who.community_id) & (s.member_id == who.member_id)
    return sa.select(s.proposal_id).join(proposals, p.id == s.proposal_id).where(mine)


def erasures_of(who: Who) -> sa.Select[Any]:
    """Select erasures under way."""
    e = erasures.c
    mine = (e.community_id == who.community_id) & (e.member_id == who.member_id)
    return sa.select(e.asked_at, e.step).where(mine)


def topics_of(who: Who) -> sa.Select[Any]:
    """Select topics opened."""
    t = topics.c
    return sa.select(t.id, t.opened_at).where(t.community_id == who.community_id, t.opened_by == who.member_id)
