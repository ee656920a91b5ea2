"""A case clinic that is run step by step: Next, Back, Pause, Go on, Finish, and who was here."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sandbox.client import buttons, text_of
from soak.sessions.story import A_QUARTER, CHANNEL, InThread, starting

_PRESSES = 10


@dataclass
class Steps(InThread):
    """Ben facilitates; `version` is the highest that a panel was seen to show: each press takes it up by one."""

    kind: ClassVar[str] = "Steps"
    panel: dict[str, Any] | None = None
    version: int = 0
    pressed: int = 0
    _seen: bool = True

    async def step(self) -> None:
        """Plan it, begin it, then press, each time once the panel shows what the last press did."""
        if self.thread is None:
            await self.to_thread(format="case clinic", minutes=70, starts=starting(A_QUARTER))
        elif self.panel is None:
            await self._begin(self.thread)
        else:
            await self._go_on(self.thread, self.panel)

    async def _begin(self, thread: str) -> None:
        if "begun" not in self.said:
            told = await self.people["ben"].command(CHANNEL, "session run", session=self.title)
            if "Begun" in told.text or "under way" in told.text:
                self.yes("sessions begun")
                self.noted("begun", "yes")
        self.panel = await self._panel(thread)
        if "begun" in self.said and self.panel is None:
            self.wait()

    async def _panel(self, thread: str) -> dict[str, Any] | None:
        there = await self.people["ben"].messages(thread, limit=50)
        return next((one for one in there if "Facilitator" in text_of(one) and one["embeds"]), None)

    async def _go_on(self, thread: str, panel: dict[str, Any]) -> None:
        panel = await self._panel(thread) or panel
        shown = _version(panel)
        if shown is None:
            self.noted("finished", "yes")
            self.yes("runs finished")
            self.is_over = True
        elif shown > self.version:
            self.version, self.panel = shown, panel
            self.yes("steps moved")
        else:
            await self._press(panel)

    async def _press(self, panel: dict[str, Any]) -> None:
        ben, cho = self.people["ben"], self.people["cho"]
        if self.chance.random() < 0.1:
            told = await ben.command(CHANNEL, "session run", session=self.title)
            if "under way" in told.text:
                self.yes("panels moved")
            return
        if self.chance.random() < 0.2:
            told = await cho.click(panel, "I was here")
            if "noted" in told.text.lower():
                self.noted("here", "yes")
                self.yes("attendance noted")
            return
        there = [one["label"] for one in buttons(panel) if one["label"] != "I was here"]
        wanted = [one for one in there if one != "Finish"]
        self.pressed += 1
        await ben.click(panel, "Finish" if self.pressed > _PRESSES else self.chance.choice([*wanted, "Next"]))


def _version(panel: dict[str, Any]) -> int | None:
    """Give the version that a panel shows; None once it is finished."""
    ids = [one["custom_id"] for one in buttons(panel) if one["custom_id"].startswith("guildhall:run:")]
    return max((int(id_.rsplit(":", 1)[1]) for id_ in ids), default=None)
