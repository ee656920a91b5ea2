"""Naming places and people as a person would: by id, by name, or by Discord's own object."""

from typing import Protocol

from sandbox.client.answers import Json


class HasId(Protocol):
    """Anything that knows its Discord id: a Person of this client, say."""

    @property
    def id(self) -> str:
        """Discord's id, as a string."""
        ...


Named = str | int | Json | HasId
"""An id, a name, one of Discord's objects, or a Person."""


def id_of(named: Named) -> str | None:
    """Give the id that is told outright; None where only a name is."""
    if isinstance(named, int):
        return str(named)
    if isinstance(named, str):
        return named if named.isdigit() else None
    if isinstance(named, dict):
        inner = named.get("user") or named
        return str(inner["id"])
    return named.id


def find_channel(view: Json, name: str) -> Json:
    """Find a channel or thread by name in what a member sees; LookupError if there is none or several."""
    wanted = name.removeprefix("#").lower()
    return _only(name, [c for c in [*view["channels"], *view["threads"]] if c["name"].lower() == wanted])


def find_role(view: Json, name: str) -> Json:
    """Find a role by name; LookupError if there is none or several."""
    return _only(name, [role for role in view["roles"] if role["name"].lower() == name.removeprefix("@").lower()])


def find_person(people: list[Json], name: str) -> Json:
    """Find a person by key, username, shown name or nick; LookupError if there is none or several."""
    wanted = name.removeprefix("@").lower()
    hits = {entry["user"]["id"]: entry for entry in people if wanted in _names(entry)}
    return _only(name, list(hits.values()))


def _names(entry: Json) -> set[str]:
    user = entry["user"]
    names = (user.get("username"), user.get("global_name"), entry.get("nick"), entry.get("key"))
    return {name.lower() for name in names if name}


def _only(name: str, hits: list[Json]) -> Json:
    if len(hits) != 1:
        raise LookupError(f"{len(hits) or 'nothing'} called {name!r}")
    return hits[0]
