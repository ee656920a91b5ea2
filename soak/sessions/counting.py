"""Comparing what the bot said yes to with what became of it, in the database and in Discord."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.clock import WAKE_EVERY
from community.sessions import Answer, Session
from sandbox.client import text_of
from sandbox.client.admin import Admin
from soak.sessions.after_all import AfterAll
from soak.sessions.coffee import Coffee
from soak.sessions.crowd import Crowd
from soak.sessions.places import Places
from soak.sessions.poll import VOTERS, Poll
from soak.sessions.series import TIMES, Series
from soak.sessions.standing import MENTION, Sent, Standing
from soak.sessions.steps import Steps
from soak.sessions.story import SOON
from storage import Database, sessions
from storage.tables.coffee import coffee_groups, coffee_guests, coffee_meetings
from storage.tables.outbox import outbox
from storage.tables.polls import polls
from storage.tables.sessions import sessions as planned

ROOM = 100
"""Events to come that Discord has room for."""
_PATIENCE = 300
"""Seconds: a lease of a killed process ends after 30, and what failed waits up to two minutes at its third try."""
_AGAIN = ("it is yours", "that was offered here", "so this offer is over")
"""Said more than once with right: to who gave a place back and waited anew, and in place of offers that are over."""
_SAID = {Answer.GOING: "going", Answer.MAYBE: "maybe", Answer.NO: "no"}


async def count(database: Database, crowd: Crowd, admin: Admin, broken: set[str]) -> dict[str, Any]:
    """Give what was acknowledged, lost, doubled and late, once the bot has caught up with all that is due by now."""
    until = datetime.now(UTC) + SOON
    due = await _until_done(database, until)
    # What must stand is read before it is looked for, and what may stand after that: the bot goes on meanwhile.
    groups, owed = await _groups(database), await Sent.read(database)
    standing, sent = await Standing.read(crowd.people, admin), await Sent.read(database)
    there = await _sessions(database)
    wrong = await _cards_that_lie(crowd, there)
    runs = await _runs(database, there)
    after = await AfterAll.read(database, crowd, there)
    lost = {
        "due rows": due,
        "given up": sent.undone(),
        "messages": owed.gone(standing),
        "promises": sorted(_broken_promises(crowd, there, runs)),
        "after all": sorted(after.lost(crowd, there, runs, sent, standing)),
        "steps": sorted(_steps_unsaid(there, runs, standing)),
        "cards that lie": wrong,
        "events": sorted(_events_gone(there, standing)),
        "places": sorted(_idle_places(there)),
        "coffee": sorted(await _coffee_lost(database, crowd, standing, groups)),
        "broken meanwhile": sorted(broken),
    }
    panels = {run.message_id for run in runs.values() if run.message_id is not None}
    cards = {one.message_id for one in there if one.message_id is not None} | await _noted(database)
    doubled = {
        "messages": sent.strays(standing, panels | cards, there),
        "said": sorted(_said_twice(there, standing)),
        "threads": standing.twice(),
        "events": sorted(map(str, standing.events - {one.event_id for one in there if one.status != "cancelled"})),
        "sessions": sorted(_planned_twice(crowd, there)),
        "stays": sorted(after.twice()),
    }
    late = sent.lateness(standing)
    return {
        "acknowledged": crowd.yeses() | {"reminders": len(late)},
        "lost": sum(map(len, lost.values())),
        "doubled": sum(map(len, doubled.values())),
        "which": {"lost": _told(lost), "doubled": _told(doubled)},
        "sent": dict(sorted(Counter(one.kind for one in sent.rows if one.status == "sent").items())),
        "reminders_late": {
            f"over_{WAKE_EVERY}_s": sum(seconds > WAKE_EVERY for seconds in late),
            "over_120_s": sum(seconds > 120 for seconds in late),
            "most_s": round(late[-1], 1) if late else None,
        },
    }


def _told(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: which for name, which in found.items() if which}


async def _until_done(database: Database, until: datetime) -> list[str]:
    """Wait until nothing is left of what is due, by then or by now, or patience ends; give the keys of what is left."""
    left: list[str] = []
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    while loop.time() < end:
        due = (outbox.c.status == "pending") & (outbox.c.due_at <= max(until, datetime.now(UTC)))
        async with database.read() as tx:
            left = list((await tx.connection.execute(sa.select(outbox.c.dedupe_key).where(due))).scalars())
        if not left and datetime.now(UTC) > until:
            return []
        await asyncio.sleep(0.5)
    return left


async def _sessions(database: Database) -> list[Session]:
    async with database.read() as tx:
        ids = list(
            (await tx.connection.execute(sa.select(planned.c.id).where(planned.c.status != "sketched"))).scalars()
        )
        found = [await sessions.find(tx, id_) for id_ in ids]
    return [one for one in found if one is not None]


async def _noted(database: Database) -> set[int]:
    """Give the cards of polls and the first messages of coffee's threads, as they are written down."""
    async with database.read() as tx:
        both = sa.select(polls.c.message_id).union(sa.select(coffee_groups.c.message_id))
        return set((await tx.connection.execute(both)).scalars()) - {None}


