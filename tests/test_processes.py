"""Two processes on one PostgreSQL: one is killed, one is frozen past its lease; nothing is lost, nothing doubled."""

from pathlib import Path

import pytest

from soak.processes.__main__ import run

# Only PostgreSQL lets several processes share the work.
pytestmark = pytest.mark.parametrize("kind", ["postgres"])


@pytest.mark.timeout(300)
async def test_a_process_that_dies_or_freezes_is_taken_over_and_nothing_is_lost_or_doubled(
    address: str, tmp_path: Path
):
    told = await run(tmp_path, ["kill", "freeze"], seed=7, lease=6, database=address, reminds=False)
    assert told["lost"] == 0, told
    assert told["doubled"] == 0, told
    assert all(told["acknowledged"].values()), told
