"""Guildhall in a host that is not ours: SimCord puts its own HTTP and gateway into the process, and brings the time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
import simcord

from bot import build_bot, load_settings
from bot.client import Guildhall


@dataclass
class HostClock:
    """The host's own time."""

    host: simcord.Env | None = None

    def now(self) -> datetime:
        return self.host.now() if self.host else datetime.now(UTC)


def _bot(folder: Path, clock: HostClock) -> Guildhall:
    address = f"sqlite+aiosqlite:///{folder / 'guildhall.db'}"
    return build_bot(load_settings(env={"GUILDHALL_DATABASE": address}), clock=clock)


@pytest.fixture
async def hosted(tmp_path: Path) -> AsyncIterator[tuple[simcord.Env, HostClock, Path]]:
    """Give a host with Guildhall in it; errors that it swallowed fail the test."""
    clock = HostClock()
    host = clock.host = simcord.Env(_bot(tmp_path, clock))
    await host.start()
    yield host, clock, tmp_path
    await host.bot.close()
    await host.shutdown()
    assert host.errors == []


async def test_guildhall_works_in_another_host_and_carries_on_after_a_restart(
    hosted: tuple[simcord.Env, HostClock, Path],
):
    host, clock, folder = hosted
    guild = host.create_guild("Northern Improvement Network")
    general = guild.create_text_channel("general")
    stewards = guild.create_role("Steward", permissions=discord.Permissions(manage_channels=True))
    amira = guild.add_member(host.create_user("amira"), roles=[stewards])
    ben = guild.add_member(host.create_user("ben"))
    opened = await amira.slash(general, "topic open", channel=general, purpose="Fewer falls at night")
    assert "is a topic now" in _said(opened).content
    await ben.send(general, "We moved the safety huddle to five to eight, and attendance doubled.")
    found = await amira.slash(general, "knowhow search", query="huddle")
    assert "**huddle**" in str(_said(found).embeds[0].description)

    asked = await ben.slash(
        general, "session plan", topic="general", format="open hour", title="Huddles", starts="in 50 hours"
    )
    await ben.click(_said(asked), label="Confirm")
    card = next(message for message in general.history() if message.components)
    await amira.click(card, label="Going")

    await host.bot.close()
    await host.restart_bot(_bot(folder, clock))
    await ben.click(card, label="Maybe")
    for _ in range(26):  # the host gives each piece five seconds of the machine's own time
        await host.advance_time(timedelta(hours=1).total_seconds())
    await host.advance_time(5)
    bot = host.bot
    assert isinstance(bot, Guildhall)
    await bot.tick()
    await host.settle()
    sent = [r.json.get("content") or "" for r in host.http_requests if isinstance(r.json, dict)]
    reminders = [words for words in sent if "starts <t:" in words]
    assert len(reminders) == 1
    assert amira.mention in reminders[0]
    assert ben.mention not in reminders[0]


def _said(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response
