import logging
from collections.abc import Iterator

import pytest

from bot.log import start_logging
from bot.settings import Log

TYPED = "quokka"


@pytest.fixture(autouse=True)
def _root_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _fail(typed: str) -> None:
    try:
        int(typed)
    except ValueError as error:
        raise RuntimeError(f"no number: {typed}") from error


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_unforeseen_error_tells_kind_and_place_and_not_what_was_typed(form: str, capsys: pytest.CaptureFixture[str]):
    start_logging(Log("debug", form))
    try:
        _fail(TYPED)
    except RuntimeError:
        logging.getLogger("bot").exception("a command failed", extra={"id": 7})
    told = capsys.readouterr().err
    assert "a command failed" in told
    assert "ValueError" in told
    assert "RuntimeError" in told
    assert "_fail" in told
    assert TYPED not in told


def test_what_the_system_says_is_told(capsys: pytest.CaptureFixture[str]):
    start_logging(Log())
    try:
        open("/proc/none", encoding="ascii")  # noqa: PTH123, SIM115 - it fails
    except OSError:
        logging.getLogger("bot").exception("it failed")
    assert "FileNotFoundError: No such file or directory" in capsys.readouterr().err
