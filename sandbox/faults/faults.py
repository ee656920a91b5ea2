"""The accidents of one running sandbox: those that wait for their occasion, and those that a schedule brings."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sandbox.faults.fault import NAMES, OF_EVENTS, OF_GATEWAYS, OF_REQUESTS, Fault, group_of
from sandbox.faults.schedule import FaultsError, Schedule, read_schedule

_SPARED: Final = frozenset({"READY", "RESUMED", "GUILD_CREATE", "GUILD_MEMBERS_CHUNK"})
"""Events that a session begins with; whoever wants them to suffer says so by name."""


@dataclass(slots=True)
class _Awaited:
    """Accidents that befall the next events of one name, or of any."""

    name: str
    event: str | None
    left: int


@dataclass
class Faults:
    """Decides what befalls each request and event, and counts what did (`befallen`, by name)."""

    waiting: dict[tuple[str, str], deque[Fault]] = field(default_factory=dict)
    schedule: Schedule = field(default_factory=Schedule)
    befallen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._rows = self.schedule.rows()
        self._awaited: list[_Awaited] = []

    def add(self, method: str, path: str, fault: Fault, *, times: int = 1) -> None:
        """Let an accident befall the next requests of a kind, as `POST` to `/channels/{channel_id}/messages`."""
        self.waiting.setdefault((method, path), deque()).extend([fault] * times)

    def befall(self, name: str, *, times: int = 1, event: str | None = None) -> None:
        """Let an accident of a name (`send-lost`, `event-late`, ...) befall its next occasions, or those of an event.

        Raises FaultsError for a name that means nothing.
        """
        if name not in NAMES:
            raise FaultsError(f"There is no accident {name}; there are {', '.join(sorted(NAMES))}.")
        self._awaited.append(_Awaited(name, event, times))

    def begin(self, schedule: Schedule | str) -> None:
        """Follow a schedule from its beginning, in place of the one before; raise FaultsError for a text that is none.

        A text is written as `seed=7,send-lost=0.03`; an empty one ends all.
        """
        self.schedule = read_schedule(schedule) if isinstance(schedule, str) else schedule
        self._rows = self.schedule.rows()
        if not self.schedule.chances:
            self._awaited.clear()
            self.waiting.clear()

    def for_request(self, method: str, path: str) -> Fault | None:
        """Give the accident that befalls a request, if one does."""
        if queue := self.waiting.get((method, path)):
            return queue.popleft()
        group = group_of(method, path)
        name = self._strikes(f"{one}-{kind}" for one in (group, "any") for kind in OF_REQUESTS)
        return self.schedule.request_fault(name.split("-", 1)[1]) if name else None

    def for_event(self, event: str) -> str | None:
        """Name the accident that befalls an event of the gateway, if one does."""
        return self._strikes((f"event-{kind}" for kind in OF_EVENTS), event)

    def for_gateway(self, event: str) -> str | None:
        """Name the accident that befalls a connection once an event has gone out, if one does."""
        return self._strikes((f"gateway-{kind}" for kind in OF_GATEWAYS), event)

    def _strikes(self, names: Iterable[str], event: str | None = None) -> str | None:
        struck = None
        for name in names:
            # Each row is drawn from at each occasion, so that one accident never moves another's.
            drawn = self._drawn(name, event) or self._is_awaited(name, event, taken=struck is not None)
            struck = struck or (name if drawn else None)
        if struck:
            self.befallen[struck] += 1
        return struck

    def _drawn(self, name: str, event: str | None) -> bool:
        row = self._rows.get(name)
        return row is not None and event not in _SPARED and row.random() < self.schedule.chances[name]

    def _is_awaited(self, name: str, event: str | None, *, taken: bool) -> bool:
        for one in self._awaited if not taken else ():
            meant = event not in _SPARED if one.event is None else event == one.event
            if one.name == name and one.left and meant:
                one.left -= 1
                return True
        return False
