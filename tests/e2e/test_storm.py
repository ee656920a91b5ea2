"""Discord refuses, and clocks leap: the bot backs off, stays alive, answers members, and doubles nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import discord
import pytest

from bot.clock import SystemClock, elapsed
from bot.sending import send_once
from bot.traffic import WITHIN
from sandbox.exchange import Exchange, Exchanges
from sandbox.faults import Fault
from storage import Writing, outbox
from storage.outbox import Claimed, Due
from tests.e2e.conftest import MovedClock, Scene, scene_on

# What is tried here is decided before any database is asked.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

SENDS = ("POST", "/channels/{channel_id}/messages")


async def _post(scene: Scene, row: Claimed) -> int:
    channel = scene.bot.get_channel(row.payload["channel"])
    assert isinstance(channel, discord.TextChannel)
    return (await send_once(channel, row, content=row.dedupe_key)).id


async def _due(scene: Scene, names: list[str], at: datetime, expires_at: datetime | None = None) -> None:
    cho = await scene.person("cho")
    channel, (guild,) = int(await cho.place_id("general")), scene.bot.guilds

    async def work(tx: Writing) -> None:
        for name in names:
            await outbox.put_due(tx, guild.id, Due("test-post", name, at, {"channel": channel}, expires_at))

    scene.bot.outbox.register("test-post", partial(_post, scene))
    await scene.bot.database.write(None, work)


async def _posted(scene: Scene) -> list[str]:
    cho = await scene.person("cho")
    return sorted(m["content"] for m in await cho.messages("general", limit=100) if m["content"].startswith("Post "))


async def test_a_storm_of_refusals_ends_long_before_discords_limit_and_members_are_answered_in_it(
    address: str, caplog: pytest.LogCaptureFixture
):
    async with scene_on(address) as scene:
        cho, traffic = await scene.person("cho"), scene.bot.traffic
        moment = elapsed()
        traffic.enough, traffic._clock = 40, lambda: moment
        names = [f"Post {number}" for number in range(30)]
        scene.sandbox.faults.begin("read-limited=1,send-limited=1,change-limited=1,retry-after=0")
        await _due(scene, names, scene.clock.now())
        for _ in range(5):
            await scene.later(timedelta(hours=2))
        refused = scene.sandbox.faults.befallen.total()
        assert 40 <= refused <= 50, "what was under way when it was enough is the last"
        assert "no topic yet" in (await cho.command("general", "topic list")).text
        scene.sandbox.faults.begin("")
        moment += WITHIN
        await scene.later(timedelta(hours=2))
        assert await _posted(scene) == sorted(names)
    said = [record.getMessage() for record in caplog.records if record.name == "bot.traffic"]
    assert len(said) == 2, "once when it begins, once when it is over"


async def test_members_are_answered_while_a_global_limit_holds_everything_else(address: str):
    async with scene_on(address) as scene:
        cho = await scene.person("cho")
        limited = Fault(status=429, done=False, retry_after=60, scope="global")
        scene.sandbox.faults.add(*SENDS, limited)
        await _due(scene, ["Post"], scene.clock.now())
        async with asyncio.timeout(10):
            while scene.sandbox.faults.waiting[SENDS]:  # noqa: ASYNC110 - the request is the bot's to make
                await asyncio.sleep(0.01)
        assert "no topic yet" in (await cho.command("general", "topic list")).text
        assert scene.bot.outbox._turn.locked(), "the post still waits"
        await scene.bot.outbox._errand.end()


async def test_a_clock_that_leaps_doubles_no_post_and_lets_none_be_missed(address: str):
    leap = timedelta(hours=1)
    sent: list[str] = []

    def watch(exchanges: Exchanges) -> None:
        def note(exchange: Exchange) -> None:
            if exchange.method == "POST" and exchange.path.endswith("/messages"):
                sent.append(exchange.request["content"])

        exchanges.told.append(note)

    async with scene_on(address, watch=watch) as scene:
        await scene.stop_bot()
        scene.clock.moved = leap  # a host's clock that is an hour ahead: the post arrives, and its answer does not
        await scene.start_bot()
        now = datetime.now(UTC)
        scene.sandbox.faults.add(*SENDS, Fault())
        await _due(scene, ["Post now"], now)
        await scene.bot.tick()
        await scene.later(timedelta(minutes=1))
        assert sent == ["Post now"], "it was found, not sent again"
        await scene.stop_bot()
        scene.clock = SystemClock(lambda: datetime.now(UTC) + leap)  # type: ignore[assignment]  # the machine's leaps
        await scene.start_bot()
        await _due(scene, ["Post in half an hour"], now + leap / 2, now + leap * 3 / 4)
        await scene.bot.tick()
        await scene.stop_bot()
        scene.clock = MovedClock()
        await scene.start_bot()
        scene.bot.outbox.register("test-post", partial(_post, scene))
        await scene.later(leap / 2)
        assert sent == ["Post now", "Post in half an hour"]
        assert await _posted(scene) == ["Post in half an hour", "Post now"]
