"""The ZIP: the document, the page, and the files that were copied."""

import io
import json
import zipfile
from datetime import datetime

from archive.personal.document import document, path_of
from archive.personal.page import page
from storage.rights import Gathered

READ_ME = (
    "Everything that Guildhall holds about you in this community.\n\n"
    "index.html  to read and to print; open it in any browser\n"
    "data.json   the same, for programs\n"
    "files/      files of yours that were copied because an entry quotes the message they came with\n"
)


def pack(gathered: Gathered, made_at: datetime) -> bytes:
    """Give the ZIP. It takes a moment where much is held: call it in a thread."""
    told = document(gathered, made_at)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("README.txt", READ_ME)
        file.writestr("index.html", page(told))
        file.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        for held in gathered.held:
            for row in held.rows:
                if isinstance(row.get("content"), bytes):
                    file.writestr(path_of(row), row["content"])
    return out.getvalue()
