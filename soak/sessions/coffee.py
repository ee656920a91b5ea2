"""Coffee: all take part, rounds are made again and again, and those who were put together say that they met."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.client.parts import button
from soak.sessions.story import CHANNEL, Story

GUESTS = ("amira", "ben", "cho", "dev", "olu", "stella")
PLACE = "notices"


@dataclass
class Coffee(Story):
    """Everybody joins; then somebody looks whether they are asked in a thread, and says yes there."""

    kind: ClassVar[str] = "Coffee"

    async def step(self) -> None:
        """Join whoever has not; then say that one met."""
        left = [name for name in GUESTS if name not in self.said]
        if left:
            told = await self.people[left[0]].command(CHANNEL, "coffee join")
            if "You take part in coffee" in told.text:
                self.noted(left[0], "yes")
                self.yes("coffee joined")
            return
        self.wait()
        person = self.people[self.chance.choice(GUESTS)]
        threads = [one for one in (await person.view())["threads"] if one["name"].startswith("Coffee,")]
        for thread in threads[:3]:
            for message in await person.messages(thread["id"], limit=10):
                key = f"{thread['name']} {person.id}"
                if button(message, "Yes") and key not in self.said:
                    if "It is counted" in (await person.click(message, "Yes")).text:
                        self.noted(key, "met")
                        self.yes("coffee met")
                    return
