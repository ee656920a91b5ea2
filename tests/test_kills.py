"""Promise 1 in a short, seeded form: nothing acknowledged is lost, nothing doubled, whenever the bot is killed.

`make soak` is the long one: 200 kills on each kind of database.
"""

from pathlib import Path

import pytest

from soak.kills import run
from soak.sessions.__main__ import run as run_sessions


@pytest.mark.timeout(600)
async def test_ten_kills_lose_and_double_nothing():
    told = await run(10, seed=7, kind="sqlite")
    assert told["lost"] == 0, told
    assert told["doubled"] == 0, told
    assert all(told["acknowledged"].values()), told


@pytest.mark.timeout(600)
async def test_kills_around_waitlists_steps_series_polls_and_coffee_lose_and_double_nothing(tmp_path: Path):
    wanted = ("answers", "steps moved", "series moved", "votes", "coffee joined")
    told = await run_sessions(tmp_path, 3, seed=7, kind="sqlite", wanted=wanted)
    assert told["lost"] == 0, told
    assert told["doubled"] == 0, told
    assert all(told["acknowledged"][what] for what in wanted), told
