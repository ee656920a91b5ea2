"""The archive, given out as files: what was published and what its authors agreed to, and nothing else.

An export is a copy: what is withdrawn afterwards leaves it when it is made anew into the same folder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.export.folder import Folder
from archive.export.gather import gather
from archive.export.pages import PAGES, write_pages
from archive.export.schema import write_document
from archive.export.shape import Archive
from archive.export.tables import write_tables
from storage import knowhow
from storage.database import Reading

__all__ = ["FORMATS", "Archive", "Folder", "export", "gather"]


@dataclass(frozen=True, slots=True)
class Format:
    """How an archive is written into a folder, and where in it the files that go with quotes are put."""

    write: Callable[[Folder, Archive], None]
    files_below: str = ""


FORMATS: Mapping[str, Format] = {
    "markdown": Format(write_pages, f"{PAGES}/"),
    "json": Format(write_document),
    "csv": Format(write_tables),
}
"""Formats by name."""


async def export(tx: Reading, into: Path, archive: Archive, form: str) -> int:
    """Write an archive, with its files, into a folder in one of `FORMATS`; gives how many files there are now.

    The folder is new, empty, or an earlier export, whose files go. Raises `Refusal` for any other.
    """
    folder = Folder(into)
    folder.begin()
    for told in archive.files:
        content = await knowhow.copy_of(tx, told.quote_id, told.file.id)
        folder.write(FORMATS[form].files_below + told.path, content or b"")
    FORMATS[form].write(folder, archive)
    return folder.finish()
