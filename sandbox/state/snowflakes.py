"""Ids that tell their time, as Discord makes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
SEQUENCE_BITS = 22


def time_of(snowflake: int) -> datetime:
    """Tell when an id was made, to the millisecond, in UTC."""
    return EPOCH + timedelta(milliseconds=snowflake >> SEQUENCE_BITS)


def iso(moment: datetime) -> str:
    """Write a time as Discord does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def iso_of(snowflake: int) -> str:
    """Write the time of an id as Discord does."""
    return iso(time_of(snowflake))


class Snowflakes:
    """Makes ids that rise with the clock and are never given twice."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._last = 0
        self._given: set[int] = set()

    def make(self, at: datetime | None = None) -> int:
        """Make an id of this moment, or of `at`; ids of this moment always rise."""
        moment = at or self.now()
        snowflake = int((moment - EPOCH) / timedelta(milliseconds=1)) << SEQUENCE_BITS
        if at is None:
            self._last = snowflake = max(snowflake, self._last + 1)
            return snowflake
        while snowflake in self._given:
            snowflake += 1
        self._given.add(snowflake)
        return snowflake
