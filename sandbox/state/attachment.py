"""The bytes behind an attachment's address."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import ClassVar

from sandbox.state.record import Record


@dataclass(kw_only=True)
class File(Record):
    """An uploaded file; `data` is base64, as rows are JSON."""

    kind: ClassVar[str] = "file"

    id: int
    channel_id: int
    filename: str
    content_type: str
    data: str

    @property
    def key(self) -> str:
        """Name this file's row."""
        return str(self.id)

    @property
    def content(self) -> bytes:
        """Give the file's bytes."""
        return b64decode(self.data)

    @staticmethod
    def encode(content: bytes) -> str:
        """Write bytes as `data` holds them."""
        return b64encode(content).decode("ascii")
