"""Reading what a request brings: JSON, or a form of JSON and files."""

import json
import mimetypes
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.errors import Refused
from sandbox.state import Json
from sandbox.uploads import Upload


async def read_body(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
    """Read a JSON body, or a form with `payload_json` and `files[n]`; raise 50109 for broken JSON.

    A request without a body gives None.
    """
    if request.content_type.startswith("multipart/"):
        return await _read_form(request)
    text = await request.text()
    return (_parse(text), ()) if text else (None, ())


async def _read_form(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
    body: Json = {}
    files: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        name = part.name or ""
        if name == "payload_json":
            body = _parse(content.decode())
        elif part.filename is None:
            body[name] = content.decode()
        else:
            number = name.removeprefix("files[").rstrip("]")
            index = int(number) if number.isdigit() else len(files)
            files.append(Upload(part.filename, _type_of(part), content, index=index))
    return body, tuple(files)


def _type_of(part: BodyPartReader) -> str:
    """Tell a file's type by its name, as Discord does; what the form says is the client's guess."""
    guessed, _ = mimetypes.guess_type(part.filename or "")
    if guessed is None:
        return str(part.headers.get("Content-Type", "application/octet-stream"))
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from None
