"""Sessions as a calendar file (iCalendar, RFC 5545), for programs that members keep their calendars in. Pure.

A series is one event that repeats by its rule, in its own zone; what was changed or called off for one session stands
beside it under the wall time that the series gives that one. Numbers go up with each change, and nothing that was
handed out is left out later: what is called off says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from community.sessions import Plan, Series, Session, placed

_AHEAD = timedelta(days=730)
"""How far dates are named that a series without an end leaves out."""
_ZONES = timedelta(days=3650)
"""How far ahead the changes of the clocks are told of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A session as a calendar shows it: with no more of its people than the name of its host."""

    session: Session
    topic: str
    host: str
    url: str = ""


def calendar(name: str, entries: Sequence[Entry], series: Mapping[int, Series], now: datetime) -> bytes:
    """Write a calendar file of sessions.

    `entries` has every session of a series that is in it, also those that are over and those that were called off.
    """
    book = Calendar()
    book.add("prodid", "-//Guildhall//Sessions//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", name)
    parts: dict[int, dict[datetime, Entry]] = {}
    for entry in entries:
        part = entry.session.part
        if part is None or part.series_id not in series:
            book.add_component(_alone(entry, now))
        else:
            parts.setdefault(part.series_id, {})[part.original] = entry
    for id_, made in sorted(parts.items()):
        for event in _repeating(series[id_], made, now):
            book.add_component(event)
    starts = [entry.session.plan.starts_at for entry in entries] or [now]
    first = min([*starts, *(series[id_].plan.starts_at for id_ in parts)]) - timedelta(days=366)
    book.add_missing_timezones(first.date(), (max(*starts, now) + _ZONES).date())
    written: bytes = book.to_ical()
    return written


def _alone(entry: Entry, now: datetime) -> Event:
    session = entry.session
    return _event(entry, f"session-{session.id}", session.plan, session.version - 1, now)


def _repeating(series: Series, made: Mapping[datetime, Entry], now: datetime) -> Iterator[Event]:
    """Give the event of a series, then what is different for some of its sessions."""
    zone = ZoneInfo(series.plan.zone)
    last = max(made)
    stop = max(last, now.replace(tzinfo=None) + _AHEAD)
    ruled = list(takewhile(lambda at: at <= stop, series.repeats.by_rule(series.plan.local_start)))
    held = {one.at.original for one in takewhile(lambda one: one.at.original <= stop, series.occurrences())}
    if series.status != "running":
        held = {at for at in held if at <= last}
    wanted = [at for at in ruled if at in made or (at in held and at > last)]
    unruled = [entry for at, entry in made.items() if at not in set(ruled)]
    yield from (_alone(entry, now) for entry in unruled)
    if not wanted:
        return
    is_endless = series.status == "running" and not (series.repeats.count or series.repeats.until)
    end = stop if is_endless else max(wanted)
    newest = made[last]
    plan = replace(series.plan, local_start=ruled[0])
    sequence = series.version - 1
    whole = _event(
        replace(newest, session=replace(newest.session, plan=plan, status="planned")), _uid(series), plan, sequence, now
    )
    rule = vRecur.from_ical(replace(series.repeats, count=None, until=None).rule)
    if not is_endless:
        rule["UNTIL"] = [placed(end, zone).starts_at.astimezone(UTC)]
    whole.add("rrule", rule)
    left_out = [at.replace(tzinfo=zone) for at in ruled if at <= end and at not in set(wanted)]
    if left_out:
        whole.add("exdate", left_out)
    yield whole
    for at in ruled:
        if at in made and _differs(made[at].session, series, at):
            entry = made[at]
            one = _event(entry, _uid(series), entry.session.plan, sequence + entry.session.version - 1, now)
            one.add("recurrence-id", at.replace(tzinfo=zone))
            yield one


def _differs(session: Session, series: Series, original: datetime) -> bool:
    """Say whether a session is other than its series makes it."""
    plan, of = session.plan, series.plan
    is_moved = plan.starts_at != placed(original, ZoneInfo(of.zone)).starts_at
    same = (plan.title, plan.minutes, plan.location, plan.host_id) == (of.title, of.minutes, of.location, of.host_id)
    return session.status == "cancelled" or is_moved or not same


def _event(entry: Entry, uid: str, plan: Plan, sequence: int, now: datetime) -> Event:
    session = entry.session
    event = Event()
    event.add("uid", f"{uid}@{session.community_id}.guildhall")
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("dtstart", plan.local_start.replace(tzinfo=ZoneInfo(plan.zone)))
    event.add("duration", timedelta(minutes=plan.minutes))
    event.add("summary", plan.title)
    event.add("status", "CANCELLED" if session.status == "cancelled" else "CONFIRMED")
    told = [f"{plan.format.capitalize()} in #{entry.topic}. Host: {entry.host}."]
    if entry.url:
        told.append(f"Say whether you come on its card: {entry.url}")
        event.add("url", entry.url)
    event.add("description", "\n".join(told))
    if plan.location:
        event.add("location", _place(plan.location, session.community_id))
    return event


def _place(location: str, community_id: int) -> str:
    """Give where it meets: a channel's address, not its name, which not everybody who comes may be meant to see."""
    inner = location.removeprefix("<#").removesuffix(">")
    is_channel = location.startswith("<#") and inner.isdigit()
    return f"https://discord.com/channels/{community_id}/{inner}" if is_channel else location


def _uid(series: Series) -> str:
    return f"series-{series.id}"
