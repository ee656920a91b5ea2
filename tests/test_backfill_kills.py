"""A whole history is read back though the reading is killed, in a short, seeded form of `python -m soak.backfill`."""

import pytest

from soak.backfill import run


@pytest.mark.timeout(300)
async def test_a_history_read_back_in_pieces_is_complete():
    told = await run(700, interruptions=2, seed=7)
    assert told["interruptions"] == 2, told
    assert told["kept"] >= 700, told
    assert (told["lost"], told["doubled"], told["misplaced"]) == (0, 0, 0), told
    assert told["last_run"]["failed"] == [], told
