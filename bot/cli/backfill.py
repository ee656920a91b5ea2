"""`guildhall backfill`: the whole history of a live community's topics."""

import asyncio
import json
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.run import NO_DISCORD, NOT_ACCEPTED
from bot.settings import Settings, load_settings
from community.errors import Misconfigured, NotFound, Refusal, Unavailable
from community.topics import which_topic
from storage import communities, topics
from storage.database import Database
from storage.topics import Topic

_GO_ON = "The same command goes on where this one stopped."
_PARTS = 1000
"""Steps of the progress bar that each place takes."""


@click.command(short_help="Read the whole history of topics, once or in parts.")
@click.option("--community", "community_id", type=click.IntRange(min=0), required=True, help="The community's id.")
@click.option("--topic", help="An open topic's name or id; without it, all that are open.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(community_id: int, topic: str | None, config: Path | None, *, as_document: bool) -> None:
    """Read the whole history of topics: channels, forum posts and threads, archived and private ones too.

    The bot may run meanwhile or not. However often it is stopped, the same command goes on; a second run reads what is
    new. A place that can't be read is named, the rest is read, and the exit status is 1.
    """
    settings = load_settings(config)
    if not settings.discord.token.strip():
        raise Misconfigured(
            "No bot token is set: put discord.token into the configuration, or GUILDHALL_TOKEN into the environment."
        )
    try:
        report = asyncio.run(_backfill(settings, community_id, topic))
    except KeyboardInterrupt:
        raise Refusal(f"Stopped. {_GO_ON}") from None
    for failed in report["failed"]:
        click.echo(f"{failed['place']}: {failed['why']}", err=True)
    click.echo(json.dumps(report, ensure_ascii=False) if as_document else _told(report))
    if report["failed"]:
        sys.exit(1)


async def _backfill(settings: Settings, community_id: int, topic: str | None) -> dict[str, Any]:
    database = await Database.open(settings.database.address, ledger=settings.database.ledger)
    try:
        wanted = await _topics(database, community_id, topic)
        return await _read(settings, database, community_id, wanted)
    finally:
        await database.close()


async def _topics(database: Database, community_id: int, text: str | None) -> list[Topic]:
    async with database.read() as tx:
        community = await communities.find(tx, community_id)
        known = {topic.id: topic for topic in await topics.all_open(tx, community_id)}
    if community is None:
        raise NotFound(f"There is no community {community_id} in this database.")
    if community.imported:
        raise Refusal("That community was imported from an export: there is nothing of it on Discord to be read.")
    names = {id_: topic.name for id_, topic in known.items()}
    if not names:
        raise Refusal("No topic is open in that community, and only topics are kept: /topic open opens one.")
    if text is None:
        return list(known.values())
    try:
        return [known[which_topic(text, names)]]
    except NotFound:
        raise NotFound(f"There is no open topic {text}. There are: {', '.join(sorted(names.values()))}.") from None
    except Refusal:
        raise Refusal(f"Several topics match {text}. Give its whole name or its id.") from None


async def _read(settings: Settings, database: Database, community_id: int, wanted: list[Topic]) -> dict[str, Any]:
    # These bring discord.py, which refusals do without.
    import aiohttp  # noqa: PLC0415
    import discord  # noqa: PLC0415

    from bot.ingest.backfill import Backfill  # noqa: PLC0415
    from bot.ingest.pace import Pace  # noqa: PLC0415
    from bot.wire import give_up_after, point_at  # noqa: PLC0415

    began = time.perf_counter()
    pace = Pace()
    point_at(settings.discord)
    async with discord.Client(intents=discord.Intents.none(), http_trace=pace.trace) as client:
        try:
            async with asyncio.timeout(settings.discord.timeout):
                await client.login(settings.discord.token)
        except discord.LoginFailure as error:
            raise Misconfigured(NOT_ACCEPTED) from error
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Misconfigured(NO_DISCORD) from error
        give_up_after(client, settings.discord.timeout)
        with _bar() as bar:
            backfill = Backfill(client, database, lambda: datetime.now(UTC), _shown_on(bar))
            try:
                await backfill.run(community_id, wanted)
            except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
                raise Refusal(f"Discord could not be asked any further ({type(error).__name__}). {_GO_ON}") from error
            except Unavailable as error:
                raise Refusal(f"The database can't be used for minutes. {_GO_ON}") from error
    seconds = round(time.perf_counter() - began, 3)
    return backfill.report.as_json() | {"requests": pace.requests, "refused": pace.refused, "seconds": seconds}


def _bar() -> Any:
    if not sys.stderr.isatty():
        return nullcontext()
    return click.progressbar(length=_PARTS, label="Reading", file=sys.stderr, show_pos=False)


def _shown_on(bar: Any) -> Any:
    """Give what moves the bar: places count alike, and each by the share of its time that is read."""
    if bar is None:
        return lambda _step: None

    def show(step: Any) -> None:
        bar.label = f"Reading place {min(step.done + 1, step.places)} of {step.places}"
        reached = int(_PARTS * (step.done + step.share) / max(1, step.places))
        bar.update(max(0, reached - bar.pos))

    return show


def _told(report: dict[str, Any]) -> str:
    return (
        f"{report['topics']} topics: {report['places']} channels and threads, {report['messages']} messages read; "
        f"{report['new']} new, {report['skipped']} skipped, {len(report['failed'])} places failed, "
        f"in {report['seconds']:.1f} s with {report['requests']} requests."
    )
