"""Whose words an entry's fields are: an entry's history tells who wrote which of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from storage.database import Reading
from storage.rights.declared import Row, Who
from storage.tables.knowhow import entries, revisions

FIELDS = ("title", "did", "context", "outcome", "limits")


@dataclass(slots=True)
class Authored:
    """What one member wrote into one entry, and what it would say without it."""

    texts: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in FIELDS})
    by_version: dict[int, dict[str, str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    gave_reason: bool = False
    """Whether the reason that the entry was retired for is theirs."""

    def is_theirs(self, name: str, text: str) -> bool:
        """Say whether they wrote what a field says."""
        return bool(text) and text in self.texts[name]


async def authored(tx: Reading, who: Who, entry_ids: Collection[int]) -> dict[int, Authored]:
    """Give what a member wrote into each of these entries, by the steps of their histories."""
    r = revisions.c
    query = sa.select(r.entry_id, r.version, r.made_by, r.made_at, r.fields, r.change).where(
        r.entry_id.in_(list(entry_ids))
    )
    found = {id_: Authored() for id_ in entry_ids}
    before: dict[int, dict[str, str]] = {}
    for row in (await tx.connection.execute(query.order_by(r.entry_id, r.version))).all():
        earlier = before.get(row.entry_id, dict.fromkeys(FIELDS, ""))
        now = {name: row.fields.get(name, "") for name in FIELDS}
        changed = {name: text for name, text in now.items() if text != earlier[name]}
        of = found[row.entry_id]
        is_theirs = row.made_by == who.member_id and row.made_at <= who.until
        if row.change == "retired":
            of.gave_reason = is_theirs
        if is_theirs:
            of.by_version[row.version] = changed
            for name, text in changed.items():
                of.texts[name].add(text)
        else:
            of.others |= {name: text for name, text in changed.items() if not of.is_theirs(name, text)}
        before[row.entry_id] = now
    return found


async def own_fields(tx: Reading, who: Who, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give entries with the fields that the member wrote; others', such as a steward's edit, are left out."""
    theirs = await authored(tx, who, [row["id"] for row in rows])
    return [
        {name: value for name, value in row.items() if name not in FIELDS or theirs[row["id"]].is_theirs(name, value)}
        for row in rows
    ]


async def own_revisions(tx: Reading, who: Who, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give steps of histories with what the member changed in each, and the reason they gave for retiring an entry."""
    theirs = await authored(tx, who, {row["entry_id"] for row in rows})
    gave = [id_ for id_, wrote in theirs.items() if wrote.gave_reason]
    reasons = sa.select(entries.c.id, entries.c.reason).where(entries.c.id.in_(gave))
    because = {row.id: row.reason for row in await tx.connection.execute(reasons)}
    # The last step that retired an entry is the one whose reason stands.
    last = {row["entry_id"]: row["version"] for row in rows if row["change"] == "retired"}
    return [
        {**row, "fields": theirs[row["entry_id"]].by_version.get(row["version"], {})}
        | ({"reason": because.get(row["entry_id"])} if last.get(row["entry_id"]) == row["version"] else {})
        for row in rows
    ]
