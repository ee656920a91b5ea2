"""Whole servers, drawn by Hypothesis, and what happens to who sees what in them.

A `Server` is a plan in plain numbers. `stand` makes the sandbox's own state of it, which decides who sees what by the
sandbox's rules; nothing here knows Guildhall's.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from sandbox.permissions import channel_permissions
from sandbox.state import Channel, Guild, Member, Overwrite, Role, State, Thread, User
from sandbox.state.channel import FORUM, PRIVATE_THREAD, PUBLIC_THREAD, TEXT

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GUILD, BOT = 1, 99
ROLES = (10, 11, 12)
PEOPLE = (100, 101, 102, 103)
NEWCOMER = 190
CHANNELS = (200, 201, 202)
KINDS = {200: TEXT, 201: TEXT, 202: FORUM}
THREADS = (300, 301, 302)

ADMINISTRATOR, VIEW, HISTORY, MANAGE_THREADS = 1 << 3, 1 << 10, 1 << 16, 1 << 34
READ = VIEW | HISTORY


@dataclass(frozen=True, slots=True)
class Bits:
    """What a channel allows and denies a role or person."""

    target: int
    allow: int
    deny: int


@dataclass(frozen=True, slots=True)
class Inside:
    """A thread: its channel, whether it is private, and who was brought into it."""

    id: int
    channel: int
    private: bool
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to who sees what; what the numbers mean is up to `kind`."""

    kind: str
    target: int = 0
    other: int = 0
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True)
class Server:
    """A server: roles with their bits, people with their roles, channels, threads, stewards, and what then happens."""

    everyone: int
    roles: tuple[tuple[int, int], ...]
    held: tuple[tuple[int, frozenset[int]], ...]
    overwrites: tuple[tuple[int, tuple[Bits, ...]], ...]
    threads: tuple[Inside, ...]
    steward_role: int | None
    stewards: tuple[tuple[int, int], ...]
    steps: tuple[Step, ...] = field(default=())


_bits = st.sampled_from((0, VIEW, HISTORY, READ, READ, READ | MANAGE_THREADS, MANAGE_THREADS))
_targets = st.sampled_from((GUILD, *ROLES, *PEOPLE))
_channels, _threads, _people = st.sampled_from(CHANNELS), st.sampled_from(THREADS), st.sampled_from(PEOPLE)
_roles = st.sampled_from(ROLES)
changes = st.one_of(
    st.builds(Step, st.just("overwrite"), _channels, _targets, _bits, _bits),
    st.builds(Step, st.just("overwrite"), _channels, st.just(GUILD), st.just(0), st.just(READ)),
    st.builds(Step, st.just("no overwrite"), _channels, _targets),
    st.builds(Step, st.sampled_from(("give role", "take role")), _people, _roles),
    st.builds(Step, st.just("change role"), st.sampled_from((GUILD, *ROLES)), allow=_bits),
    st.builds(Step, st.just("delete role"), _roles),
    st.builds(Step, st.sampled_from(("bring in", "put out")), _threads, _people),
    st.builds(Step, st.sampled_from(("leave", "ban", "come back")), _people),
    st.builds(Step, st.just("delete channel"), _channels),
    st.builds(Step, st.just("delete thread"), _threads),
    st.builds(Step, st.just("new owner"), _people),
)


@st.composite
def servers(draw: st.DrawFn, *, small: bool = False) -> Server:
    """Draw a server: about half of its channels are open to everybody, as in life; a `small` one has few."""
    standing: tuple[int, ...] = CHANNELS
    inner: tuple[int, ...] = THREADS
    if small:
        standing = draw(st.sampled_from(((200, 201), (200, 202), (200,))))
        inner = THREADS[: draw(st.integers(1, 3 - len(standing)))]
    channels = st.sampled_from(standing)
    overwrites = st.lists(
        st.one_of(
            st.builds(Bits, st.just(GUILD), st.just(0), st.just(VIEW)),
            st.builds(Bits, st.sampled_from((*ROLES, *PEOPLE)), st.just(READ), st.just(0)),
            st.builds(Bits, _targets, _bits, _bits),
        ),
        max_size=4,
        unique_by=lambda one: one.target,
    )
    role_bits = st.one_of(_bits, _bits, _bits, st.just(ADMINISTRATOR))
    return Server(
        everyone=draw(st.sampled_from((READ, READ, READ, 0, VIEW))),
        roles=tuple((role, draw(role_bits)) for role in ROLES),
        held=tuple((person, draw(st.frozensets(_roles, max_size=2))) for person in PEOPLE),
        overwrites=tuple((channel, tuple(draw(overwrites))) for channel in standing),
        threads=tuple(
            Inside(id_, draw(channels), draw(st.booleans()), draw(st.frozensets(_people, max_size=3))) for id_ in inner
        ),
        steward_role=draw(st.sampled_from((None, *ROLES))),
        stewards=tuple(draw(st.lists(st.tuples(channels, _people), max_size=2, unique=True))),
        steps=tuple(draw(st.lists(changes, max_size=6))),
    )


