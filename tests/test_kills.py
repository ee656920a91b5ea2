"""Promise 1 in a short, seeded form: nothing acknowledged is lost, nothing doubled, whenever the bot is killed."""

import pytest

from soak.__main__ import run


@pytest.mark.timeout(300)
async def test_ten_kills_lose_and_double_nothing():
    told = await run(10, seed=7, kind="sqlite")
    assert told["lost"] == 0, told
    assert told["doubled"] == 0, told
    assert all(told["acknowledged"].values()), told
