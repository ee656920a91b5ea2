"""Anything typed at anything is answered or refused: a short form of `python -m soak.input`."""

import shutil
from pathlib import Path

from soak.input import run

_EACH = 2
"""Things done with each command; `python -m soak.input` does a hundred."""


def test_anything_typed_at_anything_is_answered_or_refused(sqlite_template: Path, tmp_path: Path):
    shutil.copy(sqlite_template, tmp_path / "input.db")
    told = run(f"sqlite+aiosqlite:///{tmp_path / 'input.db'}", _EACH, seed=1)
    assert told["which"] == []
    assert told["kinds"]["suggestions"] > 20
    assert sum(times for kind, times in told["kinds"].items() if kind.startswith("form ")) > 5
