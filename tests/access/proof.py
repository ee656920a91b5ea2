"""The proof of access on one drawn server: what each person is told, held against the sandbox's own rules.

Two things are asked of every answer. It holds no word of a place that the sandbox says the asker can't see. And it is
byte by byte the answer of the same server in which those places were never made: so no count, rank, suggestion or total
tells of them either.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial

from community.access import audience_sees, places_seen
from sandbox.state import Member, State
from sandbox.state.channel import PRIVATE_THREAD
from storage import access
from storage.database import Database, Reading, Writing
from tests.access.asking import PLACES, Asking, Told
from tests.access.kept import deciding, follow, keep, keep_ground, mirrored, taken_back, tell, without
from tests.access.servers import CHANNELS, GUILD, NEWCOMER, NOW, PEOPLE, Server, canary, happen, sees, stand

Ask = Callable[[], Awaitable[Told]]


@dataclass(slots=True)
class Tally:
    """How much was held against the rules."""

    servers: int = 0
    askers: int = 0
    answers: int = 0
    hidden: int = 0
    """Pairs of an asker and a place that they could not see."""


class _Over(Exception):
    """Ends a transaction that is not to be kept."""


def decide(server: Server) -> None:
    """Hold the one function that decides against the sandbox's rules, on plain values, as the server changes."""
    state = stand(server)
    for step in (None, *server.steps):
        if step is not None and not happen(state, step):
            continue
        mirror = mirrored(state)
        for viewer in mirror.viewers:
            assert places_seen(mirror, viewer, NOW) == shown(state, viewer.member_id), f"{viewer} after {step}"
        for place in _deciding(state):
            common = {other for other in _deciding(state) if may_be_told(server, state, f"readers of {place}", other)}
            assert audience_sees(mirror, place, NOW) == common, f"readers of {place} after {step}"


async def follow_closely(database: Database, server: Server) -> None:
    """Hold what the mirror of a changing server says of each person against the sandbox's rules, after each change."""

    async def work(tx: Writing) -> None:
        state = stand(server)
        await keep_ground(tx, server, state)
        await _sees_what_discord_shows(tx, state)
        standing = _fit(server, state, ((at, of) for at in _deciding(state) for of in _deciding(state)))
        await tell(tx, standing)
        for step in server.steps:
            await follow(tx, state, step)
            await _sees_what_discord_shows(tx, state)
            gone = await taken_back(tx)
            standing -= gone
            read = _read(state, standing)
            assert _fit(server, state, read) == read, f"a post told of more than its readers see, after {step}"
            assert not _fit(server, state, gone), f"a post was taken back for nothing, after {step}"

    await _tried(database, work)


