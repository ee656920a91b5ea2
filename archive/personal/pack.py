"""The ZIP: the document, the page, and the files that were copied."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from archive.personal.document import document, path_of
from archive.personal.page import page
from storage.database import Reading
from storage.knowhow import copy_of
from storage.rights import Gathered

READ_ME = (
    "Everything that Guildhall holds about you in this community.\n\n"
    "index.html  to read and to print; open it in any browser\n"
    "data.json   the same, for programs\n"
    "files/      files of yours that were copied because an entry quotes the message they came with\n"
)


def pack(gathered: Gathered, made_at: datetime) -> bytes:
    """Give the ZIP. It takes a moment where much is held: call it in a thread."""
    out = io.BytesIO()
    with _begun(out, gathered, made_at) as file:
        for row in _copies(gathered):
            file.writestr(path_of(row), row["content"])
    return out.getvalue()


async def write(out: IO[bytes], tx: Reading, gathered: Gathered, made_at: datetime) -> None:
    """Write the ZIP to a file, with one copied file at a time in memory: gather `with_copies=False` for it."""
    with _begun(out, gathered, made_at) as file:
        for row in _copies(gathered):
            file.writestr(path_of(row), await copy_of(tx, row["quote_id"], row["file_id"]) or b"")


def _begun(out: IO[bytes], gathered: Gathered, made_at: datetime) -> zipfile.ZipFile:
    told = document(gathered, made_at)
    file = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
    file.writestr("README.txt", READ_ME)
    file.writestr("index.html", page(told))
    file.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
    return file


def _copies(gathered: Gathered) -> Iterator[Mapping[str, Any]]:
    for held in gathered.held:
        for row in held.rows:
            if isinstance(row.get("content"), bytes):
                yield row
