"""What members see while the database can't write, and that nothing of what they said meanwhile is lost."""

import asyncio
import logging

import pytest
import sqlalchemy as sa

from sandbox.client import Person
from storage.outage import Outage
from storage.tables.messages import messages as table
from tests.accidents import OwnServer, pragma, slow_commits
from tests.e2e.conftest import Scene, scene_on


async def _kept(scene: Scene) -> dict[int, str]:
    await scene.bot.ingest.settled()
    async with scene.bot.database.read() as tx:
        rows = await tx.connection.execute(sa.select(table.c.id, table.c.content).where(table.c.deleted_at.is_(None)))
        return {row.id: row.content for row in rows}


async def _talk_on(cho: Person, taken_back: dict[str, str]) -> dict[int, str]:
    """Say some things, take one of them and an older one back; give what is to be kept."""
    said = [await cho.send("general", f"Said in the outage, {number}") for number in range(4)]
    await cho.edit(said[0], "Said in the outage, and put better")
    for message in (said[1], taken_back):
        await cho.delete(message)
    return {int(said[0]["id"]): "Said in the outage, and put better"} | {int(m["id"]): m["content"] for m in said[2:]}


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_while_nothing_can_be_saved_members_are_told_and_what_they_say_is_kept_for_later(
    address: str, caplog: pytest.LogCaptureFixture
):
    async with scene_on(address) as scene:
        amira, cho = await scene.person("amira"), await scene.person("cho")
        await amira.command("general", "topic open", channel="general", purpose="What we learn")
        before = await cho.send("general", "Said before, and taken back in the outage")
        await scene.bot.ingest.settled()
        caplog.clear()
        await pragma(scene.bot.database, "query_only = ON")
        kept = await _talk_on(cho, before)
        closing = await amira.command("general", "topic close", topic="general", reason="The year is over")
        assert "nothing of this was saved" in closing.text
        assert "general" in (await cho.command("general", "topic show", topic="general")).text, "reading goes on"
        await scene.bot.tick()
        await pragma(scene.bot.database, "query_only = OFF")
        stored = await _kept(scene)
        assert kept.items() <= stored.items()
        assert int(before["id"]) not in stored
        assert "closed" in (await amira.command("general", "topic close", topic="general", reason="It is over")).text
    assert _told(caplog) == [Outage.READ_ONLY.value, "The database does its work again."]


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_slow_disk_slows_and_loses_nothing(address: str, caplog: pytest.LogCaptureFixture):
    async with scene_on(address) as scene:
        amira, cho = await scene.person("amira"), await scene.person("cho")
        await amira.command("general", "topic open", channel="general", purpose="What we learn")
        await scene.bot.mirror.settled()
        commits = await slow_commits(scene.bot.database, 0.2)
        said, opened = await asyncio.gather(
            asyncio.gather(*(cho.send("general", f"Said on a slow disk, {number}") for number in range(60))),
            amira.command("general", "topic open", channel="measurement", purpose="What we measure"),
        )
        assert "is a topic now" in opened.text
        assert {int(message["id"]) for message in said} <= (await _kept(scene)).keys()
        assert 2 <= len(commits) < len(said), "what waits is written together"
    assert _told(caplog) == []


async def test_while_the_server_is_away_members_are_told_and_what_they_say_is_kept_for_later(
    caplog: pytest.LogCaptureFixture,
):
    server = OwnServer()
    try:
        async with scene_on(server.address) as scene:
            amira, cho = await scene.person("amira"), await scene.person("cho")
            await amira.command("general", "topic open", channel="general", purpose="What we learn")
            before = await cho.send("general", "Said before, and taken back in the outage")
            await scene.bot.ingest.settled()
            caplog.clear()
            await server.stop()
            kept = await _talk_on(cho, before)
            shown = await cho.command("general", "topic show", topic="general")
            assert "can't look anything up just now" in shown.text
            await server.start()
            stored = await _kept(scene)
            assert kept.items() <= stored.items()
            assert int(before["id"]) not in stored
            assert "general" in (await cho.command("general", "topic show", topic="general")).text
        assert _told(caplog) == [Outage.AWAY.value, "The database does its work again."]
    finally:
        server.end()