def _read(state: State, posts: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Give those posts that somebody reads: what stands where nobody does is looked at when somebody comes to."""
    here = [member.user_id for member in state.members_of(GUILD)]
    return {(at, of) for at, of in posts if any(sees(state, one, at) for one in here)}


def _fit(server: Server, state: State, posts: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Give those posts (where each stands, and what it tells of) whose readers may all be told."""
    return {(at, of) for at, of in posts if may_be_told(server, state, f"readers of {at}", of)}


async def prove(database: Database, server: Server, tally: Tally, *, bare: int) -> None:
    """Hold every answer on one server, once all has happened to it, against the rules; raises `AssertionError`.

    Of the sets of places that are hidden from somebody, `bare` are left out in turn, and the server is made again.
    """
    told: dict[str, Told] = {}
    hidden: dict[str, frozenset[int]] = {}

    async def whole(tx: Writing) -> None:
        state = stand(server)
        decides = {place: deciding(state, place) for place in PLACES if place in state.channels}
        await keep(tx, server, state)
        for step in server.steps:
            await follow(tx, state, step)
        for name, ask in _askers(tx, server, state).items():
            told[name] = await ask()
            hidden[name] = frozenset(d for d in decides.values() if not may_be_told(server, state, name, d))
            _holds_nothing_of(told[name], decides, hidden[name], name)

    await _tried(database, whole)
    tally.servers += 1
    tally.askers += len(told)
    tally.answers += sum(map(len, told.values()))
    tally.hidden += sum(len(hidden[name]) for name in told)
    together = list(_together(hidden).items())
    for gone, names in [together[(tally.servers + n) % len(together)] for n in range(min(bare, len(together)))]:
        await _tried(database, partial(_without, server=server, gone=gone, told={name: told[name] for name in names}))


async def _without(tx: Writing, server: Server, gone: frozenset[int], told: dict[str, Told]) -> None:
    """Hold answers against those of the same server without some places."""
    state = without(server, gone)
    await keep(tx, server, state)
    for step in server.steps:
        await follow(tx, state, step)
    askers = _askers(tx, server, state)
    for name, answers in told.items():
        bare = await askers[name]()
        for way, answer in answers.items():
            at = _apart(answer, bare[way])
            assert answer == bare[way], (
                f"{way}, asked as {name}, tells of {sorted(gone)}: …{answer[at:][:200]}… and without them …"
                f"{bare[way][at:][:200]}…"
            )


def _apart(one: str, other: str) -> int:
    """Give where two answers begin to differ, a little before."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return max(0, same - 60)


def _askers(tx: Reading, server: Server, state: State) -> dict[str, Ask]:
    """Give everybody who may ask: each person, here or gone, and the readers of each place there is."""
    asking = Asking(tx, [channel for channel, _ in server.overwrites] + [thread.id for thread in server.threads])
    found: dict[str, Ask] = {f"person {person}": partial(asking.as_person, person) for person in PEOPLE}
    found |= {f"readers of {place}": partial(asking.in_place, place) for place in PLACES if place in state.channels}
    return {**found, "readers of everywhere": partial(asking.in_place, None)}


def may_be_told(server: Server, state: State, asker: str, place: int) -> bool:
    """Say, by the sandbox's own rules, whether an asker may be told of a place."""
    kind, _, whom = asker.rpartition(" ")
    if kind == "person":
        return sees(state, int(whom), place) or _keeps(server, state, int(whom), place)
    state.put(Member(guild_id=GUILD, user_id=NEWCOMER, joined_at=NOW.isoformat()))
    everybody = [member.user_id for member in state.members_of(GUILD)]
    readers = [one for one in everybody if whom == "everywhere" or sees(state, one, int(whom))]
    may = all(sees(state, one, place) for one in readers)
    state.drop(state.members[GUILD][NEWCOMER])
    return may and bool(readers)


def _keeps(server: Server, state: State, person: int, place: int) -> bool:
    """Say whether a place is a channel that is gone, and the person one of its stewards who is still here."""
    member = state.member(GUILD, person)
    if member is None or place in state.channels or place not in CHANNELS:
        return False
    return (place, person) in server.stewards or server.steward_role in member.roles


def _holds_nothing_of(told: Told, decides: dict[int, int], hidden: frozenset[int], who: str) -> None:
    for way, answer in told.items():
        said = answer.lower()
        for place, decided_by in decides.items():
            if decided_by in hidden and canary(place) in said:
                raise AssertionError(f"{way}, asked as {who}, tells of {place}")


async def _sees_what_discord_shows(tx: Reading, state: State) -> None:
    """Hold the places that each person sees against the sandbox's: neither more nor fewer."""
    for person in PEOPLE:
        assert await access.seen_by_member(tx, GUILD, person, NOW) == shown(state, person), f"person {person}"


def _deciding(state: State) -> set[int]:
    """Give the places whose sight decides: channels and private threads."""
    return {id_ for id_, one in state.channels.items() if not one.is_thread or one.type == PRIVATE_THREAD}


def shown(state: State, person: int) -> set[int]:
    return {place for place in _deciding(state) if sees(state, person, place)}


def _together(hidden: dict[str, frozenset[int]]) -> dict[frozenset[int], list[str]]:
    """Gather askers from whom the same is hidden; where nothing is, there is nothing to compare."""
    found: dict[frozenset[int], list[str]] = defaultdict(list)
    for name, gone in hidden.items():
        if gone:
            found[gone].append(name)
    return found


async def _tried(database: Database, work: Callable[[Writing], Awaitable[None]]) -> None:
    """Do something in a transaction, and leave nothing of it."""

    async def undone(tx: Writing) -> None:
        await work(tx)
        raise _Over

    try:
        await database.write(None, undone)
    except _Over:
        return
