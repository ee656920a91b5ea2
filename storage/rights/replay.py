"""Bringing the ledger's table and its book into line, and doing again what the database has forgotten.

A database that was put back to an older state has forgotten erasures and withdrawals; the book has not. At every start,
and at the end of a restore, each line that the table lacks is written into it, and what it says is done once more.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.errors import Misconfigured
from community.knowhow import LEFT_OUT, NAMED, UNNAMED, Status
from storage import ledger, notes, scrubs
from storage.book import Book, Line
from storage.database import Database, Reading, Writing
from storage.knowhow import about, erase_text, marks, put_answer, waiting
from storage.knowhow.entries import load_entries, load_quotes
from storage.knowhow.spread import changed
from storage.knowhow.takedowns import ERASED, hide, show
from storage.ledger import Kind
from storage.messages.changes import empty, empty_thread
from storage.rights.declared import Who
from storage.rights.erasing import write_down
from storage.rights.tables import TABLES
from storage.sessions.reflecting import (
    OUTCOME,
    RESOLVE,
    about_reflection,
    all_reflections,
    forget_reflection,
    share_no_more,
)
from storage.tables import metadata
from storage.tables.communities import communities, members
from storage.tables.knowhow import entries, quotes
from storage.tables.messages import conversations, messages, reactions

_AT_ONCE = 500

Lines = dict[str, Line]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was done again: members to be erased (`run_all` does it), and how much else was taken back or away."""

    erasures: int = 0
    messages: int = 0
    threads: int = 0
    quotes: int = 0
    standing: int = 0
    entries: int = 0
    reflections: int = 0
    objections: int = 0

    @property
    def total(self) -> int:
        """How much the database had forgotten."""
        return sum(astuple(self))


async def reconcile(database: Database, now: datetime) -> Replayed:
    """Bring table and book into line, and do again what the table did not know of.

    Idempotent; finish with `storage.rights.run_all`, which does the erasures that it writes down. Raises
    `Misconfigured` where the key is gone or is another's.
    """
    book = database.book
    in_book = await asyncio.to_thread(book.lines)
    _check(book, in_book.values())
    async with database.read() as tx:
        await ledger.is_begun(tx)
        has_plain = await marks.are_old(tx)
    if has_plain:
        await database.write(None, lambda tx: marks.rekey(tx, now))
    async with database.read() as tx:
        in_table = await ledger.lines_of(tx)
    news = [line for mark, line in in_book.items() if mark not in in_table or in_table[mark].at < line.at]
    await asyncio.to_thread(book.take_in, in_table.values())
    if not news:
        return Replayed()
    done = await database.write(None, lambda tx: _replay(tx, news, now))
    return Replayed(*done)


def _check(book: Book, lines: Iterable[Line]) -> None:
    keys = {line.mark for line in lines if line.kind == "key"}
    if keys and (not book.has_key or book.fingerprint() not in keys):
        raise Misconfigured(f"The ledger's key {book.key_path} is not the one that {book.path} was written with.")


async def _replay(tx: Writing, news: Sequence[Line], now: datetime) -> list[int]:
    """Do again what these lines say; gives the numbers of `Replayed`."""
    await ledger.put_lines(tx, news)
    by_kind: dict[str, Lines] = {kind.value: {} for kind in Kind}
    for line in news:
        by_kind.setdefault(line.kind, {})[line.mark] = line
    done = [
        await _members(tx, by_kind[Kind.MEMBER], now),
        await _messages(tx, by_kind[Kind.MESSAGE], now),
        await _threads(tx, by_kind[Kind.THREAD], now),
        await _quotes(tx, by_kind[Kind.QUOTE], now),
        await _standing(tx, by_kind[Kind.STANDING]),
        await _entries(tx, by_kind[Kind.ENTRY], now),
        await _reflections(tx, by_kind[Kind.REFLECTION], by_kind[Kind.SHARING], now),
        await _objections(tx, by_kind[Kind.OBJECTION], now),
    ]
    if any(done):
        await scrubs.ask(tx, now)
    return done


async def _members(tx: Writing, lines: Lines, now: datetime) -> int:
    if not lines:
        return 0
    count = 0
    for community_id, member_id in sorted(await people(tx)):
        line = lines.get(tx.book.mark(Kind.MEMBER.value, community_id, member_id))
        if line is not None and line.until is not None:
            await write_down(tx, Who(community_id, member_id, line.until), now)
            count += 1
    return count


async def people(tx: Reading, member_id: int | None = None) -> set[tuple[int, int]]:
    """Give everybody, as (community, id), whom any table names; of `member_id` alone, if one is given."""
    found: set[tuple[int, int]] = set()
    for declared in TABLES:
        table = metadata.tables.get(declared.table)
        if table is None:
            continue
        for name in declared.members:
            of = table.c[name] > 0 if member_id is None else table.c[name] == member_id
            query = _with_community(table, table.c[name]).distinct().where(of)
            found |= {(row[0], row[1]) for row in await tx.connection.execute(query)}
    return found


