"""A session in a voice channel: people come and go, whether the bot hears it or is dead, and its panel counts them."""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.client import text_of
from soak.sessions.story import A_QUARTER, CHANNEL, InThread, starting

ROOM = "meeting room"
COMERS = ("cho", "dev", "olu", "stella")
_MOVES = 10


@dataclass
class Voices(InThread):
    """`inside` are those in the room now; `seen` those whom the panel has counted."""

    kind: ClassVar[str] = "Voices"
    inside: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    moves: int = 0
    _moved: bool = False

    async def step(self) -> None:
        """Plan it, begin it; then somebody comes or goes, each time once the panel tells of the last who did."""
        ben = self.people["ben"]
        if self.thread is None:
            room = f"<#{await ben.place_id(ROOM)}>"
            await self.to_thread(where=room, format="case clinic", starts=starting(A_QUARTER))
        elif "begun" not in self.said:
            for name in COMERS:
                await self.people[name].leave_voice()  # from the session before
            told = await ben.command(CHANNEL, "session run", session=self.title)
            if "Begun" in told.text or "under way" in told.text:
                self.noted("begun", "yes")
                self.yes("sessions begun")
        else:
            await self._go_on(self.thread)

    async def _go_on(self, thread: str) -> None:
        there = await self.people["ben"].messages(thread, limit=50)
        panel = next((one for one in there if "Facilitator" in text_of(one) and one["embeds"]), None)
        if panel is None or (self._moved and _here(panel) != len(self.inside)):
            self.wait()
        elif self._moved:
            self._moved = False
            self.seen |= self.inside
            self.yes("comings and goings seen")
        elif self.moves < _MOVES:
            await self._move()
        elif "Finished" in text_of(panel):
            self.noted("finished", "yes")
            self.is_over = True
        else:
            await self.people["ben"].click(panel, "Finish")

    async def _move(self) -> None:
        name = self.chance.choice(COMERS)
        if name in self.inside:
            await self.people[name].leave_voice()
        else:
            await self.people[name].join_voice(ROOM)
        self.inside ^= {name}
        self.moves += 1
        self._moved = True


def _here(panel: dict[str, Any]) -> int | None:
    """Give how many are there by the panel's word."""
    found = re.search(r"Here \((\d+)\)", text_of(panel))
    return int(found[1]) if found else None
