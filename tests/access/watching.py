"""What the sandbox saw of a server in which members ask while others change who sees what, and what must hold of it.

Of every answer, by the sandbox's own order of what it told and what it was told: it holds no word of a place that the
asker could not see at any moment from when they asked until the answer came. What a member had lost before they asked
is never in it.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.bus import Event
from sandbox.exchange import Exchange
from sandbox.running import Sandbox
from sandbox.state import State
from tests.access.kept import author_of, deciding, lines_of
from tests.access.proof import may_be_told
from tests.access.servers import BOT, GUILD, PEOPLE, Server, canary, sees

Sight = dict[int, frozenset[int]]
"""The places that each person may be told of."""


@dataclass(slots=True)
class Heard:
    """How much was asked, answered and changed, and how closely together."""

    servers: int = 0
    changes: int = 0
    asked: int = 0
    refused: int = 0
    """Asked where the sandbox itself showed the member nothing any more, or left without an answer as the place was
    deleted, or without suggestions as a change of access could not be written soon enough."""
    answers: int = 0
    told: int = 0
    """Pairs of an answer and a place that it tells of."""
    hidden: int = 0
    """Pairs of an answer and a place that the asker could not see since before they asked."""
    lost_meanwhile: int = 0
    """Pairs of an answer and a place that the asker lost between asking and the answer."""
    told_late: int = 0
    """Of these, those in which the answer tells of that place: as it was seen when they asked."""
    posts: int = 0
    """Messages and events that stood at the end for others to read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One part of an answer: to whom, what, and between which sights of the log it was asked and came."""

    person: int
    asked: int
    came: int
    text: str
    where: str


@dataclass
class Watch:
    """Listens to a sandbox. `occasion` is called whenever somebody asked or was answered."""

    server: Server
    sandbox: Sandbox
    occasion: Callable[[], None] = lambda: None
    answers: list[Answer] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    _asked: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        state = self.sandbox.state
        self.decides = {place: deciding(state, place) for place in state.channels if place_is_drawn(place)}
        self._look()
        state.bus.listen(self._hear)
        self.sandbox.exchanges.told.append(self._take)

    def _look(self) -> None:
        places = set(self.decides.values())
        now = {
            one: frozenset(p for p in places if may_be_told(self.server, self.sandbox.state, f"person {one}", p))
            for one in PEOPLE
        }
        if not self.sights or self.sights[-1] != now:
            self.sights.append(now)

    def _hear(self, event: Event) -> None:
        if event.name == "INTERACTION_CREATE":
            asker, what = int(event.data["member"]["user"]["id"]), json.dumps(event.data["data"])
            self._asked[event.data["token"]] = asker, len(self.sights) - 1, what
            self.occasion()
        elif event.guild_id == GUILD and not event.name.startswith("MESSAGE_"):
            self._look()

    def _take(self, exchange: Exchange) -> None:
        token = next((part for part in exchange.path.split("/") if part in self._asked), None)
        if token is not None and exchange.request is not None:
            person, asked, what = self._asked[token]
            text = json.dumps(exchange.request, ensure_ascii=False).lower()
            self.answers.append(Answer(person, asked, len(self.sights) - 1, text, what))
            self.occasion()

    def hold(self, heard: Heard) -> None:
        """Hold every answer to what its asker could see; raises `AssertionError`."""
        for answer in self.answers:
            meanwhile = [sight[answer.person] for sight in self.sights[answer.asked : answer.came + 1]]
            seen = frozenset[int]().union(*meanwhile)
            text = _without_own_words(answer.text, answer.person)
            told = {self.decides[place] for place in self.decides if _tells_of(text, place)}
            assert told <= seen, (
                f"person {answer.person} was told of {sorted(told - seen)}, out of their sight since before they "
                f"asked: {answer.where}: {answer.text[:400]}"
            )
            every, lost = frozenset(self.decides.values()), seen - meanwhile[-1]
            heard.answers += 1
            heard.told += len(told)
            heard.hidden += len(every - seen)
            heard.lost_meanwhile += len(lost)
            heard.told_late += len(lost & told)

    def hold_what_stands(self, heard: Heard) -> None:
        """Hold what stands for others to read to what each of them sees now; raises `AssertionError`."""
        state = self.sandbox.state
        for where, readers, text in _standing(state):
            heard.posts += 1
            for place, decided_by in self.decides.items():
                if _tells_of(text, place):
                    blind = [p for p in readers if not may_be_told(self.server, state, f"person {p}", decided_by)]
                    assert not blind, f"{blind} read of {place} in {where}: {text[:400]}"


def place_is_drawn(place: int) -> bool:
    """Say whether a place has words of its own: not the lobby, and not what the bot itself opens."""
    return place in _WORDS


_WORDS = {place: canary(place) for place in (200, 201, 202, 300, 301, 302)}


def _without_own_words(text: str, person: int) -> str:
    """Leave out what somebody said: their own words are shown to them, so that they can answer for them."""
    for place in _WORDS:
        for n, line in enumerate(lines_of(place)):
            if author_of(place, n) == person:
                text = text.replace(line.lower(), "")
    return text


def _tells_of(text: str, place: int) -> bool:
    return _WORDS[place] in text or f"<#{place}>" in text


def _standing(state: State) -> Iterable[tuple[str, list[int], str]]:
    """Give each message of the bot's and each event: where it stands, who reads it, and all that it says."""
    here = [one.user_id for one in state.members_of(GUILD) if one.user_id != BOT]
    for channel in list(state.channels.values()):
        readers = [one for one in here if sees(state, one, channel.id)]
        for message in state.timeline(channel.id):
            if message.author_id == BOT and message.ephemeral_to is None:
                said: list[Any] = [message.content, message.embeds, message.components]
                yield f"#{channel.name}", readers, json.dumps(said, ensure_ascii=False).lower()
    for event in state.events.values():
        told = f"{event.name} {event.description} {event.location}".lower()
        shown_to = [one for one in here if event.channel_id is None or sees(state, one, event.channel_id)]
        yield "events", shown_to, told
