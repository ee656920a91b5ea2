"""An archive as tables for a spreadsheet, in which no cell can be taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from archive.export.folder import Folder
from archive.export.shape import Archive, EntryTold
from community.markup import readable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula, its full-width twins among it.

Source: OWASP, CSV injection.
"""

_ENTRIES = (
    "id",
    "topic",
    "title",
    "what we did",
    "where and with whom",
    "what happened",
    "where it may not work",
    "tags",
    "status",
    "reason",
    "published",
    "changed",
    "thread",
)
_QUOTES = ("entry", "said by", "words", "files")


def write_tables(folder: Folder, archive: Archive) -> None:
    """Write entries.csv and quotes.csv, in UTF-8 with the mark by which spreadsheets know it."""
    folder.write("entries.csv", _table(_ENTRIES, (_row(entry) for entry in archive.entries)))
    quotes = (
        (str(entry.id), quote.by or "", quote.words, ", ".join(file.path for file in quote.files))
        for entry in archive.entries
        for quote in entry.quotes
    )
    folder.write("quotes.csv", _table(_QUOTES, quotes))


def cell(text: str) -> str:
    """Give a text as a cell shows it: an apostrophe before what would be a formula."""
    text = readable(text).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(entry: EntryTold) -> Sequence[str]:
    return (
        str(entry.id),
        entry.topic.name,
        entry.title,
        entry.did,
        entry.context,
        entry.outcome,
        entry.limits,
        ", ".join(entry.tags),
        entry.status,
        entry.reason or "",
        f"{entry.published_at:%Y-%m-%d}",
        f"{entry.changed_at:%Y-%m-%d}",
        entry.url,
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()
