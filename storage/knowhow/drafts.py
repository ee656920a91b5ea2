"""Drafts: capturing, choosing what to quote, tags, whether it publishes by itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from community.errors import NotFound, Refusal
from community.knowhow import BOUNDS, MAX_QUOTES, Candidate, Entry, Fields, Status, tidy_fields
from community.screening import mask
from storage import notes
from storage.database import Reading, Writing
from storage.files import files_of
from storage.knowhow.answering import forget_answers
from storage.knowhow.entries import Place, find, load_entries, load_quotes
from storage.knowhow.marks import mark_of_words
from storage.knowhow.spread import change, revise
from storage.outbox import cancel
from storage.sql import add, fresh_id
from storage.tables.knowhow import entries, entry_tags, quotes, revisions
from storage.tables.messages import messages, reactions

LOOKED_AT = 400
"""Messages of a thread that are looked at for suggestions: its newest."""

_DRAFTS = 100
_NOT_READ = "I have not read that message, or it holds no words. If it is new, try again in a moment."
_OF_BOT = "That was written by a bot: only people can be quoted."
_FULL = f"An entry quotes {MAX_QUOTES} messages at most. Take one out first."


async def capture(tx: Writing, place: Place, fields: Fields, captured_by: int, at: datetime) -> int:
    """Save a draft of an entry and give its id; proved numbers are masked. Raises `Refusal` for what is missing."""
    fields = masked(tidy_fields(fields))
    row = {
        "community_id": place.community_id,
        "topic_id": place.topic_id,
        "place_id": place.place_id,
        "seen_in": place.seen_in,
        **columns_of(fields),
        "status": Status.DRAFT.value,
        "captured_by": captured_by,
        "captured_at": at,
        "changed_at": at,
    }
    made = await tx.connection.execute(
        sa.insert(entries).values(row | await fresh_id(tx, entries)).returning(entries.c.id)
    )
    entry_id: int = made.scalar_one()
    entry = await find(tx, entry_id)
    assert entry is not None
    await revise(tx, entry, "captured", captured_by, at)
    return entry_id


def masked(fields: Fields) -> Fields:
    """Mask proved numbers in the fields, within what each may hold."""
    return Fields(*(mask(text, BOUNDS[name]) for name, text in columns_of(fields).items()))


def columns_of(fields: Fields) -> dict[str, str]:
    """Give the fields by the names of their columns."""
    return {
        "title": fields.title,
        "did": fields.did,
        "context": fields.context,
        "outcome": fields.outcome,
        "limits": fields.limits,
    }


async def candidates(tx: Reading, entry: Entry) -> list[Candidate]:
    """Give the messages that an entry may quote: people's words of its thread and of the talk it was opened from."""
    m = messages.c
    query = sa.select(m.id, m.author_id, m.content, m.created_at, m.reply_to).where(_quotable(entry))
    rows = (await tx.connection.execute(query.order_by(m.id.desc()).limit(LOOKED_AT))).all()
    authors = {row.id: row.author_id for row in rows}
    repliers: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.reply_to in authors and authors[row.reply_to] != row.author_id:
            repliers[row.reply_to].add(row.author_id)
    reactors = await _reactors(tx, authors)
    return [
        Candidate(row.id, row.author_id, row.content, row.created_at, reactors.get(row.id, 0), len(repliers[row.id]))
        for row in reversed(rows)
        if row.content.strip()
    ]


def _quotable(entry: Entry) -> sa.ColumnElement[bool]:
    m, said = messages.c, messages.alias("said")
    # What a thread was opened from stands in the channel, and so do the answers given to it there.
    answers = sa.select(said.c.conversation_id).where(said.c.reply_to == entry.place_id, said.c.conversation_id != 0)
    of_thread = sa.or_(m.place_id == entry.place_id, m.id == entry.place_id, m.conversation_id.in_(answers))
    living = ~m.by_bot & m.deleted_at.is_(None) & (m.content != "")
    # A private thread may be quoted in its own entry alone, and nothing else in that.
    return (m.community_id == entry.community_id) & (m.seen_in == entry.seen_in) & of_thread & living


async def _reactors(tx: Reading, authors: dict[int, int]) -> dict[int, int]:
    if not authors:
        return {}
    query = (
        sa.select(reactions.c.message_id, sa.func.count(sa.distinct(reactions.c.member_id)).label("people"))
        .join(messages, messages.c.id == reactions.c.message_id)
        .where(reactions.c.message_id.in_(list(authors)), reactions.c.member_id != messages.c.author_id)
        .group_by(reactions.c.message_id)
    )
    return {row.message_id: row.people for row in await tx.connection.execute(query)}


