"""How a plan is written in a row, of a session or of a series."""

from datetime import datetime
from typing import Any

from community.screening import mask
from community.sessions import Plan

LOCAL = "%Y-%m-%dT%H:%M"


def row_of(wanted: Plan) -> dict[str, Any]:
    """Give the columns that say what is planned."""
    return {
        "topic_id": wanted.topic_id,
        "seen_in": wanted.seen_in,
        "title": mask(wanted.title),
        "format": wanted.format,
        "starts_at": wanted.starts_at,
        "local_start": wanted.local_start.strftime(LOCAL),
        "zone": wanted.zone,
        "minutes": wanted.minutes,
        "location": mask(wanted.location),
        "host_id": wanted.host_id,
        "chatham_house": wanted.chatham_house,
        "capacity": wanted.capacity,
    }


def plan_of(row: Any, starts_at: datetime) -> Plan:
    """Give the plan that a row says."""
    return Plan(
        topic_id=row.topic_id,
        seen_in=row.seen_in,
        title=row.title,
        format=row.format,
        starts_at=starts_at,
        local_start=local(row.local_start),
        zone=row.zone,
        minutes=row.minutes,
        host_id=row.host_id,
        location=row.location,
        chatham_house=row.chatham_house,
        capacity=row.capacity,
    )


def local(text: str) -> datetime:
    """Read a wall time that was written down."""
    return datetime.strptime(text, LOCAL)  # noqa: DTZ007 - a wall time has no offset
