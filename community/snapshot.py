"""What Discord says at one moment of who there is and what decides sight, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from community.access import Overwrite, PlaceKind


@dataclass(frozen=True, slots=True)
class Role:
    """A role and its permission bits; the everyone role has the community's own id."""

    id: int
    name: str
    permissions: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel with its overwrites, or a thread (which has none) in the channel `parent_id`."""

    id: int
    kind: PlaceKind
    name: str
    parent_id: int | None = None
    archived: bool = False
    overwrites: tuple[Overwrite, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A member: name as shown, the roles held beside the everyone role, and when they (last) joined, where told."""

    id: int
    name: str
    is_bot: bool
    role_ids: frozenset[int]
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A community's own name and owner."""

    id: int
    name: str
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole community. `inside` are the members of private threads, by thread, where Discord tells them.

    It tells those of all threads that were open since `asked_since`; None: of every thread that the bot may look into.
    """

    ground: Ground
    roles: tuple[Role, ...]
    channels: tuple[Spot, ...]
    threads: tuple[Spot, ...]
    people: tuple[Person, ...]
    inside: dict[int, frozenset[int]]
    asked_since: datetime | None = None