async def _runs(database: Database, there: list[Session]) -> dict[int, Any]:
    async with database.read() as tx:
        found = {one.id: await sessions.run_of(tx, one.id) for one in there}
    return {id_: run for id_, run in found.items() if run is not None}


def _named(there: list[Session], title: str) -> list[Session]:
    return [one for one in there if one.plan.title == title]


def _broken_promises(crowd: Crowd, there: list[Session], runs: dict[int, Any]) -> Iterator[str]:
    """Give where what the bot said yes to is not so."""
    names = {int(person.id): name for name, person in crowd.people.items()}
    for story in crowd.stories:
        found = _named(there, story.title)
        if "planned" in story.said and not found:
            yield f"{story.title} is not there"
        elif isinstance(story, Places) and found:
            yield from _answers_lost(story, found[0], names)
        elif isinstance(story, Steps) and found:
            run = runs.get(found[0].id)
            if "begun" in story.said and run is None:
                yield f"{story.title} was begun"
            elif run is not None and (run.version < story.version or ("finished" in story.said and run.is_under_way)):
                yield f"{story.title} was at {story.version}, is at {run.version}"
        elif isinstance(story, Series) and found:
            yield from _series_lost(story, there)
        elif isinstance(story, Poll):
            yield from _poll_lost(story, found, names)


def _answers_lost(story: Places, session: Session, names: dict[int, str]) -> Iterator[str]:
    now = {names[id_]: _SAID[answer] for id_, answer in session.answers.items()}
    now |= {names[one.member_id]: "waiting" for one in session.waiting}
    for name, said in story.said.items():
        is_now = now.get(name)
        # Whoever waited may have been given a place since, or let an offer go by.
        moved_on = "waiting" in {said, *story.tried.get(name, ())} and is_now in {"going", None}
        if name in names.values() and not story.may_be(name, is_now) and not moved_on:
            yield f"{story.title}: {name} said {said}, stands as {is_now}"


def _series_lost(story: Series, there: list[Session]) -> Iterator[str]:
    mine = sorted(
        (one for one in there if one.part and one.plan.title in {story.title, story.later}),
        key=lambda one: one.part.original if one.part else datetime.min,  # noqa: DTZ901 - wall times have no zone
    )
    if len(mine) != TIMES:
        yield f"{story.title} has {len(mine)} of {TIMES}"
        return
    if "moved" in story.said and mine[1].plan.starts_at != datetime.fromisoformat(story.moved_to):
        yield f"{story.title}: its second was moved to {story.moved_to}"
    if "renamed" in story.said and [one.plan.title for one in mine] != [story.title] * 2 + [story.later] * 2:
        yield f"{story.title}: what follows was renamed"
    if "cancelled" in story.said and mine[3].status != "cancelled":
        yield f"{story.title}: its fourth was called off"
    if "dev" in story.said and Answer.MAYBE not in mine[1].answers.values():
        yield f"{story.title}: dev may come to its second"
    yield from (f"{story.title}: no card for {one.id}" for one in mine if _is_owed_a_card(one))


def _is_owed_a_card(session: Session) -> bool:
    return session.status == "planned" and session.message_id is None


def _poll_lost(story: Poll, found: list[Session], names: dict[int, str]) -> Iterator[str]:
    if "picked" not in story.said:
        return
    if not found or found[0].message_id is None:
        yield f"{story.title} was picked"
        return
    going = {names[id_] for id_ in found[0].saying(Answer.GOING)}
    yield from (f"{story.title}: {name} could make it" for name in VOTERS if name in story.said and name not in going)


def _steps_unsaid(there: list[Session], runs: dict[int, Any], standing: Standing) -> Iterator[str]:
    """Give the runs whose step was not announced, or whose panel shows another step or is not there once."""
    for session in there:
        run = runs.get(session.id)
        if run is None:
            continue
        said = [text_of(one) for one in standing.within(session.thread_id)]
        begins = f"**Step {run.at + 1} of {len(run.steps)}: {run.step.name}**"
        if run.is_under_way and not any(one.startswith(begins) and "Facilitator" not in one for one in said):
            yield f"{session.plan.title}: step {run.at + 1} was not announced"
        panels = [one for one in said if "Facilitator" in one]
        shows = begins if run.is_under_way else "Finished"
        if len(panels) != 1 or shows not in panels[0]:
            yield f"{session.plan.title}: {len(panels)} panels, where one was to show {shows}"


