"""`guildhall summary`: the summary of one ISO week."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.summary import for_everybody
from bot.cli._topics import named_topic
from bot.settings import DatabaseSettings, load_settings
from community.errors import NotFound, Refusal
from community.summary import Summary, Week, as_json, as_text
from storage import communities, topics
from storage.database import Database
from storage.summaries import topic_names


class _WeekType(click.ParamType[Week]):
    name = "week"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Week:
        if isinstance(value, Week):
            return value
        try:
            return Week.parse(str(value))
        except Refusal as refusal:
            self.fail(refusal.sentence, param, ctx)


@click.command(short_help="Tell what mattered in a week.")
@click.option("--community", "community_id", type=click.IntRange(min=0), required=True, help="The community's id.")
@click.option("--week", type=_WeekType(), required=True, help="An ISO week, as 2026-W15, in the community's zone.")
@click.option("--topic", help="A topic's name or id; its own summary, as its own audience may see it.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(community_id: int, week: Week, topic: str | None, config: Path | None, *, as_document: bool) -> None:
    """Tell what mattered in a week: as for a channel that all members see, or of one topic."""
    place = load_settings(config).database
    summary, name = asyncio.run(_summary(place, community_id, week, topic))
    click.echo(json.dumps(as_json(summary), ensure_ascii=False, indent=2) if as_document else as_text(summary, name))


async def _summary(place: DatabaseSettings, community_id: int, week: Week, topic: str | None) -> tuple[Summary, str]:
    database = await Database.open(place.address, ledger=place.ledger)
    try:
        async with database.read() as tx:
            community = await communities.find(tx, community_id)
            if community is None:
                raise NotFound(f"There is no community {community_id} in this database.")
            topic_id = named_topic(topic, await topic_names(tx, community_id)) if topic is not None else None
            summary = await for_everybody(tx, community_id, week, datetime.now(UTC), topic_id=topic_id)
            found = await topics.find(tx, topic_id) if topic_id is not None else None
            return summary, f"#{found.name}" if found else community.name
    finally:
        await database.close()
