"""A session of two places that five people want: who waits is offered what comes free, or given it near the start."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.client import Person, Reply
from sandbox.client.parts import button
from soak.sessions.story import A_DAY, A_QUARTER, Story, starting, thread_of

PLACES = 2
_PRESSES = 16
_GOING = "down as going"
_WAITS = "on the waitlist"
_SAID = {_GOING: "going", _WAITS: "waiting", "down as not coming": "no", "The place is yours": "going"}
_SAID |= {"It goes to the next": "no"}
_CAN = {"going": "Going", "no": "Can't"}


@dataclass
class Places(Story):
    """People press **Going** and **Can't**, and take what they are offered, let it go or forget it."""

    kind: ClassVar[str] = "Places"
    asked: Reply | None = None
    found: dict[str, Any] | None = None
    pressed: int = 0
    comers: list[str] = field(default_factory=lambda: ["cho", "dev", "olu", "stella", "amira"])

    async def step(self) -> None:
        """Plan it, find its card, then press."""
        if "planned" not in self.said:
            after = A_QUARTER if self.number % 3 == 0 else A_DAY
            self.asked = await self.planned(self.asked, starts=starting(after), capacity=PLACES)
        elif self.found is None:
            self.found = await self.card()
            if self.found is None:
                self.wait()
        elif self.pressed >= _PRESSES:
            self.is_over = True
        else:
            self.pressed += 1
            await self._press(self.found)

    async def _press(self, card: dict[str, Any]) -> None:
        offered, offer = await self._offer(card)
        if offer is not None and self.chance.random() < 0.8:
            label, will = self.chance.choice([("Take the place", "going"), ("Let it go", "no")])
            await self._say(offered, will, self.people[offered], offer, label)
        else:
            name, will = self._move()
            await self._say(name, will, self.people[name], card, _CAN[will])

    def _move(self) -> tuple[str, str]:
        """Choose who says what; where somebody waits, often that one of those who have a place gives it back."""
        have, wait = ([name for name, said in self.said.items() if said == what] for what in ("going", "waiting"))
        if have and wait and self.chance.random() < 0.5:
            return self.chance.choice(have), "no"
        return self.chance.choice(self.comers), "going" if self.chance.random() < 0.6 else "no"

    async def _say(self, name: str, will: str, person: Person, message: dict[str, Any], label: str) -> None:
        for one in {will, "waiting"} if will == "going" else {will}:
            self.try_to(name, one)
        told = (await person.click(message, label)).text
        for words, answer in _SAID.items():
            if words in told:
                self.noted(name, answer)
                self.yes("answers" if label in _CAN.values() else "offers answered")
                return

    async def _offer(self, card: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
        """Give whom a place is offered to, and the newest message that offers one, if one stands."""
        names = {self.people[name].id: name for name in self.comers}
        for message in await self.people["cho"].messages(thread_of(card) or "", limit=20):
            if button(message, "Take the place") and message["mentions"]:
                return names[message["mentions"][0]["id"]], message
        return "", None
