"""Moments as programs read them."""

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """Write an aware moment in ISO 8601, in UTC, as 2026-12-03T14:00:00Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
