"""What a session is to be, as it is typed for `/session plan` and `/session poll`: everything but when it starts."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import discord

from bot.options import find_topic
from bot.screening import Typed, screened
from cogs.sessions.allowed import Asked, check_host, check_may_post
from cogs.sessions.when import ReadIn, read_in
from community.formats import Format
from community.sessions import SHORTEST, TITLE_LIMIT, WHERE_LIMIT, Plan
from community.settings import CommunitySettings
from storage import communities
from storage.topics import Topic


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, once it was checked. `read_in` is the zone in which its times are read."""

    topic: Topic
    settings: CommunitySettings
    read_in: ReadIn
    title: str
    where: str
    host: discord.Member | discord.User

    def at(
        self, starts_at: datetime, local_start: datetime, zone: ZoneInfo, format_: Format, minutes: int | None
    ) -> Plan:
        """Give the plan of it at a time, as long as its format usually takes unless `minutes` says.

        `local_start` is the wall time in `zone`.
        """
        return Plan(
            topic_id=self.topic.id,
            seen_in=self.topic.id,
            title=self.title,
            format=format_.name,
            starts_at=starts_at,
            local_start=local_start,
            zone=zone.key,
            minutes=minutes or max(format_.minutes, SHORTEST),
            host_id=self.host.id,
            location=self.where,
        )


async def wanted(
    interaction: Asked, topic: str, title: str, where: str | None, host: discord.Member | None
) -> tuple[Asked, Wanted]:
    """Screen what was typed, and check the topic and the host; gives the interaction that is to be answered, too.

    Raises `Refusal` with what to change, `NotAllowed` where the person may not post in the topic.
    """
    interaction, (title, where) = await screened(
        interaction,
        Typed("Title", " ".join(title.split()), TITLE_LIMIT),
        Typed("Where", " ".join((where or "").split()), WHERE_LIMIT, needed=False),
    )
    bot, guild_id = interaction.client, interaction.guild_id or 0
    async with bot.database.read() as tx:
        found = await find_topic(tx, bot, interaction, topic)
        settings = await communities.settings_of(tx, guild_id)
        await check_host(tx, interaction, found.id, host)
        zone = await read_in(tx, settings, guild_id, interaction.user.id)
    check_may_post(interaction, found.id)
    return interaction, Wanted(found, settings, zone, title, where, host or interaction.user)
