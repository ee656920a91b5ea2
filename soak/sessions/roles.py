"""A session whose facilitator changes: cho takes the role and hands it on to dev, who gives it back.

Its reminder comes to cho by direct message too.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from sandbox.client import Reply
from soak.sessions.story import A_DAY, Story, starting, thread_of

ROLE = "facilitator"


@dataclass
class Roles(Story):
    """Who has the role is what `said` tells of it; `asked_at` is since when cho is to be reminded directly."""

    kind: ClassVar[str] = "Roles"
    asked: Reply | None = None
    found: dict[str, Any] | None = None
    asked_at: datetime | None = None

    async def step(self) -> None:
        """Plan it, find its card, then do what is not done yet."""
        if "planned" not in self.said:
            self.asked = await self.planned(self.asked, starts=starting(A_DAY))
        elif self.found is None:
            self.found = await self.card()
            if self.found is None:
                self.wait()
        elif self.asked_at is None:
            await self._ask_to_be_reminded(self.found)
        elif "offered" not in self.said:
            await self._offer(self.found)
        elif "handed on" not in self.said:
            await self._take_offer(self.found)
        else:
            await self._give_back(self.found)

    async def _ask_to_be_reminded(self, card: dict[str, Any]) -> None:
        cho = self.people["cho"]
        told = await cho.click(card, "Going")
        if "direct message with each" in (await cho.click(told, "Remind me by direct message")).text:
            self.asked_at = datetime.now(UTC)
            self.yes("direct messages asked for")

    async def _shown(self, name: str, card: dict[str, Any]) -> Reply:
        person = self.people[name]
        return await person.select(await person.click(card, "Roles"), [ROLE])

    async def _offer(self, card: dict[str, Any]) -> None:
        cho = self.people["cho"]
        shown = await self._shown("cho", card)
        if "nobody yet" in _line(shown):
            self.try_to(ROLE, "cho")
            shown = await cho.click(shown, "Take it")
            if "you" in _line(shown):
                self.noted(ROLE, "cho")
                self.yes("roles taken")
        elif "is offered to" not in shown.text:
            shown = await cho.select(shown, ["dev"], "Offer it to somebody")
        if "is offered to" in shown.text:
            self.noted("offered", "yes")
            self.yes("roles offered")

    async def _take_offer(self, card: dict[str, Any]) -> None:
        dev = self.people["dev"]
        there = await dev.messages(thread_of(card) or "", limit=50)
        offer = next((one for one in there if "is offered to you" in one["content"]), None)
        if offer is not None:
            self.try_to(ROLE, "dev")
            await dev.click(offer, "Take it")
            if "has the role" in (await dev.message(offer))["content"]:
                self.yes("roles handed on")
        elif "you" in _line(await self._shown("dev", card)):
            pass  # an earlier press went through unheard
        else:
            self.wait()
            return
        if "you" in _line(await self._shown("dev", card)):
            self.noted(ROLE, "dev")
            self.noted("handed on", "yes")

    async def _give_back(self, card: dict[str, Any]) -> None:
        shown = await self._shown("dev", card)
        self.try_to(ROLE, "nobody")
        if "you" in _line(shown):
            shown = await self.people["dev"].click(shown, "Give it back")
        if "nobody yet" in _line(shown):
            self.noted(ROLE, "nobody")
            self.yes("roles given back")
            self.is_over = True


def _line(shown: Reply) -> str:
    """Give the line that tells who has the role."""
    return next((one for one in shown.text.splitlines() if one.startswith(f"- **{ROLE.capitalize()}**")), "")
