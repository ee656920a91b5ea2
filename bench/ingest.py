"""Messages a second from the gateway's text to the committed, indexed row.

The limit beside it is the same rows, put by plain `sqlite3` into the same table of an empty database in batches of
200, with the same settings: no gateway, no full text, no conversations.
"""

import asyncio
import json
import sqlite3
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import sqlalchemy as sa

from bot import Settings, build_bot
from bot.client import Guildhall
from bot.settings import DatabaseSettings
from storage import Database, Writing, communities
from storage.tables.messages import messages
from storage.tables.topics import topics

_MESSAGES, _PEOPLE, _AT_ONCE = 10_000, 200, 200
_GUILD, _CHANNEL, _THREADS = 1, 10, 20
_WORDS = (
    "we moved the safety huddle before handover and attendance doubled within two weeks on both wards although the "
    "night staff would rather keep the old time so we are trying a short note on the board instead"
)
_TALK = tuple(_WORDS.split())


async def figures() -> dict[str, Any]:
    """Give messages/s in one channel and spread over threads, beside raw sqlite3, with the share of it reached."""
    limit = await _raw()
    channel = await _through_the_bot(threads=0)
    spread = await _through_the_bot(threads=_THREADS)
    return {
        "messages": _MESSAGES,
        "raw_sqlite3_per_s": round(limit),
        "one_channel_per_s": round(channel),
        "over_threads_per_s": round(spread),
        "share_of_limit": round(max(channel, spread) / limit, 3),
    }


def _events(threads: int) -> list[str]:
    start = discord.utils.time_snowflake(datetime.now(UTC) - timedelta(hours=1))
    return [
        json.dumps(
            {
                "id": str(start + (number << 22)),
                "type": 0,
                "guild_id": str(_GUILD),
                "channel_id": str(_CHANNEL + 1 + number % threads if threads else _CHANNEL),
                "author": {"id": str(500 + number % _PEOPLE), "username": f"person{number % _PEOPLE}"},
                "member": {"nick": None, "roles": []},
                "content": " ".join(_TALK[(number + word) % len(_TALK)] for word in range(20)),
                "timestamp": "2026-01-01T00:00:00+00:00",
                "edited_timestamp": None,
                "attachments": [],
                "embeds": [],
                "mentions": [],
            }
        )
        for number in range(_MESSAGES)
    ]


async def _through_the_bot(*, threads: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), database=DatabaseSettings(f"sqlite+aiosqlite:///{folder}/bench.db"))
        bot = build_bot(settings)
        bot.database = await Database.open(settings.database.address)
        try:
            await bot.database.write(None, _lay_ground)
            await bot.hear_gateway()
            return await _feed(bot, _events(threads), threads)
        finally:
            await bot.ingest.stop()
            await bot.mirror.stop()
            await bot.database.close()


async def _feed(bot: Guildhall, events: list[str], threads: int) -> float:
    take = bot._connection.parsers  # noqa: SLF001 - where the gateway hands an event over
    for thread in range(_CHANNEL + 1, _CHANNEL + 1 + threads):
        opened = {
            "id": str(thread),
            "guild_id": str(_GUILD),
            "parent_id": str(_CHANNEL),
            "type": 11,
            "name": "A thread",
        }
        bot.ingest.hear("THREAD_CREATE", opened | {"newly_created": True})
    began = time.perf_counter()
    for number, event in enumerate(events):
        take["MESSAGE_CREATE"](discord.utils._from_json(event))  # noqa: SLF001 - as discord.py's gateway reads it
        if number % 20 == 0:
            await asyncio.sleep(0)
    await bot.ingest.settled()
    seconds = time.perf_counter() - began
    async with bot.database.read() as tx:
        kept = (await tx.connection.execute(sa.select(sa.func.count()).select_from(messages))).scalar_one()
    assert kept == _MESSAGES, "a figure for messages that were lost is no figure"
    return _MESSAGES / seconds


async def _lay_ground(tx: Writing) -> None:
    await communities.remember(tx, _GUILD, "A community")
    row = {"id": _CHANNEL, "community_id": _GUILD, "name": "general", "opened_at": datetime.now(UTC)}
    await tx.connection.execute(sa.insert(topics).values(row))


async def _raw() -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        database = await Database.open(f"sqlite+aiosqlite:///{path}")
        await database.write(None, _lay_ground)
        await database.close()
        rows = [_row(json.loads(event)) for event in _events(0)]
        return await asyncio.to_thread(_insert, path, rows)


def _row(data: dict[str, Any]) -> tuple[Any, ...]:
    id_, at = int(data["id"]), discord.utils.snowflake_time(int(data["id"])).replace(tzinfo=None).isoformat(" ")
    return (_GUILD, id_, _CHANNEL, _CHANNEL, _CHANNEL, id_, int(data["author"]["id"]), 0, data["content"], at, 0)


def _insert(path: Path, rows: list[tuple[Any, ...]]) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    columns = "community_id, id, topic_id, place_id, seen_in, conversation_id, author_id, by_bot, content, created_at"
    statement = f"INSERT INTO messages ({columns}, attachments) VALUES ({', '.join('?' * 11)})"  # noqa: S608 - our own names
    began = time.perf_counter()
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, rows[start : start + _AT_ONCE])
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return len(rows) / seconds
