"""What an operator sees from outside: the health page and the figures, on loopback, about nobody."""

import re
from datetime import timedelta

import aiohttp
import pytest

from tests.e2e.conftest import Scene


async def _page(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


def _value(page: str, name: str) -> float:
    return float(next(line.split()[-1] for line in page.splitlines() if line.startswith(f"{name} ")))


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_health_and_figures_tell_how_it_is_and_of_nobody(opened: Scene):
    bot, amira = opened.bot, await opened.person("amira")
    assert bot.monitor.port == 0, "nowhere, unless asked for"
    await bot.monitor.start(0)
    at = f"http://127.0.0.1:{bot.monitor.port}"
    options = {"topic": "general", "format": "open hour", "title": "Wombats", "starts": "in 50 hours"}
    await amira.click(await amira.command("general", "session plan", **options), "Confirm")
    await amira.send("general", "The wombat came by.")
    await bot.ingest.settled()
    await opened.later(timedelta())

    status, health = await _page(f"{at}/health")
    assert status == 200, health
    assert [line.split(":")[0] for line in health.splitlines()] == [
        *("ok  gateway", "ok  database", "ok  outbox", "ok  erasures", "ok  ingest")
    ]
    _, before = await _page(f"{at}/metrics")
    assert _value(before, "guildhall_connected") == _value(before, "guildhall_database_well") == 1
    assert _value(before, "guildhall_acknowledgement_seconds_count") == 2
    assert _value(before, "guildhall_outbox_pending") == 2
    assert _value(before, "guildhall_outbox_due") == _value(before, "guildhall_outbox_oldest_due_seconds") == 0
    assert _value(before, "guildhall_ingest_waiting") == _value(before, "guildhall_ingest_places") == 0
    assert _value(before, "guildhall_erasures_waiting") == _value(before, "guildhall_discord_refused") == 0
    assert _value(before, "guildhall_cursor_age_seconds") < 600
    assert _value(before, 'guildhall_discord_responses_total{status="2xx"}') > 10
    assert "guildhall_backup_age_seconds" not in before, "what is not known is not told"
    for id_ in (amira.id, await amira.place_id("general")):
        assert id_ not in before + health
    assert not re.search("amira|wombat|general", before + health, re.IGNORECASE)

    opened.clock.moved += timedelta(hours=26, minutes=5)  # a reminder is due, and nobody wakes
    status, health = await _page(f"{at}/health")
    assert status == 503
    assert re.search("^bad outbox: 1 due, the oldest for [34]\\d\\d s$", health, re.MULTILINE)
    _, after = await _page(f"{at}/metrics")
    assert _value(after, "guildhall_outbox_due") == 1
    assert _value(after, "guildhall_outbox_oldest_due_seconds") > 120

    await opened.stop_bot()
    with pytest.raises(aiohttp.ClientConnectionError):
        await _page(f"{at}/health")
