"""Where Discord lets the bot do nothing for a while: what must be taken back is, once it can be."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.backfill import _backfill
from community.errors import Refusal
from sandbox.faults import Fault
from tests.e2e.conftest import Scene, scene_on
from tests.e2e.test_knowhow import CHO, THREAD, WEEK, _answer, _asked, _is_card


async def test_a_card_out_of_reach_is_corrected_once_the_bot_is_let_in_again(opened: Scene):
    amira, olu, cho = [await opened.person(name) for name in ("amira", "olu", "cho")]
    admin, notices = opened.people.admin, await amira.place_id("notices")
    await amira.command("general", "community settings", name="notices_channel", value=f"<#{notices}>")
    await opened.bot.ingest.caught_up()
    await _asked(olu, THREAD, CHO)
    await _answer(cho, THREAD, "Quote me by name")
    await opened.later(WEEK)
    card = await olu.wait_message(THREAD, _is_card())
    posted = next(m for m in await amira.messages("general") if CHO in json.dumps(m["embeds"], ensure_ascii=False))

    async def shows() -> bool:
        return CHO in json.dumps((await amira.message(posted))["embeds"], ensure_ascii=False)

    assert opened.bot.user is not None
    me, place = str(opened.bot.user.id), await amira.place_id("general")
    await admin.set_overwrite(place, me, deny=["view_channel"])
    await cho.click(await cho.click(card, "I am quoted here"), "Leave me out")
    await opened.later(timedelta())
    assert await shows(), "the bot can't reach it"
    await opened.later(timedelta(hours=2))
    await admin.delete_overwrite(place, me)
    await opened.later(timedelta(hours=2))
    assert await shows(), "it is not tried all the time"
    await opened.later(timedelta(days=1))
    assert not await shows()


async def test_a_history_that_discord_never_gives_is_given_up(sqlite_template: Path, tmp_path: Path):
    address = f"sqlite+aiosqlite:///{tmp_path}/guildhall.db"
    async with scene_on(address) as scene:
        amira = await scene.person("amira")
        await amira.command("general", "topic open", channel="general", purpose="What we learn")
        guild = scene.bot.guilds[0].id
        await scene.stop_bot()
        hang, read = Fault(done=False, hangs=300.0), "/channels/{channel_id}/messages"
        scene.sandbox.faults.add("GET", read, hang)
        hasty = replace(scene.settings, discord=replace(scene.settings.discord, timeout=1))
        async with asyncio.timeout(60):
            with pytest.raises(Refusal, match="goes on where this one stopped"):
                await _backfill(hasty, guild, None)
