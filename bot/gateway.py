"""What comes over the gateway, before discord.py makes objects and tasks of it.

discord.py ends the client when one event can't be read, and makes a task for each message. Here each event is guarded,
and a message that only ingest wants goes no further.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import discord

log = logging.getLogger(__name__)

Data = Mapping[str, Any]
Hear = Callable[[str, Data], None]

_PACKAGE_LINES = 3
"""How many of the innermost lines of code an unreadable event's log names."""


Press = Callable[[Data, Callable[[Any], Any]], None]


def attend(client: discord.Client, is_ours: Callable[[], bool], *, before: Hear, after: Hear, press: Press) -> None:
    """Let `before` and `after` hear every event around discord.py's own reading of it, and guard all three.

    Of an interaction, `press` decides when discord.py reads it. What comes while it is not `is_ours` to act on is let
    pass: another process hears it, too. Call it before the client connects.
    A new message is not read by discord.py at all unless something waits for it.
    """
    parsers = client._connection.parsers  # noqa: SLF001 - there is no public way between the gateway and the cache
    guard = _Guard()
    for event, parse in list(parsers.items()):
        parsers[event] = partial(_take, client, is_ours, guard, event, _held(event, parse, press), before, after)


def _take(
    client: discord.Client,
    is_ours: Callable[[], bool],
    guard: "_Guard",
    event: str,
    parse: Callable[[Any], Any],
    before: Hear,
    after: Hear,
    data: Any,
) -> None:
    if not is_ours():
        return
    guard(event, lambda: before(event, data))
    if event != "MESSAGE_CREATE" or _is_awaited(client):
        guard(event, lambda: parse(data))
    guard(event, lambda: after(event, data))


def _held(event: str, parse: Callable[[Any], Any], press: Press) -> Callable[[Any], Any]:
    return (lambda data: press(data, parse)) if event == "INTERACTION_CREATE" else parse


def _is_awaited(client: discord.Client) -> bool:
    """Say whether anybody listens for messages beside ingest: a cog, or a `wait_for`."""
    listeners: Mapping[str, object] = client._listeners  # noqa: SLF001 - where discord.py keeps who waits
    cogs: Mapping[str, object] = getattr(client, "extra_events", {})
    return bool(listeners.get("message") or cogs.get("on_message"))


class _Guard:
    """Runs what reads an event; an error is logged once for each place in the code, without the event's body."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def __call__(self, event: str, read: Callable[[], object]) -> None:
        try:
            read()
        except Exception as error:  # noqa: BLE001 - one odd event must not end the client
            frames = traceback.extract_tb(error.__traceback__)[-_PACKAGE_LINES:]
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
            if (event, where) not in self._told:
                self._told.add((event, where))
                log.error(  # noqa: TRY400 - an exception's own text may hold the event's body
                    "an event could not be read",
                    extra={"event_name": event, "error": type(error).__name__, "at": where},
                )
