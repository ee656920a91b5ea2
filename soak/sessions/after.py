"""What comes after a session: notes that become a draft, what cho will try, the question whether it was tried."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sandbox.client.parts import button
from soak.sessions.story import A_QUARTER, CHANNEL, InThread, starting

_TRIES = {"What will you try?": "A lamp by each bed", "By when?": "tomorrow"}
_TRIES |= {"Ask me then?": "Yes, once, by direct message"}


@dataclass
class After(InThread):
    """Ben runs it to its end at once and writes the notes; cho reflects, and is asked about it."""

    kind: ClassVar[str] = "After"

    async def step(self) -> None:
        """Plan it, run it, then what is not done yet."""
        if self.thread is None:
            await self.to_thread(format="after action review", starts=starting(A_QUARTER))
        elif "finished" not in self.said:
            await self._run(self.thread)
        elif "reflected" not in self.said:
            await self._reflect()
        elif "noted" not in self.said:
            await self._note(self.thread)
        elif "answered" not in self.said:
            await self._answer()
        else:
            self.is_over = True

    async def _run(self, thread: str) -> None:
        ben = self.people["ben"]
        if "begun" not in self.said:
            told = await ben.command(CHANNEL, "session run", session=self.title)
            if "Begun" in told.text or "under way" in told.text:
                self.noted("begun", "yes")
                self.yes("sessions begun")
            return
        there = await ben.messages(thread, limit=50)
        panel = next((one for one in there if button(one, "Finish")), None)
        if panel is not None:
            await ben.click(panel, "Finish")
        elif any(button(one, "Write notes") for one in there):
            self.noted("finished", "yes")
        else:
            self.wait()

    async def _reflect(self) -> None:
        cho = self.people["cho"]
        form = await cho.command(CHANNEL, "session reflect", session=self.title)
        if "Kept" in (await cho.submit(form, _TRIES)).text:
            self.noted("reflected", "yes")
            self.yes("reflections kept")

    async def _note(self, thread: str) -> None:
        ben = self.people["ben"]
        there = await ben.messages(thread, limit=50)
        invitation = next(one for one in there if button(one, "Write notes"))
        form = await ben.click(invitation, "Write notes")
        if "There is a draft" in form.text:
            self.noted("noted", "yes")  # an earlier try went through unheard
            return
        if "Saved as a draft" in (await ben.submit(form, {"field0": "Nobody fell."})).text:
            self.noted("noted", "yes")
            self.yes("notes drafted")

    async def _answer(self) -> None:
        cho = self.people["cho"]
        question = await self._question()
        if question is None:
            self.wait()
            return
        form = await cho.click(question, "I tried it")
        told = await cho.submit(form, {"What happened?": "It helped", "Who may be told?": "Nobody: it stays mine"})
        if "Kept" in told.text:
            self.noted("answered", "yes")
            self.yes("questions answered")

    async def _question(self) -> dict[str, Any] | None:
        cho = self.people["cho"]
        for channel in await cho.dms():
            for message in await cho.messages(channel["id"], limit=50):
                if f"**{self.title}**" in message["content"] and button(message, "I tried it"):
                    return message
        return None
