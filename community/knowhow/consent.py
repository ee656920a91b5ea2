"""Whose yes a quote needs, what an answer means, and which quotes may be shown and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

NAMED, UNNAMED, LEFT_OUT = "named", "unnamed", "left_out"
ANSWERS = (NAMED, UNNAMED, LEFT_OUT)
"""What a person may answer for their words. No answer at all counts as left out."""

_OF_STANDING = {"named": NAMED, "unnamed": UNNAMED, "never": LEFT_OUT}


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of one person in one entry, and that person's answer.

    `answered_hash` is the hash of the words that were answered for; where it differs from `words_hash` the words have
    changed since, and the answer is void.
    """

    id: int
    entry_id: int
    message_id: int
    author_id: int
    words: str
    words_hash: str
    answer: str | None = None
    answered_hash: str | None = None
    position: int = 0


def hash_of_words(message_id: int, author_id: int, words: str, file_ids: Iterable[int] = ()) -> str:
    """Give the hash by which the same words, with the same files, of the same message and person are known again.

    It has 32 characters.
    """
    files = "".join(f"\0{id_}" for id_ in sorted(file_ids))  # no stored words hold a NUL
    return blake2b(f"{message_id}:{author_id}:{words}{files}".encode(), digest_size=16).hexdigest()


def answer_in_force(quote: Quote) -> str | None:
    """Give the answer for exactly these words; None where there is none, or the words changed or went since."""
    if not quote.words or quote.answered_hash != quote.words_hash:
        return None
    return quote.answer if quote.answer in ANSWERS else None


def is_shown(quote: Quote) -> bool:
    """Say whether the quote may be published: its author said yes to exactly these words."""
    return answer_in_force(quote) in {NAMED, UNNAMED}


def is_settled(quote: Quote) -> bool:
    """Say whether there is nothing left to ask: answered for these words, or no words are left."""
    return not quote.words or answer_in_force(quote) is not None


def shown_quotes(quotes: Iterable[Quote]) -> list[Quote]:
    """Give the quotes that may be published: those with a name in the capturer's order, then the nameless.

    The order of the nameless is that of their hashes, so that it says nothing of who spoke when.
    """
    shown = [quote for quote in quotes if is_shown(quote)]
    named = sorted((q for q in shown if q.answer == NAMED), key=lambda q: (q.position, q.id))
    nameless = sorted((q for q in shown if q.answer == UNNAMED), key=lambda q: (q.words_hash, q.id))
    return named + nameless


def digest_of_shown(quotes: Iterable[Quote]) -> str:
    """Give a mark of exactly these words, 10 characters; an answer with another mark was meant for other words."""
    shown = ",".join(f"{quote.id}:{quote.words_hash}" for quote in sorted(quotes, key=lambda q: q.id))
    return blake2b(shown.encode(), digest_size=5).hexdigest()


def answer_of_standing(standing: str) -> str | None:
    """Give the answer that a standing answer (ask, named, unnamed, never) gives by itself; None for ask."""
    return _OF_STANDING.get(standing)


def standing_of_answer(answer: str) -> str:
    """Give the standing answer that **Always answer so** makes of an answer."""
    return {answer: standing for standing, answer in _OF_STANDING.items()}[answer]
