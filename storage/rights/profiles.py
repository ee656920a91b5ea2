"""What a member's rights mean for the tables of profiles: what is given, and how it is erased."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import profiles as kept
from storage import proposals as proposed
from storage.communities import settings_of
from storage.database import Writing
from storage.outbox import Due, put_due
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.tables.outbox import outbox
from storage.tables.profiles import organisations, profiles

_WHY = "To show where you are from as far as you say, to count it, and to read times in your own zone"


def profile_of(who: Who) -> sa.Select[Any]:
    """Select what they say of themselves."""
    p = profiles.c
    mine = (p.community_id == who.community_id) & (p.member_id == who.member_id) & (p.changed_at <= who.until)
    organisation, sector = organisations.alias(), organisations.alias()
    of = profiles.outerjoin(organisation, organisation.c.id == p.organisation_id)
    of = of.outerjoin(sector, sector.c.id == p.sector_id)
    names = (organisation.c.name.label("organisation"), sector.c.name.label("sector"))
    return sa.select(*names, p.zone, p.shown, p.changed_at).select_from(of).where(mine)


def asked_by(who: Who) -> sa.Select[Any]:
    """Select names that they asked the stewards for, and wait for."""
    o = organisations.c
    mine = (o.community_id == who.community_id) & (o.asked_by == who.member_id)
    return sa.select(o.kind, o.name).where(mine).order_by(o.id)


async def erase_profile(tx: Writing, who: Who, now: datetime) -> Done:
    """Forget what a member says of themselves, and what they asked for, with the posts that say so."""
    p, o = profiles.c, organisations.c
    asked = (o.community_id == who.community_id) & (o.asked_by == who.member_id)
    notices = (await settings_of(tx, who.community_id))["notices_channel"]
    for id_ in (await tx.connection.execute(sa.select(o.id).where(asked))).scalars().all():
        posted = sa.select(outbox.c.message_id).where(outbox.c.dedupe_key == f"{kept.ASKED}:{id_}")
        message_id = (await tx.connection.execute(posted)).scalar()
        if message_id and notices:
            payload = {"channel_ids": [notices], "message_ids": [message_id]}
            key = f"{proposed.TAKEN_BACK}:{kept.ASKED}:{id_}"
            await put_due(tx, who.community_id, Due(proposed.TAKEN_BACK, key, now, payload))
    await tx.connection.execute(sa.delete(organisations).where(asked))
    mine = (p.community_id == who.community_id) & (p.member_id == who.member_id) & (p.changed_at <= who.until)
    gone = await tx.connection.execute(sa.delete(profiles).where(mine))
    return Done({"profiles": gone.rowcount})


TABLES: tuple[Declared, ...] = (
    Declared(
        table="profiles",
        why=_WHY,
        members=("member_id",),
        facts=("community_id", "organisation_id", "sector_id", "zone"),
        mine=profile_of,
        erased_by=("profile",),
    ),
    Declared(
        table="organisations",
        why="Because you asked the stewards to put them on the community's list",
        members=("asked_by",),
        words=("name",),
        facts=("community_id", "id", "kind"),
        mine=asked_by,
        erased_by=("profile",),
        stays="Names on the list are the community's; nobody is written down as having put them there.",
    ),
)
"""What every table of profiles says."""
