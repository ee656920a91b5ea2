"""What a command at a shell does not need is not loaded: it would be a second or more of an operator's time."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("module", "heavy"), [("bot.cli", ("sqlalchemy",)), ("bot.cli.search", ("discord", "alembic"))]
)
def test_a_command_loads_only_what_it_needs(module: str, heavy: tuple[str, ...]):
    tell = f"import sys, {module}; print(*(name for name in {heavy!r} if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert told.stdout.strip() == ""
