"""Many rows, put into a database in no time: due ones, and a community with series, sessions, answers and coffee."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa

from community.access import READABLE
from storage import Database
from storage.database import Writing
from storage.tables.communities import communities

COMMUNITY, PLACES = 1, 200
SERIES, SESSIONS, ANSWERS, GUESTS, WAITED_FOR = 1_000, 20_000, 5, 1_000, 2_000
_COLUMNS = ("community_id", "id", "kind", "dedupe_key", "payload", "due_at", "status", "attempts", "finished_at")


def at(moment: datetime) -> str:
    """Write a moment as SQLite keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


async def fill(file: Path, database: Database, rows: int, *, due: datetime | None = None, done: int = 0) -> None:
    """Put due rows into a SQLite file, the first `done` of them done; due a day ago unless `due` says from when on."""
    await database.write(None, _community)
    values = ((*row[:4], row[4], at(row[5]), *row[6:8], row[8] and at(row[8])) for row in _due(rows, due, done))
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(_insert("outbox", _COLUMNS), values)
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def fill_served(address: str, database: Database, rows: int) -> None:
    """Put due rows into PostgreSQL, and let it count them as it does by itself."""
    await database.write(None, _community)
    raw = await asyncpg.connect(address)
    try:
        await raw.copy_records_to_table("outbox", records=list(_due(rows, None, 0)), columns=_COLUMNS)
        await raw.execute("ANALYZE outbox")
    finally:
        await raw.close()


def _due(rows: int, due: datetime | None, done: int) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    first = due or now - timedelta(days=1)
    for number in range(1, rows + 1):
        moment = first + timedelta(seconds=number % 80_000)
        payload = json.dumps({"session": number})
        is_done = number <= done
        status, ended = ("sent", now) if is_done else ("pending", None)
        yield COMMUNITY, number, "bench", f"bench:{number}", payload, moment, status, 0, ended


async def _community(tx: Writing) -> None:
    row = {"id": COMMUNITY, "name": "Bench", "mirrored_at": datetime.now(UTC)}
    await tx.connection.execute(sa.insert(communities), row)


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names


async def planned_world(file: Path) -> None:
    """Put series, sessions to come with answers, members, some who left, and guests of coffee into a SQLite file."""
    now = datetime.now(UTC)
    later, wall = now + timedelta(days=3), "2026-12-03T14:00"
    plan = {"community_id": COMMUNITY, "topic_id": 1, "seen_in": 1, "title": "Falls", "format": "open hour"}
    plan |= {"local_start": wall, "zone": "Europe/London", "minutes": 60, "location": "", "host_id": 1}
    plan |= {"planned_by": 1, "planned_at": at(now), "version": 1, "chatham_house": False}
    of_series = {"status": "running", "rule": "FREQ=WEEKLY", "holidays": "", "earlier": 0, "look_at": at(later)}
    of_session = {"status": "planned", "starts_at": at(later), "counted": 0}
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        _many(raw, "series", [plan | of_series | {"id": number} for number in range(1, SERIES + 1)])
        _many(raw, "sessions", [plan | of_session | {"id": number} for number in range(1, SESSIONS + 1)])
        said = {"answer": "going", "answered_at": at(now), "by_series": False}
        _many(raw, "rsvps", [said | one for n in range(1, SESSIONS + 1) for one in _answers(n)])
        member = {"community_id": COMMUNITY, "display_name": "Cho", "is_bot": False, "present": True}
        _many(raw, "members", [member | {"id": n, "present": n <= GUESTS} for n in range(1, 2 * GUESTS + 1)])
        role = {"community_id": COMMUNITY, "id": COMMUNITY, "name": "everyone", "permissions": READABLE}
        _many(raw, "roles", [role])
        place = {"community_id": COMMUNITY, "kind": "text", "name": "falls", "archived": False, "gone": False}
        _many(raw, "places", [place | {"id": number} for number in range(1, PLACES + 1)])
        guest = {"community_id": COMMUNITY, "joined_at": at(now)}
        _many(raw, "coffee_guests", [guest | {"member_id": number} for number in range(1, GUESTS + 1)])
        raw.execute("COMMIT")


def _answers(session: int) -> Iterator[dict[str, Any]]:
    """Give who said what to a session: all members in turn, and where people wait, the last of them does."""
    for number in range(ANSWERS):
        waits = session <= WAITED_FOR and number == ANSWERS - 1
        answer = {"answer": "waiting", "number": 1} if waits else {"answer": "going", "number": None}
        yield answer | {"session_id": session, "member_id": (session * ANSWERS + number) % GUESTS + 1}


def _many(raw: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    columns = tuple(rows[0])
    raw.executemany(_insert(table, columns), [tuple(row.values()) for row in rows])
