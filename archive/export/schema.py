"""An archive as one JSON document, and the schema that describes it (JSON Schema 2020-12)."""

import json
from typing import Any, Final

from archive.export.folder import Folder
from archive.export.shape import Archive, EntryTold, QuoteTold
from community.moments import iso

VERSION: Final = 1
"""Of the document's shape: counts up when something is renamed or taken away, never when something is added."""


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}
_ID: Final = {"type": "string", "pattern": "^[0-9]+$"}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_TOPIC: Final = _object(id=_ID, name=_TEXT, purpose=_TEXT)

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "An archive exported by Guildhall",
    **_object(
        schema={"const": VERSION},
        community=_object(id=_ID, name=_TEXT),
        made_at=_MOMENT,
        seen_as={"description": "the member whose view this is; null: all that is published", **_MAYBE},
        topics=_list(_TOPIC),
        entries=_list(
            _object(
                id=_ID,
                topic=_object(id=_ID, name=_TEXT),
                title=_TEXT,
                what_we_did=_TEXT,
                where_and_with_whom=_TEXT,
                what_happened=_TEXT,
                where_it_may_not_work=_TEXT,
                status={"enum": ["published", "under review", "retired"]},
                reason={"description": "why it was retired", **_MAYBE},
                tags=_list(_TEXT),
                quotes=_list(
                    _object(
                        by={"description": "null: quoted without a name", **_MAYBE},
                        words=_TEXT,
                        files=_list(_object(name=_TEXT, kind=_TEXT, path=_TEXT)),
                    )
                ),
                history=_list(_object(version={"type": "integer"}, change=_TEXT, at=_MOMENT)),
                published_at=_MOMENT,
                changed_at=_MOMENT,
                url={"type": "string", "format": "uri"},
            )
        ),
    ),
}
"""What `archive.json` looks like; it is written beside it as `archive.schema.json`."""


def write_document(folder: Folder, archive: Archive) -> None:
    """Write archive.json and its schema."""
    folder.write("archive.json", json.dumps(document(archive), ensure_ascii=False, indent=1) + "\n")
    folder.write("archive.schema.json", json.dumps(SCHEMA, indent=1) + "\n")


def document(archive: Archive) -> dict[str, Any]:
    """Give an archive in the shape of `SCHEMA`; texts stand as they were written, with Discord's own marks."""
    return {
        "schema": VERSION,
        "community": {"id": str(archive.community_id), "name": archive.community},
        "made_at": iso(archive.made_at),
        "seen_as": None if archive.member_id is None else str(archive.member_id),
        "topics": [{"id": str(t.id), "name": t.name, "purpose": t.purpose} for t in archive.topics],
        "entries": [_entry(entry) for entry in archive.entries],
    }


def _quote(quote: QuoteTold) -> dict[str, Any]:
    files = [{"name": one.file.name, "kind": one.file.kind, "path": one.path} for one in quote.files]
    return {"by": quote.by, "words": quote.words, "files": files}


def _entry(entry: EntryTold) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "topic": {"id": str(entry.topic.id), "name": entry.topic.name},
        "title": entry.title,
        "what_we_did": entry.did,
        "where_and_with_whom": entry.context,
        "what_happened": entry.outcome,
        "where_it_may_not_work": entry.limits,
        "status": entry.status,
        "reason": entry.reason,
        "tags": list(entry.tags),
        "quotes": [_quote(quote) for quote in entry.quotes],
        "history": [{"version": s.version, "change": s.change, "at": iso(s.at)} for s in entry.history],
        "published_at": iso(entry.published_at),
        "changed_at": iso(entry.changed_at),
        "url": entry.url,
    }
