"""Files that may go with an entry: which kinds are kept, how large, and whether one is what it says."""

from dataclasses import dataclass

LARGEST = 10 * 1024 * 1024
"""Bytes: what Discord lets anybody attach."""

_ZIP = (b"PK\x03\x04",)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

_KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "image/png": ("png", (b"\x89PNG\r\n\x1a\n",)),
    "image/jpeg": ("jpg", (b"\xff\xd8\xff",)),
    "image/gif": ("gif", (b"GIF87a", b"GIF89a")),
    "image/webp": ("webp", (b"RIFF",)),
    "application/pdf": ("pdf", (b"%PDF-",)),
    "text/plain": ("txt", ()),
    "text/csv": ("csv", ()),
    "text/markdown": ("md", ()),
    f"{_OFFICE}.wordprocessingml.document": ("docx", _ZIP),
    f"{_OFFICE}.spreadsheetml.sheet": ("xlsx", _ZIP),
    f"{_OFFICE}.presentationml.presentation": ("pptx", _ZIP),
    f"{_OPEN}.text": ("odt", _ZIP),
    f"{_OPEN}.spreadsheet": ("ods", _ZIP),
    f"{_OPEN}.presentation": ("odp", _ZIP),
}
"""Kinds that are kept: each with the ending its files get, and how its bytes begin (none: it is text)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message, as Discord tells of it; `kind` is its media type, `size` in bytes."""

    id: int
    name: str
    kind: str
    size: int

    @property
    def is_kept(self) -> bool:
        """Whether a file of this kind and size may be copied: images, PDF, text and office documents up to 10 MiB."""
        return self.kind in _KINDS and 0 <= self.size <= LARGEST

    @property
    def ending(self) -> str:
        """The ending that a copy's name gets, by its kind, whatever it was called."""
        return _KINDS[self.kind][0]

    @property
    def is_image(self) -> bool:
        """Whether a page can show it."""
        return self.kind.startswith("image/")


def ending_of(kind: str) -> str:
    """Give the ending for a copy of a kind, with its dot; empty for a kind that is not kept."""
    return f".{_KINDS[kind][0]}" if kind in _KINDS else ""


def media_type(told: object) -> str:
    """Give the bare media type of what Discord tells, as `text/plain; charset=utf-8`."""
    return str(told or "").partition(";")[0].strip().lower()


def is_what_it_says(kind: str, content: bytes) -> bool:
    """Say whether bytes begin as a file of this kind does; text is UTF-8 without NUL."""
    beginnings = _KINDS[kind][1]
    if beginnings:
        return content.startswith(beginnings)
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
