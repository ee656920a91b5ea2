"""The demo as a process of its own."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from demo.host import lay_out

ROOT = Path(__file__).resolve().parents[2]


async def test_ctrl_c_while_it_starts_ends_it_at_once_and_in_silence(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "demo", "--port", "0", "--folder", str(tmp_path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        while not (tmp_path / "sandbox.db").exists():  # noqa: ASYNC110 - the disk tells no event
            await asyncio.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said, _ = await process.communicate()
    assert said.decode() == "Guildhall's demo is starting…\n"
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("there", "fresh", "kept"),
    [
        ({"sandbox.db"}, False, set()),
        ({"sandbox.db", "played"}, False, {"sandbox.db", "played"}),
        ({"sandbox.db", "played"}, True, set()),
        ({"mine.txt"}, False, {"mine.txt"}),
    ],
)
def test_a_first_day_that_was_broken_off_begins_anew(tmp_path: Path, there: set[str], *, fresh: bool, kept: set[str]):
    for name in there:
        (tmp_path / name).touch()
    lay_out(tmp_path, fresh=fresh)
    assert {file.name for file in tmp_path.iterdir()} == kept
