"""What every kept object can do: be written as JSON and be read back."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

Json = dict[str, Any]
T = TypeVar("T")


def plain(value: object) -> object:
    """Turn a dataclass or a set into what JSON knows; raise TypeError for anything else."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return vars(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} can not be kept")


def by_id(read: Callable[..., T]) -> Callable[[Mapping[str, Json]], dict[int, T]]:
    """Make a reader of mappings from ids to objects, whose keys JSON made strings."""
    return lambda found: {int(key): read(**value) for key, value in found.items()}


def int_keys(found: Mapping[str, T]) -> dict[int, T]:
    """Make a mapping's keys integers again."""
    return {int(key): value for key, value in found.items()}


@dataclasses.dataclass(kw_only=True)
class Record:
    """One object of the state, kept as one row: `kind` says of what sort, `key` which one."""

    kind: ClassVar[str]
    nested: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    @property
    def key(self) -> str:
        """Name this object among those of its kind."""
        raise NotImplementedError

    def dump(self) -> str:
        """Write this object as JSON."""
        return json.dumps(self, default=plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Self:
        """Read an object that `dump` wrote."""
        body = json.loads(text)
        for name, read in cls.nested.items():
            body[name] = read(body[name])
        return cls(**body)
