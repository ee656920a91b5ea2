"""Comparing what the bot said yes to with what became of it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bench._stage import Stage
from sandbox.client import Person, text_of
from sandbox.client.answers import EPHEMERAL
from soak.deeds import CHANNEL, THREAD, Deeds, title_of
from storage import Database
from storage.tables.knowhow import entries
from storage.tables.messages import messages
from storage.tables.outbox import outbox
from storage.tables.sessions import rsvps, sessions

_PATIENCE = 90
_LABELS = {"going": "Going", "maybe": "Maybe", "no": "Can't"}
_STARTS = "starts <t:"


async def count(running: Stage, deeds: Deeds) -> dict[str, Any]:
    """Give what was acknowledged, lost and doubled, once the bot has caught up with all that is due."""
    database = await Database.open(running.database, migrate=False)
    try:
        missing = await _until_empty(lambda: _missing(database, deeds))
        undone = await _until_empty(lambda: _due(database))
        answers = await _answers_lost(database, deeds)
        captured = await _not_captured(database, deeds)
        remind = await _reminded(database)
    finally:
        await database.close()
    cards = Counter(t for t in await _posted(deeds, CHANNEL) if t.startswith("Session "))
    published = Counter(t for t in await _posted(deeds, THREAD) if t.startswith("Entry "))
    reminders = await _reminders(deeds)
    lost = {
        "messages": sorted(missing),
        "due rows": sorted(undone),
        "answers": answers,
        "sessions": sorted(deeds.planned - cards.keys()),
        "entries": sorted(captured | (deeds.published - published.keys())),
        "reminders": sorted(remind - reminders.keys()),
    }
    doubled = {
        "sessions": _more_than_once(cards),
        "entries": _more_than_once(published),
        "reminders": _more_than_once(reminders),
    }
    return {
        "acknowledged": {
            "messages": len(deeds.said),
            "deletions": len(deeds.deleted),
            "sessions": len(deeds.planned),
            "answers": len(deeds.answers),
            "drafts": len(deeds.captured),
            "entries": len(deeds.published),
            "reminders": len(remind),
        },
        "lost": sum(map(len, lost.values())),
        "doubled": sum(map(len, doubled.values())),
        "which": {"lost": _told(lost), "doubled": _told(doubled)},
    }


def _told(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: which for name, which in found.items() if which}


def _more_than_once(found: Counter[str]) -> list[Any]:
    return sorted(title for title, times in found.items() if times > 1)


async def _until_empty(look: Callable[[], Awaitable[Collection[Any]]]) -> Collection[Any]:
    """Look until nothing is left, or patience ends; give what is left."""
    left: Collection[Any] = ()
    try:
        async with asyncio.timeout(_PATIENCE):
            while left := await look():  # noqa: ASYNC110 - the bot is another process
                await asyncio.sleep(0.3)
    except TimeoutError:
        pass
    return left


async def _missing(database: Database, deeds: Deeds) -> set[int]:
    async with database.read() as tx:
        rows = await tx.connection.execute(sa.select(messages.c.id, messages.c.content))
        stored = {row.id: row.content for row in rows}
    gone = {id_ for id_ in deeds.deleted if stored.get(id_)}
    return (deeds.said - deeds.deleted - stored.keys()) | gone


async def _due(database: Database) -> list[str]:
    """Give the keys of what is due and not done."""
    async with database.read() as tx:
        due = (outbox.c.status == "pending") & (outbox.c.due_at <= datetime.now(UTC))
        return list((await tx.connection.execute(sa.select(outbox.c.dedupe_key).where(due))).scalars())


async def _answers_lost(database: Database, deeds: Deeds) -> list[Any]:
    names = {int(person.id): name for name, person in deeds.people.items()}
    async with database.read() as tx:
        query = sa.select(sessions.c.title, rsvps.c.member_id, rsvps.c.answer).join(
            rsvps, rsvps.c.session_id == sessions.c.id
        )
        rows = await tx.connection.execute(query)
        kept = {(row.title, names[row.member_id]): _LABELS[row.answer] for row in rows}
    return sorted(k for k, answer in deeds.answers.items() if kept.get(k) not in {answer, *deeds.tried.get(k, ())})


async def _not_captured(database: Database, deeds: Deeds) -> set[str]:
    async with database.read() as tx:
        return deeds.captured - set((await tx.connection.execute(sa.select(entries.c.title))).scalars())


async def _reminded(database: Database) -> set[str]:
    """Give the titles of the sessions whose reminder a day before was sent, by the outbox's own word."""
    async with database.read() as tx:
        sent = (outbox.c.kind == "session-reminder") & (outbox.c.status == "sent")
        payloads = (await tx.connection.execute(sa.select(outbox.c.payload).where(sent))).scalars()
        ids = [payload["session"] for payload in payloads]
        return set((await tx.connection.execute(sa.select(sessions.c.title).where(sessions.c.id.in_(ids)))).scalars())


async def _all(person: Person, place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    while page := await person.messages(place, limit=100, **before):
        found += [message for message in page if not message["flags"] & EPHEMERAL]
        before = {"before": page[-1]["id"]}
    return found


async def _posted(deeds: Deeds, place: str) -> list[str]:
    """Give the first lines of the cards that stand in a place."""
    return [title_of(m) for m in await _all(deeds.people["cho"], place) if m["embeds"]]


async def _reminders(deeds: Deeds) -> Counter[str]:
    """Count the reminders that stand in each session's thread, by its title."""
    cho = deeds.people["cho"]
    found: Counter[str] = Counter()
    for thread in (await cho.view())["threads"]:
        if thread["name"].startswith("Session "):
            found[thread["name"]] += sum(_STARTS in text_of(m) for m in await _all(cho, thread["id"]))
    return Counter({name: times for name, times in found.items() if times})
