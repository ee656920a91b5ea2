"""Values taken out of a format's file: what is wrong becomes a sentence, and stands for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any


@dataclass(slots=True)
class Checked:
    """One table of a file. `where` names it in sentences; the mistakes of a file's tables are one list."""

    file: str
    table: Mapping[str, Any]
    where: str = ""
    mistakes: list[str] = field(default_factory=list)
    _asked: list[str] = field(default_factory=list)

    def wrong(self, what: str) -> None:
        """Write down a mistake."""
        self.mistakes.append(f"The format file {self.file} is left out: {what}.")

    def take(self, key: str) -> Any:
        """Give a value as it stands; None if it is not there."""
        self._asked.append(key)
        return self.table.get(key)

    def has(self, key: str) -> bool:
        """Say whether a key is there; it may be left out."""
        self._asked.append(key)
        return key in self.table

    def text(self, key: str, most: int) -> str:
        """Give a text of at most so many characters, with single spaces."""
        told = self.take(key)
        text = " ".join(told.split()) if isinstance(told, str) else ""
        if not 0 < len(text) <= most:
            self.wrong(f"{self.where}{key} must be text in quotes, of 1 to {most} characters")
        return text

    def number(self, key: str, low: int, high: int) -> int:
        """Give a whole number within bounds."""
        told = self.take(key)
        if type(told) is int and low <= told <= high:
            return told
        self.wrong(f"{self.where}{key} must be a whole number from {low} to {high}")
        return low

    def yes_or_no(self, key: str) -> bool:
        """Give true or false."""
        told = self.take(key)
        if not isinstance(told, bool):
            self.wrong(f"{self.where}{key} must be true or false")
        return told is True

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Give one of the words allowed."""
        told = self.take(key)
        if told in allowed:
            return str(told)
        self.wrong(f"{self.where}{key} must be one of {', '.join(allowed)}")
        return allowed[0]

    def parts(self, key: str, most: int) -> list["Checked"]:
        """Give the tables of a list of 1 to `most`, each named by its place in it."""
        told = self.take(key)
        if not isinstance(told, list) or not 1 <= len(told) <= most or not all(isinstance(one, dict) for one in told):
            self.wrong(f"it must have 1 to {most} sections [[{key}]]")
            return []
        return [Checked(self.file, one, f"{key} {at}: ", self.mistakes) for at, one in enumerate(told, 1)]

    def nothing_else(self) -> None:
        """Write down each key that was not asked for."""
        for key in self.table:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                known = f"did you mean {near[0]}" if near else f"there are {', '.join(dict.fromkeys(self._asked))}"
                self.wrong(f"{self.where}there is no key {key} ({known})")
