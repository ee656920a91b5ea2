"""One accident of a request, and the names of all accidents."""

from dataclasses import dataclass
from typing import Final

UNAVAILABLE: Final = 503
TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Fault:
    """One accident: the status told in place of the answer, or with `dropped` no answer at all.

    `done` says whether the request has its effect nevertheless. For 429: `retry_after` in seconds; `scope` as Discord
    says it (`user` is the bucket's own, `global`, `shared`); without `via` it comes from Cloudflare, in HTML.
    With `hangs` the connection stays open for so many seconds without an answer, and is then dropped.
    """

    status: int = UNAVAILABLE
    done: bool = True
    dropped: bool = False
    retry_after: float = 0.0
    scope: str = "user"
    via: bool = True
    hangs: float = 0.0


OF_REQUESTS: Final = {
    "lost": Fault(),
    "unavailable": Fault(done=False),
    "error": Fault(status=500, done=False),
    "error-done": Fault(status=500),
    "reset": Fault(dropped=True),
    "cut": Fault(dropped=True, done=False),
    "limited": Fault(status=TOO_MANY, done=False),
    "limited-global": Fault(status=TOO_MANY, done=False, scope="global"),
    "limited-shared": Fault(status=TOO_MANY, done=False, scope="shared"),
    "banned": Fault(status=TOO_MANY, done=False, via=False),
    "hang": Fault(done=False, hangs=1.0),
    "hang-done": Fault(hangs=1.0),
}
"""Accidents of requests by name; how long they limit or hang is the schedule's to say."""

GROUPS: Final = ("any", "send", "change", "read", "answer")
"""Requests: messages, threads and scheduled events that are made; what is changed or taken away; what is read; answers
to interactions."""

OF_EVENTS: Final = ("lost", "doubled", "late", "reordered", "malformed", "unknown", "partial", "odd")
OF_GATEWAYS: Final = ("drop", "reconnect", "invalid", "invalid-resumable", "zombie", "outage")

NAMES: Final = frozenset(
    [f"{group}-{kind}" for group in GROUPS for kind in OF_REQUESTS]
    + [f"event-{kind}" for kind in OF_EVENTS]
    + [f"gateway-{kind}" for kind in OF_GATEWAYS]
)

_SENDS: Final = ("/messages", "/threads", "/scheduled-events")


def group_of(method: str, path: str) -> str:
    """Name the group that a request belongs to, by its method and address."""
    if path.startswith(("/interactions", "/webhooks")):
        return "answer"
    if method == "GET":
        return "read"
    if method == "POST" and path.endswith(_SENDS):
        return "send"
    return "change"
