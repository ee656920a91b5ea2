"""Reading one export file, whatever it is and however large: small ones whole, large ones bit by bit, twice.

The first reading of a large file stores nothing and finds what is wrong with it, so that a file is taken in whole or
not at all; the second gives it a few hundred messages at a time. Memory is bounded by what one message may hold, and
each message is read by Python's own parser, which is fast.
"""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from community.exports import Export, Unreadable, read_export

WHOLE = 8 * 2**20
"""Bytes up to which a file is read whole: faster, and Python needs some twenty times as many for it at worst."""

_AT_ONCE = 500
_BITE = 64 * 2**10
_MOST_OF_ONE = 4 * 2**20
"""Bytes that one message, or what stands outside of them, may take: Discord's own take a few thousand."""

_PART = 2**20
"""Bytes after which a part is given, however few messages they hold."""
_WANTED = frozenset({"guild", "channel", "messages"})
_BLANKS = re.compile(r"[ \t\r\n]++")
_JSON = json.JSONDecoder()
_NOT_JSON, _UNREADABLE = "it is not JSON, or was cut short", "it is not JSON that can be read"
_NOT_UTF_8 = "it is not UTF-8 text"

_PACKED = {b"PK": "ZIP", b"\x1f\x8b": "gzip", b"BZ": "bzip2", b"\xfd7": "xz", b"7z": "7z", b"Ra": "RAR"}
"""How files begin that hold others: they are not opened, for nobody can say what is inside or how large it is."""


def read_file(file: Path, community_id: int) -> Iterator[Export]:
    """Give a file's export, in parts where it is large; raises `Unreadable` before anything was given."""
    try:
        if file.stat().st_size <= WHOLE:
            yield read_export(_parse(file), community_id)
            return
        head: dict[str, Any] = {}
        for part in _parts(file, head):
            _read_part(head, part, community_id)
        for part in _parts(file, {}):
            yield _read_part(head, part, community_id)
    except OSError as error:
        raise Unreadable(f"it can't be opened: {error.strerror}") from error


def _parse(file: Path) -> object:
    told = file.read_bytes()
    _require_unpacked(told)
    try:
        return json.loads(told)
    except UnicodeDecodeError as error:
        raise Unreadable(_NOT_UTF_8) from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"{_NOT_JSON}: line {error.lineno}, column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(_UNREADABLE) from error


def _require_unpacked(beginning: bytes) -> None:
    packed = _PACKED.get(beginning[:2])
    if packed:
        raise Unreadable(f"it is packed ({packed}): unpack it, and import what is in it")


def _read_part(head: dict[str, Any], part: list[Any], community_id: int) -> Export:
    """Read some of a file's messages as an export of their own, which opens as the whole file does."""
    if "messages" not in head:
        return read_export(head, community_id)  # which says what is missing
    if not {"guild", "channel"} <= head.keys():
        raise Unreadable("it says of which channel it is after its messages, or not at all")
    if not isinstance(head["messages"], list):
        return read_export(head, community_id)  # which says that they are no list
    return read_export(head | {"messages": part}, community_id, opening=head["messages"])


def _parts(file: Path, head: dict[str, Any]) -> Iterator[list[Any]]:
    """Give a file's messages, some at a time; `head` gets the rest of it, and under "messages" the first of them."""
    found: list[Any] = []
    with file.open("rb") as stream:
        text = _Text(stream)
        before = 0
        for message in _messages(text, head):
            head["messages"] = head["messages"] or [message]
            found.append(message)
            if len(found) >= _AT_ONCE or text.read - before >= _PART:
                yield found
                found, before = [], text.read
    yield found


def _messages(text: "_Text", head: dict[str, Any]) -> Iterator[Any]:
    """Give the messages of a document one by one, and put what else is wanted of it into `head`."""
    if not text.peek():
        raise Unreadable(_NOT_JSON)
    if text.peek() != "{":
        raise Unreadable("it is not what DiscordChatExporter writes: The file is no object")
    text.skip()
    while text.peek() == '"':
        key = text.value()
        text.expect(":")
        if key == "messages" and text.peek() == "[":
            head["messages"] = []
            text.skip()
            while text.peek() != "]":
                yield text.value()
                if text.peek() != "]":
                    text.expect(",")
            text.skip()
        else:
            value = text.value()
            if key in _WANTED:
                head[key] = value
        if text.peek() != "}":
            text.expect(",")
    text.expect("}")
    if text.peek():
        raise Unreadable(_NOT_JSON)


class _Text:
    """The text of a file, of which no more is held than the value that is being read; raises `Unreadable`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._held, self._at, self._over = "", 0, False
        self.read = 0
        """Bytes read so far."""

    def peek(self) -> str:
        """Give the next character that is no blank, or nothing at the end."""
        while True:
            found = _BLANKS.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._held) or self._over:
                return self._held[self._at : self._at + 1]
            self._read(_BITE)

    def skip(self) -> None:
        """Go on behind the character that `peek` gave."""
        self._at += 1

    def expect(self, mark: str) -> None:
        """Go on behind a mark that must come next."""
        if self.peek() != mark:
            raise Unreadable(_NOT_JSON)
        self.skip()

    def value(self) -> Any:
        """Read the value that comes next; a longer one is begun anew with twice as much text in hand."""
        self.peek()
        while True:
            try:
                value, end = _JSON.raw_decode(self._held, self._at)
                if end < len(self._held) or self._over:  # else a number might go on
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                if self._over:
                    raise Unreadable(_NOT_JSON) from error
            except (ValueError, RecursionError) as error:
                raise Unreadable(_UNREADABLE) from error
            length = len(self._held) - self._at
            if length > _MOST_OF_ONE:
                raise Unreadable("one of its messages is too large to be one, or it is not JSON")
            self._read(max(_BITE, length))

    def _read(self, length: int) -> None:
        told = self._stream.read(length)
        if self.read == 0:
            _require_unpacked(told)
        self.read += len(told)
        self._over = len(told) < length
        try:
            self._held = self._held[self._at :] + self._decoder.decode(told, self._over)
        except UnicodeDecodeError as error:
            raise Unreadable(_NOT_UTF_8) from error
        self._at = 0
