from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.access import (
    ADMINISTRATOR,
    MANAGE_THREADS,
    READABLE,
    STALE_AFTER,
    VIEW_CHANNEL,
    Channel,
    Mirror,
    Overwrite,
    PrivateThread,
    Viewer,
    audience_sees,
    out_of_sight,
    places_seen,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
COMMUNITY, OWNER = 1, 90
ROLES = (10, 11, 12)
MEMBERS = (100, 101, 102, 103)

bits = st.sampled_from([0, VIEW_CHANNEL, READABLE, READABLE | MANAGE_THREADS])
overwrites = st.lists(
    st.builds(Overwrite, st.sampled_from((COMMUNITY, *ROLES, *MEMBERS)), bits, bits),
    max_size=4,
    unique_by=lambda o: o.target_id,
)
role_sets = st.frozensets(st.sampled_from(ROLES))


@st.composite
def mirrors(draw: st.DrawFn) -> Mirror:
    channels = {id_: Channel(id_, tuple(draw(overwrites))) for id_ in (200, 201, 202)}
    threads = {
        id_: PrivateThread(id_, draw(st.sampled_from(list(channels))), draw(st.frozensets(st.sampled_from(MEMBERS))))
        for id_ in (300, 301)
    }
    permissions = {COMMUNITY: draw(bits)} | {role: draw(bits | st.just(ADMINISTRATOR)) for role in ROLES}
    viewers = tuple(Viewer(member, draw(role_sets)) for member in (*MEMBERS, OWNER))
    return Mirror(COMMUNITY, OWNER, permissions, channels, threads, checked_at=NOW, viewers=viewers)


@given(mirrors())
def test_what_may_be_posted_is_what_every_reader_of_the_place_can_read(mirror: Mirror):
    everybody = (*mirror.viewers, Viewer(0))
    for place in (200, 201, 202, 300, 301):
        readers = [seen for viewer in everybody if place in (seen := places_seen(mirror, viewer, NOW))]
        expected = frozenset.intersection(*readers) if readers else frozenset()
        assert audience_sees(mirror, place, NOW) == expected


@given(mirrors())
def test_who_is_asked_about_together_is_decided_as_one_by_one(mirror: Mirror):
    places, gone = (200, 201, 202, 300, 301, 999), 104
    asked = [(member, place) for member in (*MEMBERS, OWNER, gone) for place in places]
    seen = {viewer.member_id: places_seen(mirror, viewer, NOW) for viewer in mirror.viewers}
    expected = {(member, place) for member, place in asked if place not in seen.get(member, ())}
    assert out_of_sight(mirror, asked, NOW) == expected
    assert out_of_sight(mirror, asked, NOW + STALE_AFTER) == set()


@given(mirrors())
def test_a_private_thread_is_read_only_from_inside_or_by_those_who_manage_threads(mirror: Mirror):
    for viewer in mirror.viewers:
        seen = places_seen(mirror, viewer, NOW)
        for thread in mirror.private_threads.values():
            if thread.id in seen:
                assert thread.channel_id in seen
                manages = viewer.member_id == OWNER or any(
                    mirror.role_permissions[role] & (MANAGE_THREADS | ADMINISTRATOR)
                    for role in (*viewer.role_ids, COMMUNITY)
                )
                singled = any(
                    o.allow & MANAGE_THREADS and o.target_id in {viewer.member_id, *viewer.role_ids, COMMUNITY}
                    for o in mirror.channels[thread.channel_id].overwrites
                )
                assert viewer.member_id in thread.member_ids or manages or singled


@given(mirrors(), st.sampled_from(MEMBERS))
def test_a_stale_mirror_shows_nothing(mirror: Mirror, member: int):
    later = NOW + STALE_AFTER + timedelta(seconds=1)
    assert places_seen(mirror, Viewer(member, frozenset(ROLES)), later) == frozenset()
    assert audience_sees(mirror, 200, later) == frozenset()


def test_a_role_that_was_deleted_decides_nothing():
    """Discord tells of the role alone: who held it, and what channels said of it, stand as they were told before."""
    hidden = Channel(200, (Overwrite(COMMUNITY, 0, VIEW_CHANNEL), Overwrite(10, READABLE, 0)))
    mirror = Mirror(COMMUNITY, OWNER, {COMMUNITY: READABLE}, {200: hidden}, {}, checked_at=NOW)
    assert places_seen(mirror, Viewer(100, frozenset({10})), NOW) == frozenset()


def test_seeing_a_channel_without_its_history_is_not_enough():
    mirror = Mirror(COMMUNITY, OWNER, {COMMUNITY: VIEW_CHANNEL}, {200: Channel(200)}, {}, checked_at=NOW)
    assert places_seen(mirror, Viewer(100), NOW) == frozenset()


def test_an_imported_community_is_open_but_for_the_private_threads_of_others():
    threads = {300: PrivateThread(300, 200, frozenset({100}))}
    mirror = Mirror(COMMUNITY, None, {}, {200: Channel(200)}, threads, open_to_all=True)
    assert places_seen(mirror, Viewer(100), NOW) == {200, 300}
    assert places_seen(mirror, Viewer(101), NOW) == {200}
