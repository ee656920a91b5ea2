"""Files as they come in."""

from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_FILES: Final = 10


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a request; `index` is its number in the form (`files[0]`)."""

    filename: str
    content_type: str
    content: bytes
    description: str | None = None
    index: int = 0
