"""The card that asks for consent: one a thread, for all entries that ask in it."""

from dataclasses import dataclass
from datetime import datetime

from discord.utils import format_dt

from community.knowhow import Status, clip_words, neutral
from storage import knowhow
from storage.database import Reading

_TITLES = 4
_PEOPLE = 40


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked in a thread. `newly` are the ids of those whom this asking is for; `asked` of all who were asked.

    `waiting` are titles of entries that ask, and when each publishes by itself; `done` says whether one is published.
    """

    place_id: int
    newly: tuple[int, ...]
    asked: tuple[int, ...]
    waiting: tuple[tuple[str, datetime | None], ...]
    done: bool

    @property
    def stands(self) -> bool:
        """Whether there is anything left for the card to stand for."""
        return bool(self.waiting) or self.done

    def text(self) -> str:
        """Say what is asked, of whom, and until when; at most 2,000 characters. No words of anybody stand in it."""
        people = " ".join(f"<@{id_}>" for id_ in self.asked[:_PEOPLE])
        lines = [people] if people else []
        for title, until in self.waiting[:_TITLES]:
            named = f"**{clip_words(neutral(title), 200)}**"
            when = f" It publishes by itself {format_dt(until, 'F')}, with what was agreed by then." if until else ""
            lines.append(f"Know-how from this thread is to be kept for others: {named}.{when}")
        if not self.waiting and self.newly:
            lines.append(
                "Know-how from this thread quotes words that were changed since: they are out until answered for."
            )
        elif not self.waiting:
            lines.append("Know-how from this thread was published.")
        lines.append(
            "If you are quoted, press **Answer** to see exactly which words of yours: only you see them, and nobody is "
            "shown what you answer. No answer counts as no. You can change your answer at any time, also afterwards."
        )
        return "\n".join(lines)


async def question_of(tx: Reading, entry_id: int, quote_ids: list[int]) -> Question | None:
    """Give what is asked in an entry's thread; `quote_ids` are the entry's quotes that are newly asked about."""
    entry = await knowhow.find(tx, entry_id)
    if entry is None:
        return None
    newly = {
        quote.author_id for quote in await knowhow.quotes_of(tx, entry_id) if quote.id in quote_ids and quote.words
    }
    if entry.status in {Status.DRAFT, Status.TAKEN_DOWN}:
        newly = set()
    here = await knowhow.asking_in(tx, entry.place_id)
    asked = newly | set(await knowhow.asked_of(tx, [other.id for other in here]))
    return Question(
        place_id=entry.place_id,
        newly=tuple(sorted(newly)),
        asked=tuple(sorted(asked)),
        waiting=tuple((e.fields.title, e.waits_until if e.publishes_itself else None) for e in here),
        done=await knowhow.published_in(tx, entry.place_id),
    )
