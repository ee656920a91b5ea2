"""How a sandbox begins: with a world, with a history, or with what it kept; and with bots let in."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox.history import load_history
from sandbox.past import admit_bot
from sandbox.state import State
from sandbox.world import load_world


def begin(
    state: State,
    *,
    worlds: Iterable[Path] = (),
    histories: Iterable[Path] = (),
    bots: Mapping[str, str] | None = None,
) -> None:
    """Lay out worlds and histories in a state with no guild in it, then let bots (name to token) into every guild.

    A state that has a guild keeps it and is given none. Raises WorldError and HistoryError, a sentence each.
    """
    if not state.guilds:
        files = list(worlds)
        if files:
            load_world(state, files)
        for folder in histories:
            load_history(state, folder)
    for name, token in (bots or {}).items():
        for guild in state.guilds.values():
            admit_bot(state, guild, name, token)
