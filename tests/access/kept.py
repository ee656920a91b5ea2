"""A drawn server as Guildhall keeps it, through its own stores: who sees what, and words of its own in every place."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community import access
from community.access import Mirror, Overwrite, PlaceKind, PrivateThread, Viewer
from community.knowhow import Fields
from community.messages import Place as Talk
from community.messages import Said
from community.sessions import Plan
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from sandbox.state import Channel, Guild, Member, State
from sandbox.state.channel import FORUM, PRIVATE_THREAD
from storage import communities, knowhow, messages, mirror, posts, proposals, rules, sessions, topics
from storage.database import Writing
from storage.rules import Rules
from storage.sql import add
from storage.tables.knowhow import entries
from storage.tables.outbox import outbox
from storage.tables.posts import posts as posts_table
from storage.tables.sessions import sessions as sessions_table
from storage.tables.topics import proposals as proposals_table
from storage.topics import Topic
from tests.access.servers import GUILD, NOW, PEOPLE, Server, Step, canary, happen, stand


def deciding(state: State, place: int) -> int:
    """Give the place whose sight decides: a public thread's channel, else the place itself."""
    channel = state.channels[place]
    return channel.parent_id or 0 if channel.is_thread and channel.type != PRIVATE_THREAD else place


async def keep(tx: Writing, server: Server, state: State) -> None:
    """Write down all that stands in a state: the mirror and topics, then talk, entries, sessions and proposals."""
    await keep_ground(tx, server, state)
    for person in PEOPLE[:2]:
        await communities.answer_always(tx, GUILD, person, "named")
    for place in sorted(state.channels.values(), key=lambda one: one.id):
        await _speak(tx, place)
        await make_of(tx, state, place)


async def make_of(tx: Writing, state: State, place: Channel, now: datetime = NOW) -> None:
    """Write down what was made of the talk in a place: entries, and in a channel a session and a proposal."""
    await _capture(tx, state, place, now)
    if not place.is_thread:
        await _plan(tx, place, now)
        await _propose(tx, place, now)


async def keep_ground(tx: Writing, server: Server, state: State, now: datetime = NOW) -> None:
    """Write down who sees what, and which channels are topics."""
    since = now - timedelta(days=20)
    await communities.remember(tx, GUILD, "A server", owner_id=PEOPLE[0])
    await communities.change_setting(tx, GUILD, "steward_role", server.steward_role)
    for channel in state.guild_channels(GUILD):
        opened = Topic(channel.id, GUILD, channel.name, f"Why {canary(channel.id)} matters", "open", since, channel.id)
        named = tuple(person for topic, person in server.stewards if topic == channel.id)
        await topics.open_topic(tx, opened, opened_by=PEOPLE[0], stewards=named)
        await rules.write(tx, Rules(channel.id, 1, f"What is said of {canary(channel.id)} stays", since), PEOPLE[0])
    await mirror.align(tx, _snapshot(state), now)


def mirrored(state: State) -> Mirror:
    """Give what decides sight in a state, as plain values."""
    told = _snapshot(state)
    parents = {spot.id: spot.parent_id or 0 for spot in told.threads}
    return Mirror(
        GUILD,
        told.ground.owner_id,
        {role.id: role.permissions for role in told.roles},
        {spot.id: access.Channel(spot.id, spot.overwrites) for spot in told.channels},
        {id_: PrivateThread(id_, parents[id_], people) for id_, people in told.inside.items()},
        checked_at=NOW,
        viewers=tuple(Viewer(person.id, person.role_ids) for person in told.people),
    )


async def follow(tx: Writing, state: State, step: Step) -> None:
    """Let a step happen, and bring the mirror into line as the bot does when the gateway tells of it."""
    private = step.target in state.channels and state.channels[step.target].type == PRIVATE_THREAD
    if not happen(state, step):
        return
    await _follow(tx, state, step, private=private)
    await posts.withdraw_changed(tx, NOW)


async def tell(tx: Writing, told: Iterable[tuple[int, int]]) -> None:
    """Have a post stand in each of these places that tells of another."""
    rows = [
        {"community_id": GUILD, "message_id": at * 1000 + of, "channel_id": at, "seen_in": of, "kind": "shared"}
        for at, of in told
    ]
    await add(tx, posts_table, rows)