def stand(server: Server, state: State | None = None) -> State:
    """Give the server as the sandbox keeps it, before anything happens; the first person owns it.

    `state` is one to put it into, as a running sandbox has; else it is made, at a moment that stands still.
    """
    state = state or State(now=lambda: NOW)
    now, joined = state.now().isoformat(), (state.now() - timedelta(days=30)).isoformat()
    everyone = Role(id=GUILD, name="@everyone", permissions=server.everyone, position=0)
    roles = {id_: Role(id=id_, name=f"role {id_}", permissions=bits) for id_, bits in server.roles}
    state.put(Guild(id=GUILD, name="A server", owner_id=PEOPLE[0], roles={GUILD: everyone, **roles}))
    for person, held in server.held:
        state.put(User(id=person, name=f"person{person}"))
        state.put(Member(guild_id=GUILD, user_id=person, joined_at=joined, roles=sorted(held)))
    for channel, bits in server.overwrites:
        found = {
            one.target: Overwrite(id=one.target, type=int(one.target in PEOPLE), allow=one.allow, deny=one.deny)
            for one in bits
        }
        state.put(Channel(id=channel, type=KINDS[channel], name=name_of(channel), guild_id=GUILD, overwrites=found))
    for thread in server.threads:
        private = thread.private and KINDS[thread.channel] == TEXT
        about = Thread(owner_id=BOT, archive_timestamp=now, created_at=now)
        about.members = dict.fromkeys(thread.people, now)
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        more: dict[str, Any] = {"guild_id": GUILD, "parent_id": thread.channel, "thread": about}
        state.put(Channel(id=thread.id, type=kind, name=name_of(thread.id), **more))
    return state


def canary(place: int) -> str:
    """Give the word that is said in a place and nowhere else."""
    return "zq" + "".join("bcdfghjklm"[int(digit)] for digit in str(place))


def name_of(place: int) -> str:
    """Give the name of a channel or thread: its canary is in it."""
    return f"about-{canary(place)}"


def sees(state: State, person: int, place: int) -> bool:
    """Say, by the sandbox's own rules, whether a person can read a place back."""
    channel = state.channels.get(place)
    return channel is not None and channel_permissions(state, channel, person) & READ == READ


def happen(state: State, step: Step) -> bool:
    """Let a step happen in the sandbox's state, as Discord would; False where there is nothing to do."""
    if (channel := state.channels.get(step.target)) is not None:
        return _happen_to_place(state, channel, step)
    return _happen_to_people(state, step)


def _happen_to_place(state: State, channel: Channel, step: Step) -> bool:
    inside = channel.thread.members if channel.thread is not None else None
    match step.kind:
        case "overwrite":
            channel.overwrites[step.other] = Overwrite(id=step.other, type=1, allow=step.allow, deny=step.deny)
        case "no overwrite":
            return channel.overwrites.pop(step.other, None) is not None
        case "bring in" if inside is not None and state.member(GUILD, step.other) is not None:
            inside[step.other] = NOW.isoformat()
        case "put out" if inside is not None:
            return inside.pop(step.other, None) is not None
        case "delete channel" | "delete thread":
            for thread in [*state.threads(step.target), channel]:
                state.drop(thread)
        case _:
            return False
    return True


def _happen_to_people(state: State, step: Step) -> bool:
    guild, member = state.guilds[GUILD], state.member(GUILD, step.target)
    match step.kind:
        case "give role" if member is not None and step.other in guild.roles and step.other not in member.roles:
            member.roles.append(step.other)
        case "take role" if member is not None and step.other in member.roles:
            member.roles.remove(step.other)
        case "change role" if step.target in guild.roles:
            guild.roles[step.target].permissions = step.allow
        case "delete role" if step.target in guild.roles:
            _delete_role(state, guild, step.target)
        case "leave" | "ban" if member is not None and guild.owner_id != step.target:
            _leave(state, member)
        case "come back" if member is None and step.target in PEOPLE:
            state.put(Member(guild_id=GUILD, user_id=step.target, joined_at=NOW.isoformat()))
        case "new owner" if member is not None:
            guild.owner_id = step.target
        case _:
            return False
    return True


def _delete_role(state: State, guild: Guild, role: int) -> None:
    del guild.roles[role]
    for member in state.members_of(GUILD):
        member.roles = [held for held in member.roles if held != role]
    for channel in state.guild_channels(GUILD):
        channel.overwrites.pop(role, None)


def _leave(state: State, member: Member) -> None:
    state.drop(member)
    for thread in state.all_threads(GUILD):
        if thread.thread is not None:
            thread.thread.members.pop(member.user_id, None)
