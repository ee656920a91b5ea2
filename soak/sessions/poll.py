"""A poll of two times: people say which they can make, one is picked, and its session is planned once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from sandbox.client import Reply
from sandbox.client.parts import button
from soak.sessions.story import CHANNEL, Story, starting, title_of

VOTERS = ("cho", "dev")


@dataclass
class Poll(Story):
    """Ben asks and picks the second time; cho and dev can make it."""

    kind: ClassVar[str] = "Poll"
    asked: Reply | None = None
    found: dict[str, Any] | None = None

    async def step(self) -> None:
        """Ask, find the card, vote, pick."""
        ben = self.people["ben"]
        left = [name for name in VOTERS if name not in self.said]
        if "asked" not in self.said:
            await self._ask()
        elif self.found is None:
            there = await ben.messages(CHANNEL, limit=100)
            fits = (one for one in there if title_of(one) == self.title and button(one, "Time 1"))
            self.found = next(fits, None)
            if self.found is None:
                self.wait()
        elif left:
            if "You can make" in (await self.people[left[0]].click(self.found, "Time 2")).text:
                self.noted(left[0], "2")
                self.yes("votes")
        elif "picked" not in self.said:
            await self._pick(self.found)
        else:
            self.is_over = True

    async def _ask(self) -> None:
        ben = self.people["ben"]
        if self.asked is None:
            times = f"{starting(timedelta(hours=50))}; {starting(timedelta(hours=60))}"
            options = {"topic": CHANNEL, "format": "open hour", "title": self.title, "times": times}
            asked = await ben.command(CHANNEL, "session poll", **options)
            self.asked = asked if button(asked.message, "Confirm") else None
        elif "Asked" in (await ben.click(self.asked, "Confirm")).text:
            self.noted("asked", "yes")
            self.yes("polls asked")

    async def _pick(self, card: dict[str, Any]) -> None:
        ben = self.people["ben"]
        which = await ben.click(card, "Pick a time")
        if "was picked already" in which.text:
            self.noted("picked", "yes")  # an earlier try went through unheard
            return
        sure = await ben.select(which, ["2"])
        if "Planned" in (await ben.click(sure, "Plan it")).text:
            self.noted("picked", "yes")
            self.yes("polls picked")
