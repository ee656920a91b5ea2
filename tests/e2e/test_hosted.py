"""Guildhall in other hosts' hands: started as any discord.py client, ticked early, closed, built again; two servers."""

import asyncio
import gc
import sys
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot import Settings, build_bot
from bot.client import Guildhall
from bot.settings import DatabaseSettings, Discord
from sandbox import client, server
from sandbox.client import Person, text_of
from sandbox.running import Sandbox
from storage import access
from tests.e2e.conftest import TOKEN, WORLD, MovedClock, Scene
from tests.e2e.ways import NO_ID, asked

# These are about processes and connections; what differs between databases has its own tests.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
Json = dict[str, Any]


@asynccontextmanager
async def _hosted(bot: Guildhall) -> AsyncIterator[Guildhall]:
    """Run a bot as discord.py's own documentation does, in a task of the host's."""
    async with bot:
        await bot.login(TOKEN)
        running = asyncio.create_task(bot.connect())
        try:
            yield bot
        finally:
            await bot.close()
            with suppress(asyncio.CancelledError):
                await running


def _settings(sandbox: Sandbox, address: str) -> Settings:
    discord_ = Discord(token=TOKEN, api=sandbox.api_url, gateway=sandbox.gateway_url)
    return replace(Settings(), discord=discord_, database=DatabaseSettings(address))


async def test_any_host_may_start_tick_close_and_build_again(address: str):
    clock = MovedClock()
    async with server.start(worlds=[WORLD]) as sandbox, client.Sandbox(sandbox.url) as people:
        before = asyncio.all_tasks()
        amira = await people.person("amira")
        bot = build_bot(_settings(sandbox, address), clock=clock)
        await bot.tick()  # long before there is anything to do
        async with _hosted(bot):
            await bot.tick()
            # The first second: not yet ready, but every command is answered.
            opened = await _until_offered(amira)
            assert opened.text
            await bot.ready.wait()
            told = await amira.command("general", "topic open", channel="general", purpose="What we learn")
            assert "is a topic" in told.text
            await amira.command("general", "session plan", **_plan("First"))
            plan = await amira.command("general", "session plan", **_plan("First"))
            await amira.click(plan, "Confirm")
            await amira.wait_message("general", lambda m: "First" in text_of(m) and not m["flags"] & 64)
            for hours in (1, -2, 1):
                clock.moved += timedelta(hours=hours)
                await bot.tick()
        await bot.close()  # once more does no harm
        await bot.tick()
        second = build_bot(_settings(sandbox, address), clock=clock)
        loaded = sys.modules["cogs.sessions"]
        async with _hosted(second):
            await second.ready.wait()
            assert sys.modules["cogs.sessions"] is loaded, "closing one takes nothing from under others"
            clock.moved += timedelta(hours=26, seconds=5)
            await second.tick()
            listed = await amira.command("general", "session list")
            assert "First" in listed.text
        cards = [m for m in await amira.messages("general") if "First" in text_of(m) and not m["flags"] & 64]
        assert len(cards) == 1
        reminders = await amira.messages(cards[0]["thread"]["id"])
        assert len([m for m in reminders if "starts" in m["content"]]) == 1
        left = {task for task in asyncio.all_tasks() - before if "sandbox" not in repr(task.get_coro())}
        ours = [task for task in left if any(f"/{room}/" in repr(task) for room in ("bot", "cogs", "storage"))]
        assert not ours
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gc.collect()


def _plan(title: str) -> dict[str, str]:
    return {"topic": "general", "format": "open hour", "title": title, "starts": "in 50 hours"}


async def _until_offered(person: Person) -> client.Reply:
    """Use a command as soon as it is offered."""
    while True:
        try:
            return await person.command("general", "topic list")
        except (LookupError, client.InteractionFailed):
            await asyncio.sleep(0.01)


async def test_settings_without_an_address_leave_a_hosts_own_alone(monkeypatch: pytest.MonkeyPatch, kind: str):
    monkeypatch.setattr(discord.http.Route, "BASE", "http://elsewhere.invalid/api/v10")
    bot = build_bot(Settings())
    assert discord.http.Route.BASE == "http://elsewhere.invalid/api/v10"
    await bot.close()


async def test_a_login_that_fails_leaves_nothing_open(address: str):
    async with server.start(worlds=[WORLD]) as sandbox:
        settings = _settings(sandbox, address)
        bot = build_bot(settings)
        with pytest.raises(discord.LoginFailure):
            async with bot:
                await bot.login("wrong")
        with pytest.raises(Exception, match="database"):
            async with build_bot(replace(settings, database=DatabaseSettings("nonsense"))) as lost:
                await lost.login(TOKEN)


async def test_servers_come_and_go_and_never_meet(opened: Scene):
    amira, admin = await opened.person("amira"), opened.people.admin
    other = await admin.create_guild("Elsewhere", owner="stella")
    bot_user = str(opened.bot.user.id) if opened.bot.user else ""
    await admin.create_role("Machines", guild=other["id"], permissions=["administrator"])
    await admin.add_member(bot_user, guild=other["id"], roles=["Machines"])
    hall = await admin.create_channel("hall", guild=other["id"])
    stella = await opened.person("stella")
    told = await stella.command(hall["id"], "topic open", channel=hall["id"], purpose="Of the other server")
    assert "is a topic" in told.text, told.text

    ids = await _things(amira)
    nothing = await asked(stella, "zebra", dict.fromkeys(("entry", "session", "topic"), NO_ID), hall["id"])
    for way, said in (await asked(stella, "zebra", ids, hall["id"])).items():
        assert said == nothing[way], way

    await admin.kick(bot_user, guild=other["id"])
    await opened.later(timedelta())
    assert "#general" in str(await amira.autocomplete("general", "topic show", "topic", ""))
    async with opened.bot.database.read() as tx:
        assert not await access.seen_by_member(tx, int(other["id"]), int(stella.id), opened.clock.now())


async def _things(amira: Person) -> dict[str, str]:
    """Make an entry and a session in the first server, and give their ids."""
    form = await amira.command("Falls at night", "knowhow capture")
    panel = await amira.submit(form, {"Title": "zebra ward", "What we did": "We kept a zebra."})
    await amira.click(panel, "Publish without quotes")
    await amira.click(await amira.command("general", "session plan", **_plan("zebra hour")), "Confirm")
    entry = (await amira.autocomplete("general", "knowhow show", "entry", "zebra"))[0]["value"]
    session = (await amira.autocomplete("general", "session show", "session", "zebra"))[0]["value"]
    return {"entry": entry, "session": session, "topic": await amira.place_id("general")}
