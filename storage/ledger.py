"""The ledger of erasures and withdrawals: what must not come back, whatever way it comes in.

Every way in asks it within its own transaction: live messages, what was missed, a history, an import, the mirror of
members. A line is written in the transaction that erases or takes back, and copied to the book (`storage.book`) right
after the commit; `storage.rights.reconcile` brings table and book into line at start, and after a restore.

The kinds of lines, with the ids that their marks are made of, and their values:

- `member` (community, member): *erased* up to `until`; *returned* once they wrote again after that.
- `keeping` (community, member): *nothing* is to be kept of them any more; *again* when they allow it again.
- `message` (message) and `thread` (thread): *gone*, deleted or erased.
- `quote` (the hash of its words, which is of message and author too): *left_out* by its author's answer; *given* when
  they said yes again. What is held of the words is this mark itself (`mark_quote`), never the hash.
- `standing` (community, member): *ask* or *never* in place of a standing yes; *given* when they gave one again.
- `entry` (community, entry, when it was captured): *taken_down*; *erased* or *restored* after a review.
- `reflection` (community, session, member): *taken_back*, all that was written up to `until`.
- `sharing` (community, session, member, what): *no* when that reflection, or what came of it, is shared no more;
  *given* when it is again.
- `objection` (community, session, member): *stands* against the session's notes; *given* when it is taken back.
- `key`: whose key the lines are made with.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from community.errors import Misconfigured
from community.messages import Said
from storage.book import Line
from storage.database import Reading, Writing
from storage.sql import put
from storage.tables.ledger import ledger


class Kind(StrEnum):
    """What a line is about; see above."""

    MEMBER = "member"
    KEEPING = "keeping"
    MESSAGE = "message"
    THREAD = "thread"
    QUOTE = "quote"
    STANDING = "standing"
    ENTRY = "entry"
    REFLECTION = "reflection"
    SHARING = "sharing"
    OBJECTION = "objection"


Ids = tuple[object, ...]

KEYED = "k"
"""What the mark of a quote begins with where it is held beside the quote; no plain hash of an earlier release does."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger says of a member: erased up to a moment, without a name for now, nothing to be kept at all."""

    erased_until: datetime | None = None
    is_nameless: bool = False
    keeps_nothing: bool = False


async def remember(
    tx: Writing, kind: Kind, about: Iterable[Ids], value: str, at: datetime, until: datetime | None = None
) -> None:
    """Write one line about each of these, in this transaction; the latest line about the same thing holds."""
    lines = [Line(kind.value, _mark(tx, kind, ids), value, at, until) for ids in about]
    if not lines:
        return
    if not tx.book.is_known and not _begins(tx):
        await is_begun(tx)
        lines.insert(0, Line("key", tx.book.fingerprint(), "", at))
    await put_lines(tx, lines)
    tx.lines.extend(lines)


async def undo(tx: Writing, kind: Kind, about: Iterable[Ids], value: str, at: datetime) -> None:
    """Write that what was taken back was given again, of those of these that the ledger knows as taken back."""
    by_mark = {_mark(tx, kind, ids): ids for ids in about} if await is_begun(tx) else {}
    known = await lines_of(tx, list(by_mark))
    await remember(tx, kind, [by_mark[line.mark] for line in known.values() if line.value != value], value, at)


async def put_lines(tx: Writing, lines: Sequence[Line]) -> None:
    """Write lines as they are into the table alone; use `remember` for new ones."""
    await put(tx, ledger, [asdict(line) for line in lines])


async def lines_of(tx: Reading, marks: Sequence[str] | None = None) -> dict[str, Line]:
    """Give the lines about these marks, or all, by mark."""
    query = sa.select(ledger.c.kind, ledger.c.mark, ledger.c.value, ledger.c.at, ledger.c.until)
    if marks is None:
        return {row.mark: Line(*row) for row in await tx.connection.execute(query)}
    # One parameter for all: naming each takes longer than looking it up.
    if tx.is_postgres:
        among = ledger.c.mark == sa.any_(sa.bindparam("marks", type_=sa.ARRAY(sa.Text)))
        given: Any = list(marks)
    else:
        among = ledger.c.mark.in_(sa.select(sa.func.json_each(sa.bindparam("marks")).table_valued("value").c.value))
        given = json.dumps(list(marks))
    rows = await tx.connection.execute(query.where(among), {"marks": given})
    return {row.mark: Line(*row) for row in rows}


async def known(tx: Reading, community_id: int, member_ids: Collection[int]) -> dict[int, Known]:
    """Give what the ledger says of members; those of whom it says nothing are left out."""
    if not member_ids or not await is_begun(tx):
        return {}
    marks = {
        (kind, id_): tx.book.mark(kind.value, community_id, id_)
        for id_ in member_ids
        for kind in (Kind.MEMBER, Kind.KEEPING)
    }
    lines = await lines_of(tx, list(marks.values()))
    found = {
        id_: _known(lines.get(marks[Kind.MEMBER, id_]), lines.get(marks[Kind.KEEPING, id_])) for id_ in set(member_ids)
    }
    return {id_: who for id_, who in found.items() if who is not None}


