"""The archive, given out as files: what was published and what its authors agreed to, and nothing else.

An export is a copy: what is withdrawn afterwards leaves it when it is made anew into the same folder.
"""

from collections.abc import Callable
from pathlib import Path

from archive.export.folder import Folder
from archive.export.gather import gather
from archive.export.pages import write_pages
from archive.export.schema import write_document
from archive.export.shape import Archive
from archive.export.tables import write_tables

__all__ = ["FORMATS", "Archive", "Folder", "export", "gather"]

FORMATS: dict[str, Callable[[Folder, Archive], None]] = {
    "markdown": write_pages,
    "json": write_document,
    "csv": write_tables,
}
"""What writes an archive into a folder, by the format's name."""


def export(into: Path, archive: Archive, form: str) -> int:
    """Write an archive into a folder in one of `FORMATS`; gives how many files there are now.

    The folder is new, empty, or an earlier export, whose files go. Raises `Refusal` for any other.
    """
    folder = Folder(into)
    folder.begin()
    FORMATS[form](folder, archive)
    return folder.finish()
