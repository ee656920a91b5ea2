"""The ledger's book: a file of lines and a key, both beside the database and in no backup of it.

The table `ledger` is asked within the transaction that writes; the book is what survives when the database is put back
to an older state. A line holds a keyed hash, never an id: without the key nobody can tell whom it is about.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from community.errors import Misconfigured

FOLDER = Path("data")
"""Where the book of a PostgreSQL database is, unless the settings say otherwise."""

_KEY_BYTES = 32
_MARK_BYTES = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what `mark` stands for is `value` since `at`; `until`, for an erasure, is up to when."""

    kind: str
    mark: str
    value: str
    at: datetime
    until: datetime | None = None

    def as_json(self) -> dict[str, str | None]:
        """Give it as it stands in the file."""
        until = self.until.isoformat() if self.until else None
        return {"kind": self.kind, "mark": self.mark, "value": self.value, "at": self.at.isoformat(), "until": until}


def book_of(url: URL, path: str | Path | None = None) -> "Book":
    """Give the book of a database: the one named, else that beside a SQLite file, else `FOLDER`'s."""
    if path:
        return Book(Path(path))
    if url.drivername.startswith("postgresql"):
        return Book(FOLDER / f"{url.database}.ledger")
    return Book(Path(f"{url.database}.ledger") if url.database and url.database != ":memory:" else None)


class Book:
    """The file of lines at `path` and the key beside it; without a path (a database in memory), both are nowhere."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._key: bytes | None = None
        self.is_known = False
        """Whether the database's own lines are known to be made with this key."""

    @property
    def key_path(self) -> Path | None:
        """Where the key is: 32 bytes in hexadecimal, for the operator alone to read."""
        return self.path.with_name(f"{self.path.name}-key") if self.path else None

    @property
    def has_key(self) -> bool:
        """Whether there is a key already."""
        return self._key is not None or (self.key_path is not None and self.key_path.exists())

    def mark(self, kind: str, *ids: object) -> str:
        """Give the keyed hash of what `ids` say, 32 characters; makes the key if there is none.

        Raises `Misconfigured` where there are lines and the key is gone.
        """
        what = ":".join((kind, *map(str, ids)))
        return blake2b(what.encode(), key=self._key or self._take_key(), digest_size=_MARK_BYTES).hexdigest()

    def fingerprint(self) -> str:
        """Give what tells this key from another without telling the key."""
        return self.mark("key")

    def append(self, lines: Iterable[Line]) -> None:
        """Write lines to the end of the file, and return once they are on the disk."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(line.as_json()) + "\n" for line in lines)
        number = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(number).st_size
            torn = size > 0 and os.pread(number, 1, size - 1) != b"\n"
            left = (("\n" if torn else "") + text).encode()
            while left:  # a disk that is nearly full takes a part
                left = left[os.write(number, left) :]
            os.fsync(number)
        finally:
            os.close(number)

    def take_in(self, lines: Iterable[Line]) -> None:
        """Write those of a database's lines that the file lacks, or of which it has an older one.

        Raises `Misconfigured` where they were made with another key.
        """
        there, told = self.lines(), list(lines)
        keys = {line.mark for line in told if line.kind == "key"}
        if keys and not (self.has_key and self.fingerprint() in keys):
            raise Misconfigured(f"The ledger's key {self.key_path} is not the one that this database was written with.")
        lacking = [line for line in told if line.mark not in there or there[line.mark].at < line.at]
        if lacking:
            self.append(lacking)

    def lines(self) -> dict[str, Line]:
        """Give the latest line about each mark; a line that a crash has torn is left out.

        Raises `Misconfigured` if the file can't be read.
        """
        if self.path is None or not self.path.exists():
            return {}
        latest: dict[str, Line] = {}
        try:
            with self.path.open("r", encoding="utf-8", errors="replace") as file:
                for text in file:
                    line = _read(text)
                    if line is not None and (line.mark not in latest or latest[line.mark].at <= line.at):
                        latest[line.mark] = line
        except OSError as error:
            raise Misconfigured(f"The ledger {self.path} can't be read: {error.strerror}.") from error
        return latest

    def _take_key(self) -> bytes:
        self._key = self._read_key() or self._make_key()
        return self._key

    def _read_key(self) -> bytes | None:
        if self.key_path is None or not self.key_path.exists():
            return None
        try:
            key = bytes.fromhex(self.key_path.read_text("ascii").strip())
        except (OSError, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise Misconfigured(f"The ledger's key {self.key_path} can't be read, or is no key.")
        return key

    def _make_key(self) -> bytes:
        key = secrets.token_bytes(_KEY_BYTES)
        if self.key_path is None:
            return key
        if self.lines():
            raise Misconfigured(
                f"The ledger's key {self.key_path} is gone: put it back. Without it nobody can tell what was erased."
            )
        self.key_path.parent.mkdir(parents=True, exist_ok=True)
        new = self.key_path.with_name(f"{self.key_path.name}.{secrets.token_hex(4)}")
        number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(number, key.hex().encode())
            os.fsync(number)
        finally:
            os.close(number)
        try:
            os.link(new, self.key_path)  # whole or not at all, and never over another's
        except FileExistsError:
            return self._read_key() or key
        finally:
            new.unlink()
        return key


def _read(text: str) -> Line | None:
    try:
        row: dict[str, Any] = json.loads(text)
        until = datetime.fromisoformat(row["until"]) if row["until"] else None
        return Line(row["kind"], row["mark"], row["value"], datetime.fromisoformat(row["at"]), until)
    except (ValueError, TypeError, KeyError):
        return None
