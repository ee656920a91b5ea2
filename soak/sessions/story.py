"""One story among people and the bot: it goes on by one step at a time, in whichever life of the bot."""

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sandbox.client import Person, Reply, buttons, text_of
from sandbox.client.answers import EPHEMERAL
from sandbox.client.places import Named

Json = dict[str, Any]

CHANNEL = "general"
_TRIES = 8
"""How often a step is tried before the story is left as it stands: an earlier try may have gone through unheard."""
SOON = timedelta(seconds=12)
"""How long after a session is planned one of its reminders falls due."""
A_DAY, A_QUARTER = timedelta(days=1) + SOON, timedelta(minutes=15) + SOON


@dataclass
class Story(ABC):
    """What happens to one thing. `yeses` count what the bot said yes to; `said` and `tried` are for the counting.

    `said` is the last that it said yes to, by what it is about; `tried` what was tried since then without hearing
    anything, and may have been done.
    """

    kind: ClassVar[str]
    number: int
    people: dict[str, Person]
    chance: random.Random
    yeses: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    tried: dict[str, set[str]] = field(default_factory=dict)
    is_over: bool = False
    _tries: int = 0

    @property
    def title(self) -> str:
        """What it is called wherever it stands."""
        return f"{self.kind} {self.number}"

    @abstractmethod
    async def step(self) -> None:
        """Do the next thing."""

    async def go_on(self) -> bool:
        """Do the next thing, and say whether the bot said yes to it; raises what the people's client raises."""
        before = sum(self.yeses.values())
        self._tries += 1
        if self._tries > _TRIES:
            self.is_over = True
            return False
        await self.step()
        return sum(self.yeses.values()) > before

    def yes(self, what: str) -> None:
        """Count a yes; the next step may be tried anew."""
        self.yeses[what] = self.yeses.get(what, 0) + 1
        self._tries = 0

    def wait(self) -> None:
        """Let this try not count: what is waited for comes, however long it takes."""
        self._tries -= 1

    def try_to(self, about: str, what: str) -> None:
        """Note what may be done though nobody hears of it."""
        self.tried.setdefault(about, set()).add(what)

    def noted(self, about: str, what: str) -> None:
        """Note what the bot said is so now."""
        self.said[about] = what
        self.tried[about] = set()

    def may_be(self, about: str, what: str | None) -> bool:
        """Say whether something may stand as it does: as was said, or as was tried since."""
        return about not in self.said or what in {self.said[about], *self.tried.get(about, ())}

    async def planned(self, asked: Reply | None, **options: Any) -> Reply | None:
        """Have ben plan what this story is about: first look at it, then confirm it. Gives what is to be confirmed."""
        ben = self.people["ben"]
        if asked is None:
            plan = {"topic": CHANNEL, "format": "open hour", "title": self.title, **options}
            asked = await ben.command(CHANNEL, "session plan", **plan)
            return asked if any(one.get("label") == "Confirm" for one in buttons(asked.message)) else None
        if "Planned" in (await ben.click(asked, "Confirm")).text:
            self.yes("sessions planned")
            self.noted("planned", "yes")
        return asked

    async def card(self, title: str | None = None) -> Json | None:
        """Find the card of a session; there may be none yet."""
        for message in await self.people["cho"].messages(CHANNEL, limit=100):
            if title_of(message) == (title or self.title) and thread_of(message) is not None:
                return message
        return None


@dataclass
class InThread(Story):
    """A story that goes on in the thread of its session, once that is planned and its card is there."""

    asked: Reply | None = None
    thread: str | None = None

    async def to_thread(self, **options: Any) -> None:
        """Do the next thing until `thread` is known: plan the session, or look for its card."""
        if "planned" not in self.said:
            self.asked = await self.planned(self.asked, **options)
            return
        card = await self.card()
        self.thread = thread_of(card) if card else None
        if self.thread is None:
            self.wait()


def starting(after: timedelta) -> str:
    """Type when a session is to start."""
    return (datetime.now(UTC) + after).isoformat(timespec="seconds")


def title_of(message: Json) -> str:
    """Give the first line of a card, or nothing of any other message."""
    return text_of(message).split("\n", 1)[0].strip("*") if is_from_bot(message) and message["embeds"] else ""


def is_from_bot(message: Json) -> bool:
    """Say whether the bot wrote it, for all who are there."""
    return bool(message["author"].get("bot")) and not message["flags"] & EPHEMERAL


def thread_of(message: Json) -> str | None:
    """Give the id of the thread that hangs on a message."""
    return message["thread"]["id"] if message.get("thread") else None


async def everything(person: Person, place: Named) -> list[Json]:
    """Read all of a place, as far as it is there for all, newest first."""
    found: list[Json] = []
    before: dict[str, str] = {}
    while page := await person.messages(place, limit=100, **before):
        found += [message for message in page if not message["flags"] & EPHEMERAL]
        before = {"before": page[-1]["id"]}
    return found