async def choose_quotes(tx: Writing, entry: Entry, message_ids: Sequence[int], at: datetime) -> None:
    """Let a draft quote exactly these messages; those of them that it may not quote are refused.

    What was chosen before and still is keeps its answer.
    """
    if len(message_ids) > MAX_QUOTES:
        raise Refusal(_FULL)
    away = (quotes.c.entry_id == entry.id) & quotes.c.message_id.not_in(list(message_ids))
    await tx.connection.execute(sa.delete(quotes).where(away))
    there = {quote.message_id: quote for quote in await load_quotes(tx, quotes.c.entry_id == entry.id)}
    for position, message_id in enumerate(message_ids):
        if message_id in there:
            moved = sa.update(quotes).where(quotes.c.id == there[message_id].id)
            await tx.connection.execute(moved.values(position=position))
        else:
            await _quote(tx, entry, message_id, position, at)
    await change(tx, entry.id, at)


async def add_quote(tx: Writing, entry: Entry, message_id: int, at: datetime) -> bool:
    """Let a draft quote one more message; gives False where it did already. Raises `Refusal` for one it can't quote."""
    there = await load_quotes(tx, quotes.c.entry_id == entry.id)
    if any(quote.message_id == message_id for quote in there):
        return False
    if len(there) >= MAX_QUOTES:
        raise Refusal(_FULL)
    await _quote(tx, entry, message_id, max((quote.position for quote in there), default=-1) + 1, at)
    await change(tx, entry.id, at)
    return True


async def _quote(tx: Writing, entry: Entry, message_id: int, position: int, at: datetime) -> None:
    m = messages.c
    query = sa.select(m.author_id, m.content, m.by_bot).where(m.id == message_id, m.community_id == entry.community_id)
    row = (await tx.connection.execute(query)).first()
    if row is not None and row.by_bot:
        raise Refusal(_OF_BOT)
    if row is None or not row.content.strip():
        raise NotFound(_NOT_READ)
    if not await _may_quote(tx, entry, message_id):
        raise Refusal("That message is not of the thread that the draft was captured from.")
    file_ids = [file.id for file in (await files_of(tx, [message_id])).get(message_id, ())]
    values = {
        "entry_id": entry.id,
        "message_id": message_id,
        "author_id": row.author_id,
        "words": row.content,
        "words_hash": await mark_of_words(tx, message_id, row.author_id, row.content, file_ids, at),
        "position": position,
    }
    await tx.connection.execute(sa.insert(quotes).values(values))


async def discard(tx: Writing, entry: Entry, at: datetime) -> None:
    """Put a draft away for good: its texts are emptied, its quotes forgotten, its consent card goes."""
    await forget_answers(tx, entry.id)
    await tx.connection.execute(sa.delete(quotes).where(quotes.c.entry_id == entry.id))
    await tx.connection.execute(sa.delete(revisions).where(revisions.c.entry_id == entry.id))
    await tx.connection.execute(sa.delete(entry_tags).where(entry_tags.c.entry_id == entry.id))
    empty = dict.fromkeys(columns_of(entry.fields), "")
    await change(tx, entry.id, at, status=Status.TAKEN_DOWN.value, reason="discarded", **empty)
    await cancel(tx, f"entry-publish:{entry.id}")


async def drafts_for_message(tx: Reading, community_id: int, sees: Iterable[int], message_id: int) -> list[Entry]:
    """Give the drafts that any member who sees the place may add this message to, newest first."""
    m = messages.c
    query = sa.select(m.seen_in).where(m.id == message_id, m.community_id == community_id, m.seen_in.in_(list(sees)))
    seen_in = (await tx.connection.execute(query)).scalar()
    if seen_in is None:
        raise NotFound(_NOT_READ)
    here = (entries.c.seen_in == seen_in) & (entries.c.status == Status.DRAFT.value)
    drafts = await load_entries(tx, sa.select(entries).where(here).order_by(entries.c.id.desc()).limit(_DRAFTS))
    return [entry for entry in drafts if await _may_quote(tx, entry, message_id)][:25]


async def _may_quote(tx: Reading, entry: Entry, message_id: int) -> bool:
    query = sa.select(messages.c.id).where(messages.c.id == message_id, _quotable(entry))
    return (await tx.connection.execute(query)).first() is not None


async def choose_tags(tx: Writing, entry: Entry, tags: Sequence[str], at: datetime) -> None:
    """Give an entry exactly these tags."""
    await notes.begin_anew(tx, entry, at)
    await tx.connection.execute(sa.delete(entry_tags).where(entry_tags.c.entry_id == entry.id))
    await add(tx, entry_tags, [{"entry_id": entry.id, "tag": mask(tag)} for tag in tags])
    await change(tx, entry.id, at)


async def set_publishes_itself(tx: Writing, entry: Entry, *, yes: bool) -> None:
    """Let an entry publish by itself at the waiting time's end, or not."""
    alter = sa.update(entries).where(entries.c.id == entry.id)
    await tx.connection.execute(alter.values(publishes_itself=yes))