async def _cards_that_lie(crowd: Crowd, there: list[Session]) -> list[str]:
    """Give the cards that show another number of people than come."""
    cho = crowd.people["cho"]
    wrong: list[str] = []
    for session in there:
        if session.message_id is None or session.status == "cancelled":
            continue
        place = {"id": str(session.message_id), "channel_id": str(session.channel_id)}
        shown = text_of(await cho.message(place))
        line = f"Waitlist ({len(session.waiting)}" if session.waiting else ""
        if not all(part in shown for part in (*_tally(session), line)) or ("Waitlist" in shown) != bool(line):
            wrong.append(f"{session.plan.title}: {_tally(session)} {line}, shown {shown[-200:]}")
    return wrong


def _tally(session: Session) -> list[str]:
    places = session.places
    going = str(len(places.going)) if places.capacity is None else f"{places.taken} of {places.capacity}"
    others = [f"{one.label} ({len(session.saying(one))})" for one in (Answer.MAYBE, Answer.NO)]
    return [f"Going ({going})", *others]


def _events_gone(there: list[Session], standing: Standing) -> Iterator[str]:
    """Give the sessions that Discord has no event of; those that it had no room for wait until it has."""
    is_full = len(standing.events) >= ROOM
    for one in there:
        has_one = one.event_id in standing.events or (is_full and one.event_id is None)
        if one.status == "planned" and one.message_id is not None and not has_one:
            yield one.plan.title


def _idle_places(there: list[Session]) -> Iterator[str]:
    """Give the sessions where a place is free, somebody waits, and nobody is asked."""
    now = datetime.now(UTC)
    for session in there:
        places = session.places
        asked = sum(one.offer is not None for one in session.waiting)
        free = (places.capacity or 0) - places.taken - asked
        if session.status == "planned" and session.plan.starts_at > now and free > 0 and len(session.waiting) > asked:
            yield f"{session.plan.title}: {free} free, {len(session.waiting)} wait"


def _said_twice(there: list[Session], standing: Standing) -> Iterator[str]:
    """Give what is said twice in a session's thread; of whom it is said changes nothing, but for places."""
    for session in there:
        said = [text_of(one) for one in standing.within(session.thread_id) if one["content"]]
        words = [one if "place" in one.lower() else MENTION.sub("", one).strip() for one in said]
        given = Counter(one for one in words if not any(word in one for word in _AGAIN))
        yield from (f"{session.plan.title}: {one[:60]}" for one, times in given.items() if times > 1)


def _planned_twice(crowd: Crowd, there: list[Session]) -> Iterator[str]:
    """Give the titles that more sessions have than were planned."""
    allowed = {story.title: TIMES if isinstance(story, Series) else 1 for story in crowd.stories}
    for title, times in Counter(one.plan.title for one in there).items():
        if times > allowed.get(title, TIMES):
            yield title


async def _groups(database: Database) -> set[str]:
    """Give the marks of coffee's groups whose threads are begun."""
    c = coffee_groups.c
    async with database.read() as tx:
        rows = await tx.connection.execute(sa.select(c.round_id, c.number).where(c.message_id.is_not(None)))
        return {f"({row.round_id}-{row.number})" for row in rows}


async def _coffee_lost(database: Database, crowd: Crowd, standing: Standing, begun: set[str]) -> list[str]:
    """Give who was forgotten to take part or to have met, and the groups that have no thread."""
    g, m = coffee_guests.c, coffee_meetings.c
    async with database.read() as tx:
        guests = set((await tx.connection.execute(sa.select(g.member_id))).scalars())
        met = (await tx.connection.execute(sa.select(m.round_id, m.number, m.member_id).where(m.met))).all()
    yes = {f"({row.round_id}-{row.number}) {row.member_id}" for row in met}
    names = [one["name"] for one in standing.threads]
    lost = [f"no thread of group {mark}" for mark in begun if not any(name.endswith(mark) for name in names)]
    for story in (one for one in crowd.stories if isinstance(one, Coffee)):
        for about, said in story.said.items():
            if said == "met" and not any(about.endswith(one) for one in yes):
                lost.append(f"{about} met")
            elif said == "yes" and int(crowd.people[about].id) not in guests:
                lost.append(f"{about} takes part")
    return lost
