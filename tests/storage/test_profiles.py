"""Profiles and the community's list as they are kept, erased, and forgotten of those who leave."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from community.profile import Kind, Listed, Profile
from community.snapshot import Person
from storage import Database, Writing, communities, mirror, profiles, rights
from storage.rights import Who

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HERE, ELSEWHERE = 4_000_001, 4_000_002
ANN, BEN, CHO = 7_700_000_000_000_001, 7_700_000_000_000_002, 7_700_000_000_000_003


async def fill(tx: Writing) -> None:
    for community_id in (HERE, ELSEWHERE):
        await communities.remember(tx, community_id, "Commons")
        await communities.remember_members(tx, community_id, [(i, "x", False) for i in (ANN, BEN, CHO)])
        for kind, name in ((Kind.ORGANISATION, "Hill Surgery"), (Kind.SECTOR, "Primary care")):
            await profiles.put_on_list(tx, community_id, kind, name)
        hill, care = await profiles.listed(tx, community_id)
        for who in (ANN, BEN):
            told = Profile(hill, care, "Asia/Kolkata", is_shown=True)
            await profiles.save(tx, community_id, who, told, NOW)


async def test_what_is_said_is_kept_in_its_community_and_nothing_of_who_says_nothing(database: Database):
    await database.write(None, fill)
    async with database.read() as tx:
        kept = await profiles.profile_of(tx, HERE, ANN)
        assert (kept.organisation and kept.organisation.name, kept.zone, kept.is_shown) == (
            *("Hill Surgery", "Asia/Kolkata"),
            True,
        )
        assert await profiles.zone_of(tx, HERE, ANN) == ZoneInfo("Asia/Kolkata")
        assert await profiles.zone_of(tx, HERE, CHO) is None
        assert await profiles.zones_of(tx, HERE, [ANN, CHO]) == {ANN: ZoneInfo("Asia/Kolkata")}
        assert await profiles.profile_of(tx, HERE, CHO) == Profile()
        assert sorted(await profiles.names_given(tx, HERE, [ANN, BEN, CHO, 1]), key=str) == [
            *(None, "Primary care"),
            "Primary care",
        ]
        assert kept.organisation is not None
        assert await profiles.named(tx, ELSEWHERE, kept.organisation.id) is None
    await database.write(None, lambda tx: profiles.save(tx, HERE, ANN, Profile(is_shown=True), LATER))
    hill: Listed = kept.organisation
    await database.write(None, lambda tx: profiles.take_off(tx, hill.id))
    async with database.read() as tx:
        assert await profiles.profile_of(tx, HERE, ANN) == Profile()
        left = await profiles.profile_of(tx, HERE, BEN)
        assert (left.organisation, left.zone) == (None, "Asia/Kolkata")
        assert (await profiles.where_from(tx, HERE, [ANN, BEN])).keys() == {BEN}
        assert (await profiles.profile_of(tx, ELSEWHERE, ANN)).organisation is not None


async def test_a_name_that_was_asked_for_becomes_that_of_whoever_asked_and_of_nobody_else(database: Database):
    await database.write(None, fill)
    id_ = await database.write(
        None, lambda tx: profiles.ask_for(tx, HERE, Kind.ORGANISATION, "North Hospice", BEN, NOW)
    )
    async with database.read() as tx:
        asked = await profiles.named(tx, HERE, id_)
        assert asked == Listed(id_, Kind.ORGANISATION, "North Hospice", is_asked=True)
        assert await profiles.asked_by(tx, HERE, BEN) == 1
    assert asked is not None
    await database.write(None, lambda tx: profiles.grant(tx, asked, HERE, LATER))
    async with database.read() as tx:
        ben = await profiles.profile_of(tx, HERE, BEN)
        assert ben.organisation == Listed(id_, Kind.ORGANISATION, "North Hospice")
        assert (ben.sector and ben.sector.name, ben.zone, ben.is_shown) == ("Primary care", "Asia/Kolkata", True)
        assert await profiles.asked_by(tx, HERE, BEN) == 0


async def test_who_leaves_or_is_erased_has_no_profile_any_more(database: Database):
    await database.write(None, fill)
    await database.write(None, lambda tx: profiles.ask_for(tx, HERE, Kind.SECTOR, "Hospices", ANN, NOW))
    id_ = await database.write(None, lambda tx: rights.begin(tx, Who(HERE, ANN, LATER), LATER))
    done = await rights.run(database, id_, LATER)
    assert done.counts["profiles"] == 1
    await database.write(None, lambda tx: mirror.align_some(tx, HERE, (), [BEN], now=NOW))
    async with database.read() as tx:
        assert await profiles.where_from(tx, HERE, [ANN, BEN]) == {}
        assert (await profiles.where_from(tx, ELSEWHERE, [ANN, BEN])).keys() == {ANN, BEN}
        assert [one.name for one in await profiles.listed(tx, HERE)] == ["Hill Surgery", "Primary care"]
    still_here = [Person(CHO, "Cho", is_bot=False, role_ids=frozenset())]
    await database.write(None, lambda tx: mirror.align_people(tx, ELSEWHERE, still_here, NOW))
    async with database.read() as tx:
        assert await profiles.where_from(tx, ELSEWHERE, [ANN, BEN]) == {}