async def keeps_nothing(tx: Reading, community_id: int, member_id: int) -> bool:
    """Say whether a member asked for nothing of theirs to be kept from then on."""
    who = (await known(tx, community_id, [member_id])).get(member_id)
    return who is not None and who.keeps_nothing


@dataclass(frozen=True, slots=True)
class Looked:
    """What the ledger says of messages on their way in.

    `refused` are ids of those that must not be kept: erased, deleted, or of somebody who wants nothing kept. `nameless`
    are authors, as (community, id), whose names are not remembered for now.
    """

    refused: frozenset[int] = frozenset()
    nameless: frozenset[tuple[int, int]] = frozenset()


async def look(tx: Reading, said: Sequence[Said]) -> Looked:
    """Ask about a batch of messages and those who wrote them, all at once."""
    if not said or not await is_begun(tx):
        return Looked()
    marks = {one.id: tx.book.mark(Kind.MESSAGE.value, one.id) for one in said}
    authors = {(one.place.community_id, one.author_id) for one in said}
    of_people = {who: [tx.book.mark(kind.value, *who) for kind in (Kind.MEMBER, Kind.KEEPING)] for who in authors}
    lines = await lines_of(tx, [*marks.values(), *(mark for pair in of_people.values() for mark in pair)])
    if not lines:
        return Looked()
    people = {who: _known(lines.get(member), lines.get(keeping)) for who, (member, keeping) in of_people.items()}
    away = {one.id for one in said if marks[one.id] in lines or _is_away(people, one)}
    return Looked(
        frozenset(away), frozenset(who for who, told in people.items() if told is not None and told.is_nameless)
    )


def _known(member: Line | None, keeping: Line | None) -> Known | None:
    nothing = keeping is not None and keeping.value == "nothing"
    if member is None and not nothing:
        return None
    nameless = nothing or (member is not None and member.value == "erased")
    return Known(member.until if member else None, nameless, nothing)


def _is_away(people: Mapping[tuple[int, int], Known | None], one: Said) -> bool:
    who = people[one.place.community_id, one.author_id]
    if who is None:
        return False
    return who.keeps_nothing or (who.erased_until is not None and one.created_at <= who.erased_until)


async def nameless(tx: Reading, community_id: int, member_ids: Collection[int]) -> set[int]:
    """Give those of these members whose names must not be remembered (for now)."""
    return {id_ for id_, who in (await known(tx, community_id, member_ids)).items() if who.is_nameless}


async def mark_quote(tx: Writing, words_hash: str, at: datetime) -> str:
    """Give what is held of quoted words: the keyed mark of their hash. From the first on, the ledger says whose key."""
    if not tx.book.is_known and not _begins(tx) and not await is_begun(tx):
        key = Line("key", tx.book.fingerprint(), "", at)
        await put_lines(tx, [key])
        tx.lines.append(key)
    return f"{KEYED}{tx.book.mark(Kind.QUOTE.value, words_hash)}"


def line_of_quote(held: str) -> str:
    """Give the mark that a line about quoted words has, by what is held of them."""
    return held.removeprefix(KEYED)


def _mark(tx: Reading, kind: Kind, ids: Ids) -> str:
    return line_of_quote(str(ids[0])) if kind is Kind.QUOTE else tx.book.mark(kind.value, *ids)


async def left_out(tx: Reading, held: str) -> bool:
    """Say whether the author of a quote's words took them back, by the last that was heard of it."""
    if not await is_begun(tx):
        return False
    mark = line_of_quote(held)
    line = (await lines_of(tx, [mark])).get(mark)
    return line is not None and line.value == "left_out"


async def returned(tx: Writing, community_id: int, member_id: int, at: datetime) -> None:
    """Write that somebody who was erased wrote again: what they said before stays erased, their name may be kept."""
    who = (await known(tx, community_id, [member_id])).get(member_id)
    if who is not None and who.erased_until is not None and not who.keeps_nothing:
        await remember(tx, Kind.MEMBER, [(community_id, member_id)], "returned", at, who.erased_until)


async def is_begun(tx: Reading) -> bool:
    """Say whether there is a ledger, and make sure that it is written with our key.

    Raises `Misconfigured` where the database's lines were made with another key than this machine's.
    """
    if tx.book.is_known:
        return True
    keys = set((await tx.connection.execute(sa.select(ledger.c.mark).where(ledger.c.kind == "key"))).scalars())
    if not keys:
        return False
    if not tx.book.has_key or tx.book.fingerprint() not in keys:
        raise Misconfigured(
            f"The ledger's key {tx.book.key_path} is not the one that this database's ledger was written with: "
            "put that one back, or copy it from the machine that has it."
        )
    tx.book.is_known = not _begins(tx)
    return True


def _begins(tx: Reading) -> bool:
    """Say whether this very transaction writes down whose key it is: that may still be undone."""
    return isinstance(tx, Writing) and any(line.kind == "key" for line in tx.lines)
