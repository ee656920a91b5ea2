"""Comparing what the bot said yes to with what became of it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bench._stage import Stage
from sandbox.client import Person, text_of
from sandbox.client.answers import EPHEMERAL
from sandbox.client.places import Named
from soak.consent import ASKED
from soak.deeds import CHANNEL, THREAD, Deeds, title_of
from soak.weeks import BY_HAND, BY_ITSELF, wards
from storage import Database
from storage.tables.knowhow import entries, quotes
from storage.tables.messages import messages
from storage.tables.outbox import outbox
from storage.tables.sessions import rsvps, sessions

_PATIENCE = 300
"""Seconds: a lease of a killed process ends after 30, and what failed waits up to two minutes at its third try."""
_SOON = timedelta(seconds=10)
"""Reminders of the sessions planned last fall due by then."""
_LABELS = {"going": "Going", "maybe": "Maybe", "no": "Can't"}
_STARTS = "starts <t:"


async def count(running: Stage, deeds: Deeds, kills: int) -> dict[str, Any]:
    """Give what was acknowledged, lost and doubled, once the bot has caught up with all that is due by now."""
    database = await Database.open(running.database, migrate=False)
    until = datetime.now(UTC) + _SOON
    try:
        missing = await _until_empty(lambda: _missing(database, deeds))
        unsummarised = await _until_empty(lambda: _unsummarised(deeds, kills))
        undone = await _until_empty(lambda: _due(database, until))
        answers = await _answers_lost(database, deeds)
        captured = await _not_captured(database, deeds)
        remind = await _reminded(database, until)
        given_up = await _given_up(database)
        consents = await _consents_lost(database, deeds)
    finally:
        await database.close()
    asked = await _asked(deeds)
    summaries = await _summaries(deeds, kills)
    cards = Counter(t for t in await _posted(deeds, CHANNEL) if t.startswith("Session "))
    published = Counter(t for t in await _posted(deeds, THREAD) if t.startswith("Entry ")) + await _quoted(deeds)
    reminders = await _reminders(deeds)
    lost = {
        "messages": sorted(missing),
        "due rows": sorted(undone),
        "given up": given_up,
        "answers": answers,
        "sessions": sorted(deeds.planned - cards.keys()),
        "consents": sorted(consents),
        "questions": sorted({story.title for story in deeds.stories if story.asked} - asked.keys()),
        "entries": sorted(captured | (_published(deeds) - published.keys())),
        "summaries": sorted(unsummarised),
        "reminders": sorted(remind - reminders.keys()),
    }
    doubled = {
        "sessions": _more_than_once(cards),
        "questions": _more_than_once(asked),
        "entries": _more_than_once(published),
        "summaries": _more_than_once(summaries),
        "reminders": _more_than_once(reminders),
    }
    return {
        "acknowledged": {
            "messages": len(deeds.said),
            "deletions": len(deeds.deleted),
            "sessions": len(deeds.planned),
            "answers": len(deeds.answers),
            "drafts": len(deeds.captured),
            "questions": sum(story.asked for story in deeds.stories),
            "consents": sum(story.consented for story in deeds.stories),
            "entries": len(_published(deeds)),
            "reminders": len(remind),
            "summaries by themselves": len(wards(kills)) + 1,
            "summaries by hand": deeds.summarised,
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


async def _due(database: Database, until: datetime) -> list[str]:
    """Give the keys of what is due by then and not done."""
    async with database.read() as tx:
        due = (outbox.c.status == "pending") & (outbox.c.due_at <= until)
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


async def _consents_lost(database: Database, deeds: Deeds) -> set[str]:
    """Give the titles of entries of which the bot said that the answer was noted, and did not note it."""
    async with database.read() as tx:
        named = sa.select(entries.c.title).join(quotes, quotes.c.entry_id == entries.c.id)
        kept = set((await tx.connection.execute(named.where(quotes.c.answer == "named"))).scalars())
    return {story.title for story in deeds.stories if story.consented} - kept


def _published(deeds: Deeds) -> set[str]:
    return deeds.published | {story.title for story in deeds.stories if story.published}


async def _asked(deeds: Deeds) -> Counter[str]:
    """Count the questions that stand in each story's thread, by its title."""
    found: Counter[str] = Counter()
    for story in deeds.stories:
        if story.thread is not None:
            found[story.title] += sum(ASKED in m["content"] for m in await _all(deeds.people["cho"], story.thread))
    return +found


async def _quoted(deeds: Deeds) -> Counter[str]:
    """Count the cards that stand in each story's thread, by the title of the entry."""
    found: Counter[str] = Counter()
    for story in deeds.stories:
        if story.thread is not None:
            found.update(title for title in await _posted(deeds, story.thread) if title == story.title)
    return found


async def _summaries(deeds: Deeds, kills: int) -> Counter[str]:
    """Count the summaries that stand, by where and of which kind."""
    found: Counter[str] = Counter()
    for place in (*wards(kills), "notices"):
        titles = [title.lower() for title in await _posted(deeds, place)]
        for kind in (BY_ITSELF, BY_HAND):
            found[f"{place}: {kind}"] += sum(kind in title for title in titles)
    return +found


async def _unsummarised(deeds: Deeds, kills: int) -> set[str]:
    owed = {f"{place}: {BY_ITSELF}" for place in (*wards(kills), "notices")}
    owed |= {f"notices: {BY_HAND}"} if deeds.summarised else set()
    return owed - (await _summaries(deeds, kills)).keys()


async def _given_up(database: Database) -> list[str]:
    """Give the keys of what was due and never done, by the outbox's own word."""
    async with database.read() as tx:
        undone = outbox.c.status.in_(["failed", "missed"])
        return list((await tx.connection.execute(sa.select(outbox.c.dedupe_key).where(undone))).scalars())


async def _reminded(database: Database, until: datetime) -> set[str]:
    """Give the titles of the sessions of which people were to be reminded by then."""
    async with database.read() as tx:
        owed = (outbox.c.kind == "session-reminder") & (outbox.c.due_at <= until)
        payloads = (await tx.connection.execute(sa.select(outbox.c.payload).where(owed))).scalars()
        ids = [payload["session"] for payload in payloads]
        return set((await tx.connection.execute(sa.select(sessions.c.title).where(sessions.c.id.in_(ids)))).scalars())


async def _all(person: Person, place: Named) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    while page := await person.messages(place, limit=100, **before):
        found += [message for message in page if not message["flags"] & EPHEMERAL]
        before = {"before": page[-1]["id"]}
    return found


async def _posted(deeds: Deeds, place: Named) -> list[str]:
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
