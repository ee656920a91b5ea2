"""Lays out a guild from what DiscordChatExporter wrote: real talk, with its own ids.

What an export does not tell is worked out: a thread's parent is the channel its `category` names, a forum if
the parent's threads start with a message of their own id, as forum posts do. The owner is whoever wrote most.
Reactions come without the people who gave them, so people who have left stand in for them.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.history.messages import lay_messages, mark_source, moment
from sandbox.history.people import Past, meet
from sandbox.history.places import lay_channels
from sandbox.past import found_guild, settle
from sandbox.state import Guild, Json, State

__all__ = ["HistoryError", "load_history"]


class HistoryError(Exception):
    """A folder that is no export; the sentence names the file and what is wrong with it."""


def load_history(state: State, folder: Path) -> list[Guild]:
    """Lay out the guilds of an export's JSON files; ids are kept.

    Threads that had been silent for a week when they were exported are archived. Raises HistoryError.
    """
    exports: dict[int, list[Json]] = {}
    for path in sorted(folder.glob("*.json")):
        export = _read(path)
        with _blaming(path.name):
            exports.setdefault(int(export["guild"]["id"]), []).append(export | {"file": path.name})
    if not exports:
        raise HistoryError(f"{folder} has no .json file in it.")
    return [_lay_out(state, guild_id, found) for guild_id, found in exports.items()]


@contextmanager
def _blaming(file: str) -> Iterator[None]:
    """Turn what an export of another shape trips over into one sentence that names the file."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise HistoryError(
            f"{file} is not what DiscordChatExporter writes ({type(error).__name__}: {error})."
        ) from error


def _read(path: Path) -> Json:
    try:
        export = json.loads(path.read_bytes())
    except OSError as error:
        raise HistoryError(f"{path.name} can not be read: {error.strerror}.") from error
    except ValueError as error:
        raise HistoryError(f"{path.name} is not JSON: {error}.") from error
    if not isinstance(export, dict) or not {"guild", "channel", "messages"} <= export.keys():
        raise HistoryError(f"{path.name} is not what DiscordChatExporter writes: it lacks guild or channel.")
    return export


def _lay_out(state: State, guild_id: int, exports: list[Json]) -> Guild:
    with _blaming(exports[0]["file"]):
        name = str(exports[0]["guild"]["name"])
        moments = [moment(export.get("exportedAt")) for export in exports]
    exported = max((one for one in moments if one), default=state.now())
    past = Past(state, found_guild(state, guild_id=guild_id, name=name, owner_id=0), exported)
    for export in exports:
        with _blaming(export["file"]):
            for message in export["messages"]:
                meet(past, message)
    with _blaming("A file of the history"):
        lay_channels(past, exports)
    for export in exports:
        with _blaming(export["file"]):
            lay_messages(past, export)
    for thread in state.all_threads(guild_id):
        mark_source(past, thread)
        settle(state, thread, by=exported)
    for channel in state.guild_channels(guild_id):
        settle(state, channel, by=exported)
    if past.wrote:
        past.guild.owner_id = past.wrote.most_common(1)[0][0]
    state.put(past.guild)
    return past.guild
