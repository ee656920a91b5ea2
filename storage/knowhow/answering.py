"""Answers of the people quoted: given by themselves alone, for exactly the words they were shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from community.errors import NotFound, Refusal
from community.knowhow import (
    LEFT_OUT,
    NAMED,
    UNNAMED,
    Entry,
    Quote,
    Status,
    answer_of_standing,
    digest_of_shown,
    is_settled,
)
from storage import communities, ledger
from storage.database import Reading, Writing
from storage.knowhow.entries import find, load_quotes
from storage.knowhow.spread import changed
from storage.ledger import Kind
from storage.summaries import sources_changed
from storage.tables.communities import members
from storage.tables.knowhow import consents, entries, quotes

_ASKED = [status.value for status in Status if status not in {Status.DRAFT, Status.TAKEN_DOWN}]
_NOT_YOURS = "None of your words are quoted there."
_CHANGED = "The words have changed since you were shown them. Press **Answer** again to see them as they are now."


async def quoted(
    tx: Reading,
    community_id: int,
    member_id: int,
    *,
    place_id: int | None = None,
    entry_id: int | None = None,
) -> list[Quote]:
    """Give the words of a person that entries quote or ask to quote: all, of one thread's entries, or of one entry's.

    For that person's eyes only. Drafts are left out: nobody was asked yet.
    """
    asked = sa.select(entries.c.id).where(entries.c.community_id == community_id, entries.c.status.in_(_ASKED))
    if place_id is not None:
        asked = asked.where(entries.c.place_id == place_id)
    if entry_id is not None:
        asked = asked.where(entries.c.id == entry_id)
    mine = (quotes.c.author_id == member_id) & (quotes.c.words != "") & quotes.c.entry_id.in_(asked)
    return await load_quotes(tx, mine)


async def where_quoted(tx: Reading, community_id: int, member_id: int) -> list[tuple[Entry, list[Quote]]]:
    """Give the entries that quote or ask to quote a person, newest first, each with that person's quotes."""
    by_entry: dict[int, list[Quote]] = {}
    for quote in await quoted(tx, community_id, member_id):
        by_entry.setdefault(quote.entry_id, []).append(quote)
    found = [(await find(tx, entry_id), theirs) for entry_id, theirs in sorted(by_entry.items(), reverse=True)]
    return [(entry, theirs) for entry, theirs in found if entry is not None]


async def answer_quotes(
    tx: Writing,
    community_id: int,
    member_id: int,
    quote_ids: Sequence[int],
    answer: str,
    digest: str,
    at: datetime,
) -> None:
    """Write a person's answer for words of theirs, wherever the same words are quoted.

    `digest` is `digest_of_shown` of what they were shown. Raises `NotFound` for words of others, `Refusal` where the
    words changed meanwhile.
    """
    shown = [quote for quote in await quoted(tx, community_id, member_id) if quote.id in set(quote_ids)]
    if not shown:
        raise NotFound(_NOT_YOURS)
    if len(shown) != len(set(quote_ids)) or digest_of_shown(shown) != digest:
        raise Refusal(_CHANGED)
    for quote in shown:
        await _record(tx, community_id, quote, answer, at)
    await _apply(tx, shown, dict.fromkeys((quote.words_hash for quote in shown), answer), at)


async def answer_all_standing(tx: Writing, community_id: int, member_id: int, standing: str, at: datetime) -> None:
    """Set a person's standing answer (ask, named, unnamed, never); what waits for their answer gets it at once."""
    await communities.answer_always(tx, community_id, member_id, standing)
    if answer_of_standing(standing) in {NAMED, UNNAMED}:
        await ledger.undo(tx, Kind.STANDING, [(community_id, member_id)], "given", at)
    else:
        await ledger.remember(tx, Kind.STANDING, [(community_id, member_id)], standing, at)
    await sources_changed(tx, "member", [member_id])
    waiting = [quote for quote in await quoted(tx, community_id, member_id) if not is_settled(quote)]
    await settle(tx, community_id, waiting, at)
    await changed(tx, (quote.entry_id for quote in waiting), at)


