"""One thread's story: talk, a capture that quotes it, the question, the answer, publication. Deaths interrupt it."""

from dataclasses import dataclass
from typing import Any

from sandbox.client import Person, Reply

ASKED = "Know-how from this thread"
_TRIES = 8
"""How often a step is tried before the story is left as it stands: an earlier try may have gone through unheard."""


@dataclass
class Story:
    """Goes on by one step at a time, in whichever life of the bot; the ids of buttons outlive it.

    `asked`, `consented` and `published` say what the bot said yes to.
    """

    number: int
    olu: Person
    cho: Person
    title: str = ""
    thread: dict[str, Any] | None = None
    asked: bool = False
    consented: bool = False
    published: bool = False
    _panel: Reply | None = None
    _paper: Reply | None = None
    _tries: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done, or to be tried."""
        return self.published or self._tries > _TRIES

    @property
    def yeses(self) -> int:
        """How often the bot has said yes to a step."""
        return sum((self._panel is not None, self.asked, self.consented, self.published))

    async def go_on(self) -> None:
        """Do the next step; raises what the people's client raises if the bot is not there."""
        self._tries += 1
        if self.thread is None:
            self.title = f"Quoted {self.number}"
            self.thread = await self.cho.open_thread("general", f"Talk {self.number}")
            await self.cho.send(self.thread, "We put a lamp by each bed, and nobody fell that month.")
        elif self._panel is None:
            await self._capture(self.thread)
        elif not self.asked:
            await self._ask(self.thread, self._panel)
        elif self._paper is None:
            await self._open(self.thread)
        elif not self.consented:
            told = await self.cho.click(self._paper, "Quote me by name")
            self.consented = "Noted" in told.text
        else:
            told = await self.olu.command(self.thread, "knowhow publish", entry=self.title)
            self.published = "Published" in told.text

    async def _capture(self, thread: dict[str, Any]) -> None:
        form = await self.olu.command(thread, "knowhow capture")
        panel = await self.olu.submit(form, {"Title": self.title, "What we did": "We put lamps there."})
        if "Saved" in panel.text:
            self._panel, self._tries = panel, 0

    async def _ask(self, thread: dict[str, Any], panel: Reply) -> None:
        said = next(m for m in await self.olu.messages(thread) if m["author"]["id"] == self.cho.id)
        panel = await self.olu.select(panel, [said["id"]], "Messages to quote (10 at most)")
        told = await self.olu.click(panel, "Ask for consent")
        if "are asked in the thread" in told.text:
            self.asked, self._tries = True, 0

    async def _open(self, thread: dict[str, Any]) -> None:
        card = next((m for m in await self.cho.messages(thread) if ASKED in m["content"]), None)
        if card is None:
            self._tries -= 1  # it comes, however long it takes
        else:
            self._paper, self._tries = await self.cho.click(card, "Answer"), 0
