"""More is asked at once than can be done: some are told to come back, and what was begun is done."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.conftest import scene_on

_BUSY = "I am very busy just now. Try again in a moment."


async def test_who_comes_while_too_much_is_under_way_is_told_so_and_what_was_begun_is_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    async with scene_on(f"sqlite+aiosqlite:///{tmp_path}/guildhall.db") as scene:
        ben, cho, bot = await scene.person("ben"), await scene.person("cho"), scene.bot
        assert len(bot.under_way) == 0
        bot.under_way.most = 2
        bot.mirror._current.clear()  # as while a change of access is being written: commands wait for that
        begun = [asyncio.create_task(one.command("general", "topic list")) for one in (ben, cho)]
        while len(bot.under_way) < 2:  # noqa: ASYNC110 - counted by discord.py's own tasks
            await asyncio.sleep(0.01)
        refused = await ben.command("general", "topic list")
        assert (refused.text, refused.ephemeral) == (_BUSY, True)
        await scene.unanswered(cho.autocomplete("general", "topic show", "topic", "hud"))
        bot.mirror._current.set()
        assert all(_BUSY not in one.text for one in await asyncio.gather(*begun))
        assert _BUSY not in (await cho.command("general", "topic list")).text
        while len(bot.under_way):  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.01)
    assert [r.levelname for r in caplog.records if r.name == "bot.presses"] == ["WARNING"]