async def taken_back(tx: Writing) -> set[tuple[int, int]]:
    """Give the posts that are to be taken back, and forget them, as is done once they are gone."""
    due = sa.select(outbox.c.payload).where(outbox.c.kind == posts.WITHDRAW)
    gone = {payload["message_id"] for payload in (await tx.connection.execute(due)).scalars()}
    for message_id in gone:
        await posts.forget(tx, message_id)
    await tx.connection.execute(sa.delete(outbox).where(outbox.c.kind == posts.WITHDRAW))
    return {divmod(message_id, 1000) for message_id in gone}


async def _follow(tx: Writing, state: State, step: Step, *, private: bool) -> None:
    match step.kind:
        case "bring in" | "put out":
            people = ({step.other}, ()) if step.kind == "bring in" else ((), {step.other})
            if private:
                await mirror.change_inside(tx, step.target, *people)
        case "overwrite" | "no overwrite":
            await mirror.align_channels(tx, GUILD, _channels(state))
        case "give role" | "take role" | "come back" | "leave" | "ban":
            await _tell_of(tx, state, step.target)
        case "change role" | "delete role":
            await mirror.align_roles(tx, GUILD, _roles(state))
        case "delete channel":
            await mirror.align_channels(tx, GUILD, _channels(state))
            await topics.mark_gone(tx, step.target, NOW)
        case "delete thread":
            await messages.forget_thread(tx, step.target, NOW)
            tx.sight_changed(GUILD)
        case "new owner":
            await mirror.align_ground(tx, _ground(state.guilds[GUILD]))


async def _tell_of(tx: Writing, state: State, person: int) -> None:
    member = state.member(GUILD, person)
    if member is None:
        await mirror.align_some(tx, GUILD, (), [person], now=NOW)
    else:
        await mirror.align_some(tx, GUILD, [_person(member)], now=NOW)


def without(server: Server, hidden: frozenset[int]) -> State:
    """Give the server's state as it stands at first, with the hidden places never made."""
    state = stand(server)
    for place in sorted(hidden, reverse=True):
        if channel := state.channels.get(place):
            for thread in [*state.threads(place), channel]:
                state.drop(thread)
    return state


def _ground(guild: Guild) -> Ground:
    return Ground(guild.id, guild.name, guild.owner_id)


def _roles(state: State) -> tuple[Role, ...]:
    return tuple(Role(role.id, role.name, role.permissions) for role in state.guilds[GUILD].roles.values())


def _person(member: Member) -> Person:
    return Person(member.user_id, f"Person {member.user_id}", is_bot=False, role_ids=frozenset(member.roles))


def _channels(state: State) -> tuple[Spot, ...]:
    spots = []
    for channel in state.guild_channels(GUILD):
        kind = PlaceKind.FORUM if channel.type == FORUM else PlaceKind.TEXT
        bits = tuple(Overwrite(one.id, one.allow, one.deny) for one in channel.overwrites.values())
        spots.append(Spot(channel.id, kind, channel.name, overwrites=bits))
    return tuple(spots)


def _snapshot(state: State) -> Snapshot:
    threads = sorted(state.all_threads(GUILD), key=lambda one: one.id)
    private = {t.id: frozenset(t.thread.members) for t in threads if t.type == PRIVATE_THREAD and t.thread is not None}
    spots = [
        Spot(t.id, PlaceKind.PRIVATE_THREAD if t.id in private else PlaceKind.PUBLIC_THREAD, t.name, t.parent_id)
        for t in threads
    ]
    people = tuple(_person(member) for member in state.members_of(GUILD))
    return Snapshot(_ground(state.guilds[GUILD]), _roles(state), _channels(state), tuple(spots), people, private)


def lines_of(place: int) -> tuple[str, ...]:
    """Give what is said in a place, by three people in turn."""
    word = canary(place)
    return (
        f"Does anybody keep a {word} on the ward at night? Ours has been calm since March.",
        f"We measured the {word} twice a week and told the whole ward about it.",
        f"The {word} went well on our ward, thank you all for the ideas.",
    )


def author_of(place: int, number: int) -> int:
    """Give who says one of these lines."""
    return PEOPLE[(place + number) % len(PEOPLE)]


