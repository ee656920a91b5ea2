"""Reads one table of a world file, so that whatever is wrong in it is told in one sentence."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")

_AGO = re.compile(r"(\d+)\s*([wdhms])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_KINDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}


class WorldError(Exception):
    """A world that can not be laid out; the sentence names the file, the place in it and what is allowed."""


class Table:
    """A table of a world file. Each reader takes a key out; `done` then refuses the keys nobody asked for."""

    def __init__(self, where: str, body: dict[str, object]) -> None:
        self.where = where
        self._body = body
        self._known: list[str] = []

    def wrong(self, sentence: str) -> WorldError:
        """Make the error that says what is wrong here."""
        return WorldError(f"{self.where}: {sentence}.")

    def has(self, key: str) -> bool:
        """Tell whether a key is there."""
        return key in self._body

    def _take(self, key: str, kind: type[T], default: T | None) -> T | None:
        self._known.append(key)
        found = self._body.get(key)
        if found is None:
            return default
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise self.wrong(f'"{key}" must be {_KINDS[kind]}, not {found!r}')
        return found

    def text(self, key: str) -> str:
        """Read a text that has to be there and not be empty."""
        found = self._take(key, str, None)
        if not found:
            raise self.wrong(f'"{key}" is missing')
        return found

    def maybe_text(self, key: str) -> str | None:
        """Read a text that may be left out."""
        return self._take(key, str, None)

    def maybe_number(self, key: str) -> int | None:
        """Read a whole number that may be left out."""
        return self._take(key, int, None)

    def flag(self, key: str) -> bool | None:
        """Read a true or false that may be left out."""
        return self._take(key, bool, None)

    def texts(self, key: str) -> list[str]:
        """Read a list of texts; left out is empty."""
        found = self._take(key, list, [])
        for one in found or []:
            if not isinstance(one, str):
                raise self.wrong(f'"{key}" must be a list of texts, not {one!r}')
        return list(found or [])

    def table(self, key: str) -> "Table":
        """Read a table; left out is empty."""
        return Table(f"{self.where}, {key}", self._take(key, dict, {}) or {})

    def tables(self, key: str) -> Iterator["Table"]:
        """Read a list of tables; left out is empty."""
        for count, one in enumerate(self._take(key, list, []) or [], 1):
            if not isinstance(one, dict):
                raise self.wrong(f'"{key}" must be a list of tables, not {one!r}')
            name = one.get("name") or one.get("key")
            yield Table(f"{self.where}, {key} {count}" + (f' ("{name}")' if name else ""), one)

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        """Read every key of this table as a list of texts."""
        for key in self._body:
            yield key, self.texts(key)

    def one_of(self, key: str, allowed: Sequence[str], default: str) -> str:
        """Read a text that must be one of a few."""
        found = self._take(key, str, default) or default
        if found not in allowed:
            raise self.wrong(f'"{key}" is "{found}"; it must be one of {", ".join(allowed)}')
        return found

    def ago(self, key: str = "ago") -> timedelta:
        """Read a time before now, such as `6d 2h` or `45m`."""
        found = self.text(key)
        parts = _AGO.findall(found)
        if not parts or _AGO.sub("", found).strip():
            raise self.wrong(f'"{key}" is "{found}"; write it as "6d 2h" or "45m"')
        try:
            return timedelta(**{_UNITS[unit]: int(count) for count, unit in parts})
        except OverflowError:
            raise self.wrong(f'"{key}" is "{found}", which is too long ago') from None

    def done(self) -> None:
        """Refuse keys that no reader asked for."""
        unknown = [key for key in self._body if key not in self._known]
        if unknown:
            raise self.wrong(f'there is no key "{unknown[0]}" here; known are {", ".join(self._known)}')
