"""A series of four: its second is moved, the third and what follows renamed, the fourth called off."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sandbox.client import Reply
from soak.sessions.story import A_DAY, CHANNEL, Story, starting

TIMES = 4


@dataclass
class Series(Story):
    """Ben changes it; dev may come to the second, and is told of its move."""

    kind: ClassVar[str] = "Series"
    asked: Reply | None = None
    ids: list[str] = field(default_factory=list)
    moved_to: str = ""

    @property
    def later(self) -> str:
        """What those that follow are called in the end."""
        return f"Later {self.number}"

    async def step(self) -> None:
        """Plan it; then what is not done yet."""
        ben = self.people["ben"]
        if "planned" not in self.said:
            self.asked = await self.planned(self.asked, starts=starting(A_DAY), repeats=f"daily, {TIMES} times")
        elif not self.ids:
            there = await ben.autocomplete(CHANNEL, "session change", "session", self.title)
            ids = [str(one["value"]) for one in there if re.search(rf"\b{self.title}\b", str(one["name"]))]
            self.ids = ids if len(ids) == TIMES else []
        elif "dev" not in self.said:
            await self._answer()
        elif "moved" not in self.said:
            self.moved_to = self.moved_to or _at(timedelta(days=5, minutes=self.number % 50))
            await self._change("moved", self.ids[1], "This one", starts=self.moved_to)
        elif "renamed" not in self.said:
            await self._change("renamed", self.ids[2], "All following", title=self.later)
        elif "cancelled" not in self.said:
            await self._cancel(self.ids[3])
        else:
            self.is_over = True

    async def _answer(self) -> None:
        """Let dev say that he may come to the second, on its card."""
        dev = self.people["dev"]
        for message in await dev.messages(CHANNEL, limit=100):
            ids = [part["custom_id"] for row in message["components"] for part in row.get("components", [])]
            if f"guildhall:session:maybe:{self.ids[1]}" in ids:
                told = await dev.click(message, "Maybe")
                if "down as maybe" in told.text:
                    self.noted("dev", "maybe")
                    self.yes("answers")
                return
        self.wait()

    async def _change(self, what: str, session: str, how_far: str, **options: Any) -> None:
        preview = await self.people["ben"].command(CHANNEL, "session change", session=session, **options)
        if "changes nothing" in preview.text:
            self.noted(what, "yes")  # an earlier try went through unheard
            self._tries = 0
            return
        if "Changed" in (await self.people["ben"].click(preview, how_far)).text:
            self.noted(what, "yes")
            self.yes(f"series {what}")

    async def _cancel(self, session: str) -> None:
        ben = self.people["ben"]
        asked = await ben.command(CHANNEL, "session cancel", session=session, reason="The host is ill")
        if "was cancelled" in asked.text:
            self.noted("cancelled", "yes")
            return
        if "Cancelled" in (await ben.click(asked, "This one")).text:
            self.noted("cancelled", "yes")
            self.yes("series cancelled")


def _at(after: timedelta) -> str:
    return (datetime.now(UTC) + after).replace(second=0).isoformat(timespec="seconds")
