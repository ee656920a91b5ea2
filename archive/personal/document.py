"""The document: everything that is held about a member, in JSON. docs/personal-data.schema.json is its shape."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community.files import ending_of
from storage.rights import Gathered

VERSION = 1
_IDS = ("id", "reply_to")


def document(gathered: Gathered, made_at: datetime) -> dict[str, Any]:
    """Give the document. Ids are strings, times are ISO 8601 in UTC; of a file, the path in the ZIP stands for it."""
    who = gathered.who
    return {
        "schema": VERSION,
        "made_at": made_at.isoformat(),
        "community": {"id": str(who.community_id), "name": gathered.community},
        "member": str(who.member_id),
        "places": {str(id_): name for id_, name in sorted(gathered.places.items())},
        "roles": {str(id_): name for id_, name in sorted(gathered.roles.items())},
        "held": [
            {"table": one.table, "why": one.why, "stays": one.stays, "rows": [_row(row) for row in one.rows]}
            for one in gathered.held
        ],
    }


def path_of(row: Mapping[str, Any]) -> str:
    """Give where a copied file is in the ZIP, with an ending by which people's machines open it."""
    return f"files/{row['quote_id']}-{row['file_id']}{ending_of(row['kind'] or '')}"


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value, row) for name, value in row.items()}


def _value(name: str, value: Any, row: Mapping[str, Any]) -> Any:
    if isinstance(value, bytes):
        return path_of(row)
    if isinstance(value, datetime):
        return value.isoformat()
    if value is not None and not isinstance(value, bool) and (name in _IDS or name.endswith("_id")):
        return str(value)
    return value
