"""The mirror of who sees what, brought into line with what Discord tells."""

from datetime import UTC, datetime, timedelta

from community.access import PlaceKind
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from storage import access, mirror
from storage.communities import remember
from storage.database import Database, Writing
from storage.topics import Topic, open_topic

COMMUNITY, CHANNEL, THREAD, OTHER = 7, 20, 21, 22
READ = 1 << 10 | 1 << 16
NOW = datetime(2026, 4, 8, 12, tzinfo=UTC)
STAYED, CAME_BACK, UNTOLD = 100, 101, 102


def told(joined: dict[int, datetime | None], asked_since: datetime | None, inside: dict[int, set[int]]) -> Snapshot:
    """Give a community of one channel, with two private threads in it, as Discord tells of it."""
    people = [
        Person(id_, f"Person {id_}", is_bot=False, role_ids=frozenset(), joined_at=at) for id_, at in joined.items()
    ]
    threads = [Spot(id_, PlaceKind.PRIVATE_THREAD, "inner", CHANNEL, archived=True) for id_ in inside]
    return Snapshot(
        Ground(COMMUNITY, "Ward", 1),
        (Role(COMMUNITY, "@everyone", READ),),
        (Spot(CHANNEL, PlaceKind.TEXT, "general"),),
        tuple(threads),
        tuple(people),
        {id_: frozenset(who) for id_, who in inside.items()},
        asked_since,
    )


async def kept(database: Database, snapshot: Snapshot, at: datetime) -> dict[int, set[int]]:
    """Bring the mirror into line, and give who sees which private thread afterwards."""

    async def work(tx: Writing) -> None:
        await remember(tx, COMMUNITY, "Ward", owner_id=1)
        await open_topic(tx, Topic(CHANNEL, COMMUNITY, "general", "", "open", NOW, CHANNEL), opened_by=1, stewards=())
        await mirror.align(tx, snapshot, at)

    await database.write(None, work)
    async with database.read() as tx:
        seen = {id_: await access.seen_by_member(tx, COMMUNITY, id_, at) for id_ in (STAYED, CAME_BACK, UNTOLD)}
    return {id_: set(places) & {THREAD, OTHER} for id_, places in seen.items()}


async def test_nobody_who_joined_untold_is_in_a_thread_whose_members_were_not_asked_for_again(database: Database):
    long_ago, later = NOW - timedelta(days=9), NOW + timedelta(days=1)
    all_in = {STAYED, CAME_BACK, UNTOLD}
    everybody: dict[int, datetime | None] = dict.fromkeys(all_in, long_ago)
    both = {THREAD, OTHER}
    before = await kept(database, told(everybody, None, {THREAD: all_in, OTHER: all_in}), NOW)
    assert before == {STAYED: both, CAME_BACK: both, UNTOLD: both}
    # One was away and is back, of another it is not told when they came; they were brought into the other thread again.
    back: dict[int, datetime | None] = {STAYED: long_ago, CAME_BACK: NOW + timedelta(hours=1), UNTOLD: None}
    after = await kept(database, told(back, NOW, {OTHER: all_in}), later)
    assert after == {STAYED: both, CAME_BACK: {OTHER}, UNTOLD: {OTHER}}
    # What was known before something was missed counts for nobody.
    assert await kept(database, told(back, None, {OTHER: {STAYED}}), later) == {
        STAYED: {OTHER},
        CAME_BACK: set(),
        UNTOLD: set(),
    }
