"""Promise 1 in a short, seeded form: nothing acknowledged is lost, nothing doubled, whenever the bot is killed.

`make soak` is the long one: 200 kills on each kind of database.
"""

import pytest

from soak.kills import run


@pytest.mark.timeout(600)
async def test_ten_kills_lose_and_double_nothing():
    told = await run(10, seed=7, kind="sqlite")
    assert told["lost"] == 0, told
    assert told["doubled"] == 0, told
    assert all(told["acknowledged"].values()), told
