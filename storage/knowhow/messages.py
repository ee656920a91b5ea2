"""What becomes of quotes when the messages they come from are edited or deleted: ingest calls these as it writes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from community.knowhow import Status
from storage.database import Writing
from storage.files import files_of
from storage.knowhow.answering import put_answer, settle
from storage.knowhow.changes import ask_again
from storage.knowhow.entries import find, load_quotes
from storage.knowhow.marks import mark_of_words
from storage.knowhow.spread import changed
from storage.tables.knowhow import consents, quotes

_AT_ONCE = 500


async def forget_message(tx: Writing, message_ids: Sequence[int], at: datetime | None = None) -> None:
    """Empty every quote of these messages (they were deleted), and take the words out of all that showed them.

    Call it in the transaction that empties the messages. Ids of messages that nobody quotes are no error.
    """
    for start in range(0, len(message_ids), _AT_ONCE):
        some = message_ids[start : start + _AT_ONCE]
        gone = await load_quotes(tx, quotes.c.message_id.in_(some) & (quotes.c.words_hash != ""))
        if not gone:
            continue
        # Whoever has the key of the ledger too can guess short words back by their mark: it goes with them.
        hashes = {quote.words_hash for quote in gone}
        # So does the hash of what they were before an edit.
        ids = [quote.id for quote in gone]
        forget = sa.update(consents).where(consents.c.words_hash.in_(hashes) | consents.c.quote_id.in_(ids))
        await tx.connection.execute(forget.values(words_hash=""))
        empty = sa.update(quotes).where(quotes.c.id.in_(ids))
        await tx.connection.execute(empty.values(words="", words_hash="", answer=None, answered_hash=None))
        await changed(tx, (quote.entry_id for quote in gone), at)


async def message_edited(tx: Writing, message_id: int, new_content: str, at: datetime | None = None) -> None:
    """Correct every quote of a message to its new words (masked already) and files; its author is asked again.

    Until they answer, the quote is out of what is published; a standing answer, or one they gave before for the very
    same words, applies at once. Harmless when nothing changed. Call it in the transaction that
    changes the message.
    """
    found = await load_quotes(tx, (quotes.c.message_id == message_id) & (quotes.c.words_hash != ""))
    file_ids = [file.id for file in (await files_of(tx, [message_id])).get(message_id, ())] if found else []
    for quote in found:
        entry = await find(tx, quote.entry_id)
        if entry is None:
            continue
        moment = at or entry.changed_at + timedelta(microseconds=1)
        words_hash = await mark_of_words(tx, message_id, quote.author_id, new_content, file_ids, moment)
        if words_hash == quote.words_hash:
            continue
        if not new_content.strip():
            await forget_message(tx, [message_id], at)
            return
        renew = sa.update(quotes).where(quotes.c.id == quote.id)
        # An open question stays the same question: only one that was answered is asked anew.
        asked_at = None if quote.answer is not None else quotes.c.asked_at
        await tx.connection.execute(renew.values(words=new_content, words_hash=words_hash, asked_at=asked_at))
        await put_answer(tx, quotes.c.id == quote.id, None, None, None)
        if entry.status not in {Status.DRAFT, Status.TAKEN_DOWN}:
            await settle(tx, entry.community_id, await load_quotes(tx, quotes.c.id == quote.id), moment)
        await changed(tx, [entry.id], moment)
        renewed = await find(tx, entry.id)
        if renewed is not None and entry.status not in {Status.DRAFT, Status.TAKEN_DOWN}:
            await ask_again(tx, renewed, moment)
