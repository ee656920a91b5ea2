"""What of a session may be changed, and what a change makes of it. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from community.errors import Refusal
from community.sessions.plans import Plan, Session, check
from community.sessions.series import Series
from community.times import Typed, read_time
from community.zones import named_zone

_TIME_ALONE = re.compile(r"(?:at )?(?:\d{1,2}[:.h]\d{2} ?(?:[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?|noon)", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Sketched:
    """What somebody was shown that they would change of a session, or call it off for; they have not confirmed it yet.

    `after` is what the session would be, None where it would be called off. `version` is the session's as it was shown,
    `series` the id and version of the series that it was one of.
    """

    id: int
    session_id: int
    member_id: int
    version: int
    series: tuple[int, int] | None = None
    after: Plan | None = None
    reason: str = ""

    @property
    def command(self) -> str:
        """The command that it was asked with."""
        return "/session change" if self.after else "/session cancel"

    def check_shown(self, session: Session, series: Series | None, *, following: bool) -> None:
        """Raise `Refusal` where the session, or the series of which all following are meant, is not as it was shown."""
        what = "This session" if session.version != self.version else ""
        if not what and following and (series is None or (series.id, series.version) != self.series):
            what = "The series"
        if what:
            raise Refusal(
                f"{what} was changed since you were shown this, so nothing is done. Use `{self.command}` anew."
            )


def read_start(text: str, plan: Plan, zone: ZoneInfo, now: datetime) -> Typed:
    """Read when a session is to start; a time alone is meant on its own day. `local` is in the session's zone.

    Read in `zone` unless the text names another. Raises `Refusal` as `read_time` does.
    """
    named = named_zone(" ".join(text.split()))
    day = plan.starts_at.astimezone(named.zone or zone)
    words = f"{day.day} {day:%B %Y} {text.strip()}" if _TIME_ALONE.fullmatch(named.rest.strip()) else text
    typed = read_time(words, zone, now)
    return replace(typed, local=typed.moment.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None))


def changes(before: Plan, after: Plan) -> frozenset[str]:
    """Name what differs between two plans."""
    return frozenset(
        name for name, fields in _FIELDS.items() if any(getattr(before, f) != getattr(after, f) for f in fields)
    )


def taking(plan: Plan, names: Collection[str], other: Plan) -> Plan:
    """Give a plan with what is named taken from another."""
    return replace(plan, **{field: getattr(other, field) for field in fields_of(names)})


def fields_of(names: Collection[str]) -> list[str]:
    """Give the fields of a plan that may differ by these changes."""
    return [field for name in names for field in _FIELDS[name]]


def check_change(session: Session, after: Plan, now: datetime) -> None:
    """Raise `Refusal` unless a session can be changed so."""
    if session.plan.starts_at <= now:
        raise Refusal("This session has begun, so it can't be changed any more.")
    if not changes(session.plan, after):
        raise Refusal(
            "That changes nothing. Say what is to be different: title, starts, minutes, host, where or capacity."
        )
    check(after, now, [after.format])
