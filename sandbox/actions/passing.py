"""Letting time pass, for all at once: what happens in a week can be seen without waiting for it."""

from datetime import timedelta
from typing import Final

from sandbox.actions.silence import archive_silent
from sandbox.bus import Event
from sandbox.errors import Refused
from sandbox.state import Ahead, Json, State
from sandbox.state.snowflakes import iso

MOST: Final = timedelta(days=400)


def let_pass(state: State, by: timedelta) -> None:
    """Move the time on, and tell everybody's page; raises Refused for no time at all and for more than `MOST`."""
    if not timedelta() < by <= MOST:
        raise Refused(400, 50035, f"Time moves on by up to {MOST.days} days, and never back")
    state.put(Ahead(seconds=state.ahead.seconds + by.total_seconds()))
    archive_silent(state)
    people = frozenset(user.id for user in state.users.values() if not user.bot)
    state.publish(Event("TIME_MOVED", time_json(state), users=people))


def time_json(state: State) -> Json:
    """Give the time, and by how many seconds it is ahead of the machine's."""
    return {"now": iso(state.now()), "ahead": state.ahead.seconds}
