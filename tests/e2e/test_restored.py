"""A backup is restored while the bot is away: nothing is sent again, nothing due is left out, nothing is mixed up."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Person, Reply, text_of
from storage.backups import make_backup, restore
from storage.database import Database
from tests.e2e.conftest import Scene


async def _nothing_erased(_database: Database) -> int:
    return 0


async def _plan(amira: Person, title: str, starts: str) -> None:
    options = {"topic": "general", "format": "open hour", "title": title, "starts": starts}
    await amira.click(await amira.command("general", "session plan", **options), "Confirm")


async def _card(amira: Person, title: str) -> dict[str, Any]:
    return await amira.wait_message("general", lambda m: title in text_of(m) and not m["flags"] & 64)


async def _reminders(amira: Person, card: dict[str, Any]) -> list[str]:
    now = next(m for m in await amira.messages("general") if m["id"] == card["id"])
    return [m["content"] for m in await amira.messages(now["thread"]["id"]) if "starts <t:" in m["content"]]


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_restore_sends_nothing_again_and_lets_nothing_be_missed(opened: Scene, address: str, tmp_path: Path):
    amira, ben = await opened.person("amira"), await opened.person("ben")
    opened.clock.moved = -timedelta(
        hours=26, seconds=5
    )  # Discord's time is the machine's: what is sent then is sent now
    await _plan(amira, "First", "in 50 hours")
    first = await _card(amira, "First")
    made = await make_backup(address, tmp_path / "made.backup", opened.clock.now())

    # Since the backup: somebody joins, a reminder goes out, another session is planned, something is said.
    await ben.click(first, "Going")
    await opened.later(timedelta(hours=26, seconds=5))
    assert len(await _reminders(amira, first)) == 1
    await _plan(amira, "Second", "in 60 hours")
    second = await _card(amira, "Second")
    await ben.send("general", "The zebra came by.")
    await opened.bot.ingest.settled()
    await opened.stop_bot()

    await restore(address, made.file, opened.clock.now(), _nothing_erased, lambda _step: None)
    state = opened.sandbox.state
    for message in (one for channel in list(state.channels) for one in state.timeline(channel)):
        message.nonce = None  # Discord knows a nonce for some minutes only
    await opened.start_bot()
    await opened.later(timedelta())
    await opened.bot.ingest.caught_up()
    found = await amira.command("general", "knowhow search", query="zebra")
    assert "zebra" in str(found.message), "what was said since is read back"
    assert len(await _reminders(amira, first)) == 1, "what went out since the backup does not go out again"
    lost = await _pressed(ben, second)
    assert "no such session" in lost.text
    await _plan(amira, "Third", "in 70 hours")
    third = await _card(amira, "Third")
    await amira.click(third, "Going")
    assert "no such session" in (await _pressed(ben, second)).text, "an old card is no card of what came after it"
    await opened.later(timedelta(hours=23, minutes=50))
    assert len(await _reminders(amira, first)) == 2, "what falls due after the restore goes out"


async def _pressed(person: Person, card: dict[str, Any]) -> Reply:
    return await person.click(card, "Going")