async def settle(tx: Writing, community_id: int, waiting: Iterable[Quote], at: datetime) -> None:
    """Answer quotes for which there is nothing to ask: by what was answered for the same words, or a standing answer.

    Changes the quotes only: the caller carries it on.
    """
    for quote in waiting:
        if is_settled(quote):
            continue
        answer = await _known_answer(tx, community_id, quote)
        if answer is not None:
            await _record(tx, community_id, quote, answer, at)
            await put_answer(tx, quotes.c.id == quote.id, quote.words_hash, answer, at)


async def _known_answer(tx: Writing, community_id: int, quote: Quote) -> str | None:
    m = members.c
    standing = sa.select(m.standing_answer).where(m.community_id == community_id, m.id == quote.author_id)
    always = answer_of_standing((await tx.connection.execute(standing)).scalar() or "ask")
    if always == LEFT_OUT or await ledger.left_out(tx, quote.words_hash):
        return LEFT_OUT
    earlier = (
        sa.select(consents.c.answer)
        .where(consents.c.member_id == quote.author_id, consents.c.words_hash == quote.words_hash)
        .order_by(consents.c.id.desc())
        .limit(1)
    )
    answered: str | None = (await tx.connection.execute(earlier)).scalar()
    if answered is None and always is None and await _was_silent(tx, quote):
        return LEFT_OUT
    return answered or always


async def _was_silent(tx: Writing, quote: Quote) -> bool:
    """Say whether its author was asked about the same words before and the waiting time ended without an answer."""
    over = [status.value for status in Status if not status.is_before_publication]
    asked = (
        sa.select(quotes.c.id)
        .join(entries, entries.c.id == quotes.c.entry_id)
        .where(
            quotes.c.words_hash == quote.words_hash,
            quotes.c.id != quote.id,
            quotes.c.asked_at.is_not(None),
            quotes.c.entry_id != quote.entry_id,
            entries.c.status.in_(over),
        )
    )
    return (await tx.connection.execute(asked.limit(1))).first() is not None


async def _apply(tx: Writing, shown: Sequence[Quote], answers: dict[str, str], at: datetime) -> None:
    """Give the same words the same answer in every entry that quotes them."""
    author_id = shown[0].author_id
    touched = await load_quotes(tx, (quotes.c.author_id == author_id) & quotes.c.words_hash.in_(list(answers)))
    for words_hash, answer in answers.items():
        same = (quotes.c.author_id == author_id) & (quotes.c.words_hash == words_hash)
        await put_answer(tx, same, words_hash, answer, at)
    await changed(tx, (quote.entry_id for quote in touched), at)


async def put_answer(
    tx: Writing, where: sa.ColumnElement[bool], words_hash: str | None, answer: str | None, at: datetime | None
) -> None:
    """Write an answer into quotes, and which words it is for."""
    alter = sa.update(quotes).where(where)
    await tx.connection.execute(alter.values(answer=answer, answered_hash=words_hash, answered_at=at))


async def forget_answers(tx: Writing, entry_id: int) -> None:
    """Keep of the answers for an entry's quotes that they were given, without what tells the words again.

    Unless the same words stand in another entry: there the answer holds. Call it before the quotes go.
    """
    theirs = sa.select(quotes.c.id).where(quotes.c.entry_id == entry_id)
    elsewhere = sa.select(quotes.c.words_hash).where(quotes.c.entry_id != entry_id)
    c = consents.c
    unsaid = sa.update(consents).where(c.quote_id.in_(theirs), c.words_hash.not_in(elsewhere))
    await tx.connection.execute(unsaid.values(words_hash=""))


async def _record(tx: Writing, community_id: int, quote: Quote, answer: str, at: datetime) -> None:
    row = {
        "community_id": community_id,
        "quote_id": quote.id,
        "member_id": quote.author_id,
        "answer": answer,
        "words_hash": quote.words_hash,
        "answered_at": at,
    }
    await tx.connection.execute(sa.insert(consents).values(row))
    about = [(quote.words_hash,)]
    if answer == LEFT_OUT:
        await ledger.remember(tx, Kind.QUOTE, about, answer, at)
    else:
        await ledger.undo(tx, Kind.QUOTE, about, "given", at)
