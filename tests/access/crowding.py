"""Members who ask, each one thing after another and all at the same time, while others change who sees what.

A change happens when somebody has asked, or the bot has said something, so and so often since the last: often between
the first and the last word of an answer.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from sandbox.client import InteractionFailed, Person, Refused, Reply
from sandbox.state.channel import FORUM
from storage import access
from storage.database import Reading
from tests.access.living import LOBBY, befall, living
from tests.access.proof import shown
from tests.access.servers import CHANNELS, GUILD, KINDS, PEOPLE, THREADS, Server, Step, changes, servers, stand
from tests.access.watching import Heard, Watch
from tests.e2e.conftest import Scene
from tests.e2e.ways import SUGGESTIONS

_READING: tuple[tuple[str, dict[str, str]], ...] = (
    ("knowhow search", {"query": "ward"}),
    ("knowhow search", {"query": "zq* -march"}),
    ("knowhow search", {"query": "ward", "topic": "{topic}"}),
    ("knowhow show", {"entry": "{entry}"}),
    ("knowhow mine", {}),
    ("topic list", {}),
    ("topic show", {"topic": "{topic}"}),
    ("topic rules", {"topic": "{topic}"}),
    ("session list", {}),
    ("session show", {"session": "{session}"}),
    ("summary preview", {}),
    ("summary preview", {"topic": "{topic}"}),
    ("privacy show", {}),
)
"""Commands that only tell; nothing that is typed is a word of any place."""
_FOLLOWED_BY = ("Share here", "Next")
"""Buttons that are pressed on what comes, where they are there."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a member does: a command (or an option that suggests) about a place, in a place."""

    way: int
    of: int
    at: int


@dataclass(frozen=True, slots=True)
class Change:
    """A step that happens after so many occasions, on a disk that keeps the bot from writing it for so many seconds."""

    after: int
    slow: float
    step: Step


@dataclass(frozen=True, slots=True)
class Crowd:
    """A server, what its people ask, each in this order, and what changes."""

    server: Server
    asks: tuple[tuple[Ask, ...], ...]
    changes: tuple[Change, ...]


@st.composite
def crowds(draw: st.DrawFn, *, asks: int, steps: int) -> Crowd:
    """Draw a server in which each person asks so many things, while so many things change."""
    places = (*CHANNELS, *THREADS)
    with_talk = [place for place in places if KINDS.get(place) != FORUM]
    way = st.integers(0, len(_READING) + len(SUGGESTIONS) - 1)
    search = st.sampled_from((0, 0, 2))
    ask = st.builds(
        Ask, st.one_of(way, way, search), st.sampled_from(places), st.sampled_from((*[LOBBY] * 8, *with_talk))
    )
    one = st.lists(ask, min_size=asks, max_size=asks).map(tuple)
    change = st.builds(Change, st.integers(1, 6), st.sampled_from((0.0, 0.1, 0.3)), changes)
    return Crowd(
        draw(servers().filter(_is_mixed)),
        tuple(draw(one) for _ in PEOPLE),
        tuple(draw(st.lists(change, min_size=steps, max_size=steps))),
    )


def _is_mixed(server: Server) -> bool:
    """Say whether people see different things in a server, and some of them a good deal."""
    state = stand(server)
    seen = [len(shown(state, person)) for person in PEOPLE[1:]]
    return min(seen) < len(state.channels) // 2 < max(seen)


async def crowd_in(crowd: Crowd, heard: Heard) -> None:
    """Let it all happen, and hold every answer, and what stands at the end, to who could see what."""
    with TemporaryDirectory() as folder:
        await _crowd_on(f"sqlite+aiosqlite:///{Path(folder) / 'crowd.db'}", crowd, heard)


async def _crowd_on(address: str, crowd: Crowd, heard: Heard) -> None:
    async with living(address, crowd.server) as scene:
        watch = Watch(crowd.server, scene.sandbox)
        left = deque(crowd.changes)
        people = [(scene.people.as_(person), asks) for person, asks in zip(PEOPLE, crowd.asks, strict=True)]
        async with asyncio.TaskGroup() as crowded:
            watch.occasion = _Occasions(scene, left, heard, crowded)
            for person, asks in people:
                crowded.create_task(_ask_all(scene, person, asks, heard))
        watch.occasion = lambda: None
        for change in left:
            heard.changes += befall(scene.sandbox.state, change.step)
        await _heard_all(scene)
        heard.servers += 1
        watch.hold(heard)
        watch.hold_what_stands(heard)
        async with scene.bot.database.read() as tx:
            await _shows_what_discord_shows(tx, scene)


class _NothingThere(Exception):
    """Says that a member can't use commands where they tried to."""


class _Occasions:
    """Counts occasions, and lets the next change happen when its turn has come."""

    def __init__(self, scene: Scene, left: deque[Change], heard: Heard, crowded: asyncio.TaskGroup) -> None:
        self._scene, self._left, self._heard, self._crowded = scene, left, heard, crowded
        self._since = 0

    def __call__(self) -> None:
        self._since += 1
        if self._left and self._since >= self._left[0].after:
            self._since = 0
            # What is being told just now is told whole first.
            self._crowded.create_task(self._let_happen(self._left.popleft()))

    async def _let_happen(self, change: Change) -> None:
        async with self._scene.bot.mirror._turn:
            self._heard.changes += befall(self._scene.sandbox.state, change.step)
            await asyncio.sleep(change.slow)


async def _ask_all(scene: Scene, person: Person, asks: tuple[Ask, ...], heard: Heard) -> None:
    for ask in asks:
        heard.asked += 1
        try:
            await _ask(person, ask)
        except (Refused, _NothingThere):
            heard.refused += 1
        except InteractionFailed:
            # While a slow disk keeps access from being written, what is typed is left without suggestions.
            is_typed = ask.way >= len(_READING)
            assert is_typed or ask.at not in scene.sandbox.state.channels, "nobody was answered"
            heard.refused += 1


async def _ask(person: Person, ask: Ask) -> None:
    if not await person.commands(str(ask.at)):
        raise _NothingThere
    if ask.way >= len(_READING):
        name, option = SUGGESTIONS[ask.way - len(_READING)]
        others = {"query": "x"} if name == "knowhow search" else {}
        await person.autocomplete(str(ask.at), name, option, "", **others)
        return
    name, options = _READING[ask.way]
    topic = CHANNELS[ask.of % len(CHANNELS)]
    ids = {"topic": topic, "entry": ask.of * 10, "session": topic * 10}
    reply = await person.command(str(ask.at), name, **{key: text.format(**ids) for key, text in options.items()})
    for label in _FOLLOWED_BY:
        with suppress(LookupError):  # there are no more pages, or nothing to share
            await person.click(_with_buttons(reply), label)


def _with_buttons(reply: Reply) -> Reply:
    if not reply.message.get("components"):
        raise LookupError
    return reply


async def _heard_all(scene: Scene) -> None:
    """Return once the bot has heard all that was told, and has done all that was due."""
    owner = scene.people.as_(scene.sandbox.state.guilds[GUILD].owner_id)
    await owner.command(str(LOBBY), "topic list")
    await scene.bot.mirror.settled()
    await scene.later(timedelta())


async def _shows_what_discord_shows(tx: Reading, scene: Scene) -> None:
    for person in PEOPLE:
        seen, there = (
            await access.seen_by_member(tx, GUILD, person, scene.clock.now()),
            shown(scene.sandbox.state, person),
        )
        assert seen == there, f"person {person} sees {sorted(seen)} and not {sorted(there)}"
