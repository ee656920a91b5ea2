"""What of a session may be changed, and what a change makes of it. Pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from community.errors import Refusal
from community.sessions.plans import Plan, Session, check

CHANGES = ("title", "starts", "minutes", "host", "where", "capacity")
"""What may be changed, by the names of the options; kept with a session of a series as what is its own."""
_FIELDS = {
    "title": ("title",),
    "starts": ("starts_at", "local_start", "zone"),
    "minutes": ("minutes",),
    "host": ("host_id",),
    "where": ("location",),
    "capacity": ("capacity",),
}


def changes(before: Plan, after: Plan) -> frozenset[str]:
    """Name what differs between two plans."""
    return frozenset(
        name for name, fields in _FIELDS.items() if any(getattr(before, f) != getattr(after, f) for f in fields)
    )


def taking(plan: Plan, names: Collection[str], other: Plan) -> Plan:
    """Give a plan with what is named taken from another."""
    return replace(plan, **{field: getattr(other, field) for name in names for field in _FIELDS[name]})


def check_change(session: Session, after: Plan, now: datetime) -> None:
    """Raise `Refusal` unless a session can be changed so."""
    if session.plan.starts_at <= now:
        raise Refusal("This session has begun, so it can't be changed any more.")
    if not changes(session.plan, after):
        raise Refusal(
            "That changes nothing. Say what is to be different: title, starts, minutes, host, where or capacity."
        )
    check(after, now, [after.format])