def _with_community(table: sa.Table, column: sa.Column[Any]) -> sa.Select[Any]:
    """Select a column with the community of each row, which the row itself says, or what it belongs to."""
    if table is communities:
        return sa.select(table.c.id, column)
    if "community_id" in table.c:
        return sa.select(table.c.community_id, column)
    if table is reactions:  # they may come before the message that they are given to
        return sa.select(messages.c.community_id, column).join_from(
            table, messages, messages.c.id == table.c.message_id
        )
    joined: sa.FromClause = table
    whole = table
    while "community_id" not in whole.c:
        (to,) = whole.foreign_key_constraints
        joined = joined.join(to.referred_table, sa.and_(*(key.column == key.parent for key in to.elements)))
        whole = to.referred_table
    return sa.select(whole.c.community_id, column).select_from(joined)


async def _messages(tx: Writing, lines: Lines, now: datetime) -> int:
    ids = await _marked(tx, Kind.MESSAGE, sa.select(messages.c.id).where(messages.c.deleted_at.is_(None)), lines)
    for start in range(0, len(ids), _AT_ONCE):
        await empty(tx, ids[start : start + _AT_ONCE], now)
    return len(ids)


async def _threads(tx: Writing, lines: Lines, now: datetime) -> int:
    ids = await _marked(tx, Kind.THREAD, sa.select(conversations.c.id).where(conversations.c.is_thread), lines)
    for id_ in ids:
        await empty_thread(tx, id_, now)
    return len(ids)


async def _marked(tx: Writing, kind: Kind, query: sa.Select[Any], lines: Lines) -> list[int]:
    if not lines:
        return []
    rows = await tx.connection.execute(query)
    return [row[0] for row in rows if tx.book.mark(kind.value, row[0]) in lines]


async def _quotes(tx: Writing, lines: Lines, now: datetime) -> int:
    taken_back = {mark for mark, line in lines.items() if line.value == LEFT_OUT}
    if not taken_back:
        return 0
    given = await load_quotes(tx, quotes.c.answer.in_([NAMED, UNNAMED]) & (quotes.c.words_hash != ""))
    found = [quote for quote in given if ledger.line_of_quote(quote.words_hash) in taken_back]
    for quote in found:
        await put_answer(tx, quotes.c.id == quote.id, quote.words_hash, LEFT_OUT, now)
    await changed(tx, (quote.entry_id for quote in found), now)
    return len(found)


async def _standing(tx: Writing, lines: Lines) -> int:
    taken_back = {mark: line.value for mark, line in lines.items() if line.value in {"ask", "never"}}
    if not taken_back:
        return 0
    count = 0
    m = members.c
    for row in (await tx.connection.execute(sa.select(m.community_id, m.id, m.standing_answer))).all():
        answer = taken_back.get(tx.book.mark(Kind.STANDING.value, row.community_id, row.id), row.standing_answer)
        if answer != row.standing_answer:
            mine = (m.community_id == row.community_id) & (m.id == row.id)
            await tx.connection.execute(sa.update(members).where(mine).values(standing_answer=answer))
            count += 1
    return count


async def _entries(tx: Writing, lines: Lines, now: datetime) -> int:
    """Take down again what was taken down, erase what its review erased, put back what it put back."""
    if not lines:
        return 0
    count = 0
    for entry in await load_entries(tx, sa.select(entries).where(entries.c.title != "")):
        line = lines.get(tx.book.mark(Kind.ENTRY.value, *about(entry)))
        is_down = entry.status is Status.TAKEN_DOWN
        if line is None or (line.value == Status.TAKEN_DOWN and is_down):
            continue
        taken = await waiting(tx, entry.id)
        if line.value == ERASED:
            await erase_text(tx, entry, line.at)
        elif line.value == Status.TAKEN_DOWN:
            await hide(tx, entry, now)
        elif taken is not None:
            await show(tx, taken, now)
        else:
            continue
        count += 1
    return count


async def _reflections(tx: Writing, taken_back: Lines, sharing: Lines, now: datetime) -> int:
    """Forget what was taken back up to then, and let be its writer's alone what is shared no more."""
    count = 0
    for one in await all_reflections(tx) if taken_back or sharing else ():
        line = taken_back.get(tx.book.mark(Kind.REFLECTION.value, *about_reflection(one)))
        if line is not None and line.until is not None and one.made_at <= line.until:
            await forget_reflection(tx, one, now)
            count += 1
            continue
        for what in (RESOLVE, OUTCOME):
            shared = sharing.get(tx.book.mark(Kind.SHARING.value, *about_reflection(one, what)))
            if shared is not None and shared.value == "no":
                count += await share_no_more(tx, one, what, now)
    return count


async def _objections(tx: Writing, lines: Lines, now: datetime) -> int:
    """Have notes held again that somebody objected to, and not by whom that was taken back."""
    count = 0
    everybody = await people(tx) if lines else set()
    for one in await notes.waiting(tx) if lines else ():
        for member_id in sorted(id_ for community_id, id_ in everybody if community_id == one.community_id):
            line = lines.get(tx.book.mark(Kind.OBJECTION.value, *notes.about_objection(one, member_id)))
            if line is None:
                continue
            fresh = await notes.of_session(tx, one.session_id)
            act = notes.object_to if line.value == "stands" else notes.take_objection_back
            count += fresh is not None and await act(tx, fresh, member_id, f"replay:{line.mark}:{line.at}", now)
    return count
