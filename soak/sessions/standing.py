"""What stands in Discord, of what the bot wrote: where it is, and which due row it was sent for."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from community.sessions import Session
from sandbox.client import Person, text_of
from sandbox.client.admin import Admin
from soak.sessions.coffee import GUESTS
from soak.sessions.story import CHANNEL, everything, is_from_bot
from storage import Database, coffee, sessions
from storage.tables.outbox import outbox

Json = dict[str, Any]

SENDING = {
    *("session-card", "session-reminder", "session-cancelled", sessions.TOLD, sessions.OFFER, sessions.GIVEN),
    *(sessions.STEP, sessions.OVER, sessions.POLL_CARD, sessions.POLL_PICKED),
    *(sessions.DIRECT, sessions.ROLE_OFFERED, sessions.AFTER, sessions.ASK),
    *(coffee.NOTICE_TO, coffee.THREAD, coffee.ASK),
}
"""Kinds of due rows of which each sends one message, which stays."""
_PASSING = {
    *(sessions.STEP, sessions.OVER, sessions.REMINDER, sessions.DIRECT, sessions.OFFER, sessions.GIVEN),
    *(sessions.TOLD, sessions.ROLE_OFFERED, sessions.ASK, coffee.NOTICE_TO, coffee.ASK),
}
"""Those of which nothing is said once there is no use in it, nor looked for whether it was said."""
MENTION = re.compile(r"<@\d+>\s*")
_EPOCH = 1420070400000
_SYSTEM = {0, 19, 20}
"""Kinds of messages that somebody wrote; the others are Discord's own."""


@dataclass
class Standing:
    """All messages of the bot, by id; `threads` are all that there are, `events` those of Discord that stand."""

    messages: dict[int, Json] = field(default_factory=dict)
    threads: list[Json] = field(default_factory=list)
    events: set[int] = field(default_factory=set)

    @classmethod
    async def read(cls, people: dict[str, Person], admin: Admin) -> "Standing":
        """Read every place: the channel and its threads, coffee's private threads, what was written to people."""
        found = cls(threads=(await admin.guild())["threads"])
        amira = people["amira"]
        found.events = {int(one["id"]) for one in (await amira.view())["events"]}
        await found._take(amira, CHANNEL)
        seen: set[str] = set()
        for name in GUESTS:
            for thread in (await people[name].view())["threads"]:
                if thread["id"] not in seen:
                    seen.add(thread["id"])
                    await found._take(people[name], thread["id"])
            for channel in await people[name].dms():
                await found._take(people[name], channel["id"])
        return found

    async def _take(self, person: Person, place: str) -> None:
        there = await everything(person, place)
        self.messages |= {int(one["id"]): one for one in there if is_from_bot(one) and one["type"] in _SYSTEM}

    def within(self, place: int | None) -> list[Json]:
        """Give what the bot wrote in a place, oldest first."""
        return [one for id_, one in sorted(self.messages.items()) if int(one["channel_id"]) == place]

    def text(self, id_: int | None) -> str:
        """Give what a message says; nothing of one that is not there."""
        return text_of(self.messages[id_]) if id_ in self.messages else ""

    def twice(self) -> list[str]:
        """Give the names of threads that two have."""
        names = Counter(one["name"] for one in self.threads if one["name"].startswith("Coffee,"))
        return sorted(name for name, times in names.items() if times > 1)


@dataclass(frozen=True)
class Sent:
    """The due rows, as the outbox has them in the end."""

    rows: list[Any]

    @classmethod
    async def read(cls, database: Database) -> "Sent":
        """Read them."""
        async with database.read() as tx:
            return cls(list(await tx.connection.execute(sa.select(outbox).order_by(outbox.c.id))))

    def gone(self, standing: Standing) -> list[str]:
        """Give the keys of what was sent by the outbox's word, and stands nowhere."""
        sent = [one for one in self.rows if one.kind in SENDING and one.message_id is not None]
        return sorted(one.dedupe_key for one in sent if one.message_id not in standing.messages)

    def undone(self) -> list[str]:
        """Give the keys of what was given up, or came too late."""
        kinds = {sessions.OVER, sessions.OFFER}  # of no use once they are late: nothing is owed
        undone = [one for one in self.rows if one.status in {"failed", "missed"}]
        return sorted(one.dedupe_key for one in undone if not (one.status == "missed" and one.kind in kinds))

    def strays(self, standing: Standing, noted: set[int], there: list[Session]) -> list[str]:
        """Give what stands although nothing knows of it: it was sent twice, and one is known.

        What was sent just before a kill, and was over when it would have been tried again, is not known either: for
        each row of which that may be, one message is let stand that tells of its session and says what no other does.
        """
        known = {one.message_id for one in self.rows} | noted
        words = Counter(map(_words, standing.messages.values()))
        unmarked = [one for one in self.rows if _may_stand(one)]
        by_id = {one.id: one for one in there}
        of_sessions = {place for one in there for place in (one.channel_id, one.thread_id)}
        found: list[str] = []
        for id_ in sorted(standing.messages.keys() - known):
            message = standing.messages[id_]
            row = next((one for one in unmarked if _tells_of(message, one, by_id, of_sessions)), None)
            if row is None or words[_words(message)] > 1:
                found.append(f"{id_}: {standing.text(id_)[:60]}")
            else:
                unmarked.remove(row)
        return found

    def lateness(self, standing: Standing) -> list[float]:
        """Give how many seconds after they fell due reminders were sent."""
        sent = [one for one in self.rows if one.kind == "session-reminder" and one.message_id in standing.messages]
        return sorted((moment(one.message_id) - one.due_at).total_seconds() for one in sent)


def _may_stand(row: Any) -> bool:
    """Say whether a row's message may stand though its id is not known: it was tried, and then of no use."""
    tried = row.attempts > 1 or (row.status == "cancelled" and row.attempts > 0)
    return tried and row.message_id is None and row.kind in _PASSING


def _tells_of(message: Json, row: Any, there: dict[int, Session], of_sessions: set[int | None]) -> bool:
    """Say whether a message may be a row's; one that names no session, as of coffee, is told where none is."""
    place = int(message["channel_id"])
    if "session" not in row.payload:
        return place not in of_sessions
    session = there[row.payload["session"]]
    return place == session.thread_id or session.plan.title in text_of(message)


def _words(message: Json) -> tuple[str, str]:
    return message["channel_id"], MENTION.sub("", text_of(message)).strip()


def moment(id_: int) -> datetime:
    """Give when a message was made, by its id."""
    return datetime.fromtimestamp(((id_ >> 22) + _EPOCH) / 1000, UTC)
