"""`guildhall search`: the search of Discord, at a shell."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.search import Answer, nothing_found, search
from bot.cli._topics import named_topic
from bot.settings import DatabaseSettings, load_settings
from community.errors import NotFound
from storage import access, communities, topics
from storage.database import Database, Reading
from storage.search.find import Scope

_CHUNK = 65536
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for on the command line."""

    query: str
    community_id: int
    member_id: int | None
    topic: str | None
    limit: int
    as_document: bool


@click.command(short_help="Search entries and conversations.")
@click.argument("query")
@click.option("--community", "community_id", type=click.IntRange(min=0), required=True, help="The community's id.")
@click.option("--as", "member_id", type=click.IntRange(min=0), metavar="MEMBER", help="Search as this member (an id).")
@click.option("--topic", help="A topic's name or id.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Results at most.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(
    query: str,
    community_id: int,
    member_id: int | None,
    topic: str | None,
    limit: int,
    config: Path | None,
    *,
    as_document: bool,
) -> None:
    """Search entries and conversations: any word, "phrases", -without, prefix*.

    A QUERY of - reads one query a line from standard input and prints one JSON document a line. Without --as it is the
    operator's view: everything. (Put -- before a query that begins with a minus sign.)
    """
    asked = _Asked(query, community_id, member_id, topic, limit, as_document)
    asyncio.run(_run(load_settings(config).database, asked))


async def _run(place: DatabaseSettings, asked: _Asked) -> None:
    database = await Database.open(place.address, ledger=place.ledger)
    try:
        async with database.read() as tx:
            await _warn_of_strangers(tx, asked)
            if asked.query != "-":
                await _one(tx, asked)
                return
            await _scope(tx, asked)
        async for line in _lines():
            async with database.read() as tx:
                scope, _ = await _scope(tx, asked)
                answer = await search(tx, line, scope, limit=asked.limit)
            click.echo(json.dumps(answer.as_json()))
            sys.stdout.flush()
    finally:
        await database.close()


async def _one(tx: Reading, asked: _Asked) -> None:
    scope, searched = await _scope(tx, asked)
    answer = await search(tx, asked.query, scope, limit=asked.limit)
    if asked.as_document:
        click.echo(json.dumps(answer.as_json(), indent=2))
    elif answer.results:
        click.echo(_told(answer))
    else:
        click.echo(nothing_found(answer.query, topics=searched, tag=None, since=None))


async def _scope(tx: Reading, asked: _Asked) -> tuple[Scope, list[str]]:
    """Give where to search (what the member sees now, or everything) and the names of the topics that is."""
    if await communities.find(tx, asked.community_id) is None:
        raise NotFound(f"There is no community {asked.community_id} in this database.")
    places = None
    known = await topics.every(tx, asked.community_id)
    if asked.member_id is not None:
        places = await access.seen_by_member(tx, asked.community_id, asked.member_id, datetime.now(UTC))
        known = await topics.seen(tx, asked.community_id, places)
    names = {topic.id: topic.name for topic in known}
    if asked.topic is None:
        return Scope(asked.community_id, places), list(names.values())
    topic_id = named_topic(asked.topic, names)
    return Scope(asked.community_id, places, topic_id), [names[topic_id]]


async def _warn_of_strangers(tx: Reading, asked: _Asked) -> None:
    if asked.member_id is not None and await communities.member(tx, asked.community_id, asked.member_id) is None:
        click.echo("No such member is known in this community: they see nothing.", err=True)


async def _lines() -> AsyncIterator[str]:
    """Give the queries on standard input, each as soon as it is there, whatever its bytes are."""
    stdin, left = sys.stdin.fileno(), b""
    while True:
        await _readable(stdin)
        read = os.read(stdin, _CHUNK)
        *lines, left = (left + read).split(b"\n")
        if not read and left:
            lines, left = [left], b""
        for line in lines:
            yield line.decode("utf-8", "replace").rstrip("\r")
        if not read:
            return


async def _readable(descriptor: int) -> None:
    """Wait until there is something to read, or its end.

    Not by reading: a signal that comes just before a read that waits is heard only once that has something.
    """
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    try:
        loop.add_reader(descriptor, readable.set)
    except PermissionError:
        return  # a file, of which there is always something to read
    try:
        await readable.wait()
    finally:
        loop.remove_reader(descriptor)


def _told(answer: Answer) -> str:
    said = [f"{answer.total} found."]
    for result in answer.results:
        said += [
            "",
            f"{result.title}  (#{result.topic}, {result.at:%d %B %Y})",
            f"  {result.snippet}",
            f"  {result.url}",
        ]
    return "\n".join(said)
