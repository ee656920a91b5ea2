"""How long an erasure takes everywhere: a member with 2,000 messages among 100,000, entries, sessions, summaries.

Guildhall runs as a process of its own on a sandbox. Measured from the word typed: the answer, the last card that
showed anything of theirs, the last byte in the database's files (looked for again and again, which takes seconds each
time). The limit beside it is SQLite's VACUUM of the same file alone.
"""

import asyncio
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bench._stage import Stage, stage
from community.messages import Place, Said
from sandbox import client
from sandbox.client import Person, text_of
from storage import Database, messages, rights, scrubs

MESSAGES, THEIRS, ENTRIES, SESSIONS = 100_000, 2_000, 10, 5
_MARK = "quimzatvelork"
_THREAD = "Falls at night"
_WORDS = [f"word{n}" for n in range(5_000)]
_AT_ONCE = 500
_SUMMARIES = ("", "general")
_PATIENCE = 300
T = TypeVar("T")


async def figures() -> dict[str, Any]:
    """Give the seconds of each, and how large the file was."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with stage(folder) as running, client.Sandbox(running.url) as people:
            await running.start_bot()
            ben = await _planted(running, people)
            file = folder / "guildhall.db"
            shown = len(await _cards(ben))
            told = await _erased(ben, file)
            await running.kill_bot()
        told |= {"cards_that_showed_it": shown, "clearing": await _clearing(folder)}
    return {"messages": MESSAGES, "theirs": THEIRS, "entries": ENTRIES, "sessions": SESSIONS, **told}


async def _planted(running: Stage, people: client.Sandbox) -> Person:
    """Have Ben leave something everywhere; gives him."""
    amira, ben = await people.person("amira"), await people.person("ben")
    await _until(partial(_has_commands, amira))
    await amira.command("general", "topic open", channel="general", purpose="What we learn")
    notices = await amira.place_id("notices")
    for name in ("summary_channel", "notices_channel"):
        await amira.command("general", "community settings", name=name, value=f"<#{notices}>")
    guild, channel = int((await ben.guilds())[0]["id"]), int(await ben.place_id("general"))
    await _talk(running.database, Place(channel, guild, channel, channel), int(ben.id))
    for n in range(ENTRIES):
        form = await ben.command(_THREAD, "knowhow capture")
        panel = await ben.submit(form, {"Title": f"Entry {n} {_MARK}", "What we did": f"We did {_MARK} {n}"})
        await ben.click(panel, "Publish without quotes")
    for n in range(SESSIONS):
        plan = {"format": "open hour", "title": f"About {_MARK} {n}", "starts": f"in {50 + n} hours"}
        await ben.click(await ben.command("general", "session plan", topic="general", **plan), "Confirm")
    for topic in _SUMMARIES:
        asked = await amira.command("general", "summary post", **({"topic": topic} if topic else {}))
        await amira.click(await amira.select(asked, "This week so far"), "Post")
    wanted = 2 * ENTRIES + SESSIONS
    await _until(partial(_has_cards, ben, wanted))
    return ben


async def _talk(address: str, place: Place, author_id: int) -> None:
    chance = random.Random(21)  # noqa: S311 - the same talk at every run
    now = datetime.now(UTC)
    theirs = set(chance.sample(range(MESSAGES), THEIRS))
    database = await Database.open(address)
    try:
        for first in range(0, MESSAGES, _AT_ONCE):
            batch = []
            for n in range(first, first + _AT_ONCE):
                is_theirs = n in theirs
                text = " ".join(chance.choices(_WORDS, k=chance.randint(5, 60))) + (f" {_MARK}" if is_theirs else "")
                author, name = (author_id, "Ben Carter") if is_theirs else (10_000 + n % 500, f"Person {n % 500}")
                at = now - timedelta(days=60) * (MESSAGES - n) / MESSAGES
                batch.append(Said(10**12 + n, place, author, name, text, at))
            await database.write(None, partial(messages.keep, said=batch))
    finally:
        await database.close()


async def _cards(person: Person) -> list[Any]:
    """Give what the bot posted that shows anything of Ben's."""
    view = await person.view()
    found = []
    for place in [*view["channels"], *view["threads"]]:
        if place["type"] in {0, 11, 12}:
            found += [m for m in await person.messages(place["id"], limit=100) if m["author"].get("bot")]
    return [m for m in found if _MARK in text_of(m) and not m["flags"] & 64]


async def _has_commands(person: Person) -> bool:
    return any(command["name"] == "topic" for command in await person.commands("general"))


async def _has_cards(person: Person, number: int) -> bool:
    return len(await _cards(person)) >= number


async def _has_none(person: Person) -> bool:
    return not await _cards(person)


async def _no_byte(file: Path) -> bool:
    return not await asyncio.to_thread(_held, file)


def _held(file: Path) -> bool:
    return any(_MARK.encode() in one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not await holds():  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.2)


async def _erased(ben: Person, file: Path) -> dict[str, Any]:
    asked = await ben.click(await ben.command("general", "privacy erase"), "Erase")
    began = time.perf_counter()

    async def since(done: Awaitable[T]) -> tuple[float, T]:
        told = await done
        return round(time.perf_counter() - began, 1), told

    (answered, reply), (cards, _), (no_byte, _) = await asyncio.gather(
        since(ben.submit(asked, {"Type ERASE to erase": "ERASE"})),
        since(_until(partial(_has_none, ben))),
        since(_until(partial(_no_byte, file))),
    )
    done = "still in use" not in reply.text
    return {"answered_s": answered, "files_done_with_the_answer": done, "last_card_s": cards, "last_byte_s": no_byte}


async def _clearing(folder: Path) -> dict[str, Any]:
    """Measure the clearing of a day on the same file, and VACUUM alone on a copy."""
    file, copy = folder / "guildhall.db", folder / "copy.db"
    database = await Database.open(f"sqlite+aiosqlite:///{file}")
    try:
        await database.write(None, partial(scrubs.ask, at=datetime.now(UTC)))
        began = time.perf_counter()
        assert await rights.clear(database, datetime.now(UTC))
        took = time.perf_counter() - began
    finally:
        await database.close()
    shutil.copyfile(file, copy)
    return {
        "megabytes": round(file.stat().st_size / 1_000_000, 1),
        "s": round(took, 1),
        "vacuum_alone_s": _vacuum(copy),
    }


def _vacuum(file: Path) -> float:
    connection = sqlite3.connect(file)
    began = time.perf_counter()
    connection.execute("VACUUM")
    connection.close()
    return round(time.perf_counter() - began, 1)
