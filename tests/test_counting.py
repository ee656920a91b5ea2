"""What the soak of sessions counts as doubled, on plain values: a message too many, and not one that was overtaken."""

from types import SimpleNamespace
from typing import Any

from soak.sessions.standing import Sent, Standing
from storage import sessions

_THREAD, _LETTERS = 7, 8
_SESSION: Any = SimpleNamespace(id=1, channel_id=6, thread_id=_THREAD, plan=SimpleNamespace(title="Falls"))


def _strays(rows: list[Any], *messages: tuple[int, int, str]) -> list[str]:
    there = {id_: {"channel_id": str(place), "content": text} for id_, place, text in messages}
    return Sent(rows).strays(Standing(there), set(), [_SESSION])


def _row(kind: str, message_id: int | None, attempts: int = 2, **payload: int) -> Any:
    return SimpleNamespace(kind=kind, message_id=message_id, attempts=attempts, status="sent", payload=payload)


def test_a_message_that_no_row_knows_is_one_too_many():
    rows = [_row(sessions.STEP, 1, session=1)]
    assert _strays(rows, (1, _THREAD, "Step 1")) == []
    assert _strays(rows, (1, _THREAD, "Step 1"), (2, _THREAD, "Step 2")) == ["2: Step 2"]


def test_what_was_sent_before_a_kill_and_overtaken_is_none_unless_it_stands_twice():
    rows = [_row(sessions.STEP, 1, session=1), _row(sessions.STEP, None, session=1)]
    assert _strays(rows, (1, _THREAD, "Step 1"), (2, _THREAD, "Step 2")) == []
    assert _strays(rows, (1, _THREAD, "Step 1"), (2, _THREAD, "Step 1")) == ["2: Step 1"]
    assert _strays(rows, (2, _THREAD, "Step 2"), (3, _THREAD, "Step 3")) == ["3: Step 3"]
    assert _strays(rows, (2, 9, "Step 2")) == ["2: Step 2"], "in another place"
    assert _strays([_row(sessions.STEP, None, attempts=1, session=1)], (2, _THREAD, "Step 2")) == ["2: Step 2"]
    asked = [_row(sessions.ASK, None, reflection=1)]
    assert _strays(asked, (2, _LETTERS, "What came of it?")) == []
    assert _strays(asked, (2, _THREAD, "What came of it?")) == ["2: What came of it?"]
