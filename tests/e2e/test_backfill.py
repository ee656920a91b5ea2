"""The history of a live community, read back in whole while the bot runs."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import discord
import pytest
import sqlalchemy as sa

from bot.ingest import backfill
from bot.ingest.backfill import Backfill, Report
from bot.ingest.pace import Pace
from community.errors import Misconfigured
from sandbox.actions.deletion import bulk_delete
from sandbox.client import Person
from storage import Database, access, communities, engines, topics
from storage.database import Writing
from storage.tables.messages import conversations, messages
from tests.e2e.conftest import TOKEN, Scene
from tests.e2e.kept import contents_of, holds_row, place_id, rows_of

THREAD = "Falls at night"


async def _opened(address: str) -> Database:
    """Open the database, however often the bot just then writes (a test may let nobody wait for it)."""
    while True:
        try:
            return await Database.open(address)
        except Misconfigured as refused:
            if "locked" not in str(refused):
                raise


async def _read_back(scene: Scene, *, held_up: bool = False) -> tuple[Report, Pace]:
    """Read the history of all that is open as `guildhall backfill` does: with a client and a database of its own.

    `held_up`: another process has the database to itself when it begins.
    """
    pace, guild = Pace(), scene.bot.guilds[0].id
    database = await _opened(scene.settings.database.address)
    try:
        async with discord.Client(intents=discord.Intents.none(), http_trace=pace.trace) as client:
            await client.login(TOKEN)
            async with database.read() as tx:
                wanted = await topics.all_open(tx, guild)
            reading = Backfill(client, database, scene.clock.now)
            running = asyncio.create_task(reading.run(guild, wanted))
            if held_up:
                with _locked(scene.settings.database.address):
                    await asyncio.wait({running}, timeout=1)
            await running
            return reading.report, pace
    finally:
        await database.close()


@contextmanager
def _locked(address: str) -> Iterator[None]:
    """Hold a SQLite database as another process does that writes for long; PostgreSQL has no such lock."""
    if not address.startswith("sqlite"):
        yield
        return
    with closing(sqlite3.connect(address.partition("///")[2], timeout=60, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


async def _private_and_archived(scene: Scene, ben: Person, cho: Person) -> int:
    assert scene.bot.user is not None
    thread = await ben.open_thread("general", "Among us", private=True)
    await ben.join(thread, scene.bot.user.id)
    await ben.join(thread, cho)
    await cho.send(thread, "Nobody else has read this")
    await ben.change_thread(thread, archived=True)
    return int(thread["id"])


async def _set(scene: Scene, name: str, value: int | None) -> None:
    async def work(tx: Writing) -> None:
        await communities.change_setting(tx, scene.bot.guilds[0].id, name, value)

    await scene.bot.database.write(None, work)


async def test_everything_is_read_once_from_every_kind_of_place_and_seen_by_those_who_may(scene: Scene):
    amira, ben, cho = [await scene.person(name) for name in ("amira", "ben", "cho")]
    falls = int((await ben.channel(THREAD))["id"])
    await cho.change_thread(THREAD, archived=True)
    private = await _private_and_archived(scene, ben, cho)
    scene.clock.moved += timedelta(days=60)
    await amira.command("general", "topic open", channel="general", purpose="What we learn")
    await scene.bot.ingest.caught_up()
    general = await place_id(scene, "general")
    assert await contents_of(scene, general) == []

    report, pace = await _read_back(scene)
    kept = await contents_of(scene, general)
    said = [m for m in reversed(await ben.messages("general")) if m["type"] in {0, 19} and not m["author"].get("bot")]
    assert kept == [m["content"] for m in said]
    assert any("safety huddle" in words for words in kept)
    assert len(await contents_of(scene, falls)) == 3
    assert await contents_of(scene, private) == ["Nobody else has read this"]
    huddle = (await rows_of(scene, sa.select(messages).where(messages.c.content.contains("safety huddle"))))[0]
    (answer,) = await rows_of(scene, sa.select(messages).where(messages.c.reply_to == huddle.id))
    assert answer.conversation_id == huddle.conversation_id == huddle.id
    async with scene.bot.database.read() as tx:
        for name, sees in (("ben", True), ("cho", True), ("dev", False)):
            member = int((await scene.person(name)).id)
            seen = await access.seen_by_member(tx, scene.bot.guilds[0].id, member, scene.clock.now())
            assert (private in seen) == sees
    assert report.failed == []
    assert report.new == len(await rows_of(scene, sa.select(messages.c.id)))

    # The thread is archived, so the running bot was never told of it.
    two = [int(message["id"]) for message in (await ben.messages(falls))[:2]]
    bulk_delete(scene.sandbox.state, int(amira.id), falls, two)
    gone = messages.c.id == two[0]
    await scene.bot.ingest.until(holds_row(messages, gone, messages.c.deleted_at.is_not(None)))
    again, pace_again = await _read_back(scene)
    assert again.new == 0
    assert pace_again.requests < pace.requests + 1
    assert (await contents_of(scene, falls))[-2:] == ["", ""], "what was taken back stays so"


async def test_what_may_not_be_read_is_named_and_what_would_be_dropped_at_once_is_not_fetched(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    amira, bot = await scene.person("amira"), scene.bot.user
    assert bot is not None
    await _set(scene, "keep_days", 30)
    scene.clock.moved += timedelta(days=60)
    for channel in ("general", "measurement"):
        await amira.command("general", "topic open", channel=channel, purpose="What we learn")
    await scene.bot.ingest.caught_up()
    with monkeypatch.context() as impatient:
        impatient.setattr(engines, "_BUSY_MS", 50)
        impatient.setattr(backfill, "_PAUSES", [0.05] * 1000)
        report, _ = await _read_back(scene, held_up=True)
    assert (report.new, report.failed) == (0, [])
    await _set(scene, "keep_days", None)
    await amira.command("general", "topic open", channel="board", purpose="What we decide")
    board = await place_id(scene, "board")
    await scene.people.admin.set_overwrite(
        {"id": str(board)}, bot.id, role=False, allow=["view_channel"], deny=["read_message_history"]
    )
    report, _ = await _read_back(scene)
    assert [place for place, _ in report.failed] == [board]
    assert await rows_of(scene, sa.select(conversations).where(conversations.c.topic_id == board)) == []
