"""The page of promises names tests: they must be there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_test_that_the_promises_name_is_there():
    named = NAMED.findall((ROOT / "docs" / "promises.md").read_text("utf-8"))
    assert len(named) > 30
    for path, test in named:
        assert f"def {test}" in (ROOT / path).read_text("utf-8"), (path, test)
