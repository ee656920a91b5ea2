"""What the database alone shows to be missing in a community: channels, roles and stewards that are gone."""

import sqlalchemy as sa

from community.settings import SETTINGS
from storage import topics
from storage.communities import settings_of
from storage.database import Reading
from storage.tables.access import places, roles


async def of_community(tx: Reading, community_id: int) -> list[str]:
    """List, one sentence each, what settings and topics name that is gone by the mirror."""
    settings = await settings_of(tx, community_id)
    there = await _channels(tx, community_id)
    held = set(
        (await tx.connection.execute(sa.select(roles.c.id).where(roles.c.community_id == community_id))).scalars()
    )
    known = {"channel": there, "role": held}
    found = [
        f"the {setting.kind} that {name} names was deleted; set another with /community settings."
        for name, setting in SETTINGS.items()
        if setting.kind in known and settings[name] is not None and settings[name] not in known[setting.kind]
    ]
    for topic in await topics.all_open(tx, community_id):
        if topic.id not in there:
            found.append(f"the channel of the topic #{topic.name} was deleted.")
        elif settings["steward_role"] is None and not (await topics.present_stewards(tx, topic))[0]:
            found.append(f"the topic #{topic.name} has no steward; name one with /topic open.")
    return found


async def _channels(tx: Reading, community_id: int) -> set[int]:
    query = sa.select(places.c.id).where(places.c.community_id == community_id, ~places.c.gone)
    return set((await tx.connection.execute(query)).scalars())