async def _speak(tx: Writing, place: Channel) -> None:
    """Have three people talk in a place (a forum has no messages of its own): questions, thanks, a reaction."""
    if place.type == FORUM:
        return
    private = place.type == PRIVATE_THREAD
    topic = place.parent_id or place.id if place.is_thread else place.id
    title = place.name if place.is_thread else None
    where = Talk(place.id, GUILD, topic, place.id if private else topic, place.is_thread, title)
    said = [
        Said(
            id=place.id * 100 + n,
            place=where,
            author_id=(author := author_of(place.id, n)),
            author_name=f"Person {author}",
            content=line,
            created_at=NOW - timedelta(hours=20 - n, minutes=place.id % 60),
            reply_to=place.id * 100 if n else None,
            reactors=(("🙏", PEOPLE[(place.id + n + 1) % len(PEOPLE)]),),
        )
        for n, line in enumerate(lines_of(place.id))
    ]
    await messages.keep(tx, said)


async def _capture(tx: Writing, state: State, place: Channel, now: datetime) -> None:
    """Publish one entry of a place, with a quote where there is a yes, and leave another a draft."""
    word, seen_in = canary(place.id), deciding(state, place.id)
    topic = place.parent_id or place.id if place.is_thread else place.id
    here = knowhow.Place(GUILD, topic, place.id, seen_in)
    fields = Fields(f"The {word} ward", f"We kept a {word} on it.", f"A {word} ward of thirty beds", "It was calm", "")
    for number in (0, 5) if place.is_thread else (0,):

        async def capture() -> int:
            return await knowhow.capture(tx, here, fields, PEOPLE[place.id % len(PEOPLE)], now - timedelta(hours=2))

        id_ = await _numbered(tx, entries, place.id * 10 + number, _A_DRAFT, capture)
        entry = await knowhow.find(tx, id_)
        assert entry is not None
        await knowhow.choose_tags(tx, entry, ["ward", f"{word}tag"], now)
        if number == 0:
            quoted = [one.message_id for one in await knowhow.candidates(tx, entry)][:1]
            await knowhow.choose_quotes(tx, entry, quoted, now)
            await knowhow.ask(tx, entry, entry.captured_by, now - timedelta(hours=1), timedelta(days=7))
            asked = await knowhow.find(tx, id_)
            assert asked is not None
            await knowhow.publish(tx, asked, None, now)


async def _plan(tx: Writing, place: Channel, now: datetime) -> None:
    begins = now + timedelta(days=2, minutes=place.id)
    told = f"The {canary(place.id)} hour"
    wanted = Plan(place.id, place.id, told, "open hour", begins, begins.replace(tzinfo=None), "UTC", 60, PEOPLE[0])

    async def sketch() -> int:
        return await sessions.sketch(tx, GUILD, wanted, PEOPLE[0], now)

    id_ = await _numbered(tx, sessions_table, place.id * 10, _A_SKETCH, sketch)
    sketched = await sessions.find(tx, id_)
    assert sketched is not None
    await sessions.plan(tx, sketched, now)


async def _propose(tx: Writing, place: Channel, now: datetime) -> None:
    word = canary(place.id)

    async def propose() -> int:
        at = {"channel_id": place.id, "seen_in": place.id}
        return await proposals.propose(tx, GUILD, f"A {word} topic", f"All of {word}", by=PEOPLE[1], at=now, **at)

    await _numbered(tx, proposals_table, place.id * 10, _A_PROPOSAL, propose)


_A_DRAFT = {"topic_id": 0, "place_id": 0, "seen_in": 0, "title": "", "did": "", "status": "draft", "captured_by": 0}
_A_DRAFT |= {"captured_at": NOW, "changed_at": NOW}
_A_SKETCH = {"topic_id": 0, "seen_in": 0, "title": "", "format": "", "starts_at": NOW, "local_start": "", "zone": ""}
_A_SKETCH |= {"minutes": 0, "host_id": 0, "planned_by": 0, "planned_at": NOW}
_A_PROPOSAL = {"name": "", "purpose": "", "proposed_by": 0, "proposed_at": NOW, "channel_id": 0, "seen_in": 0}


async def _numbered(
    tx: Writing, table: sa.Table, number: int, row: dict[str, Any], make: Callable[[], Awaitable[int]]
) -> int:
    """Make something that gets this number, as if as many had been made before: numbers tell how many there are."""
    before = {**row, "id": number - 1, "community_id": GUILD}
    await tx.connection.execute(sa.insert(table), before)
    made = await make()
    assert made == number
    await tx.connection.execute(sa.delete(table).where(table.c.id == number - 1))
    return made
