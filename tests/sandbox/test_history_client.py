"""A discord.py client meets an exported community as it would meet the real one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio

from sandbox import server
from tests.sandbox.clients import logged_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    found = shared / "corpora" / "meshcore_dev"
    if not found.is_dir():
        pytest.skip("the export of a real community is not in the shared folder")
    return found


@pytest.fixture(scope="module")
def exports(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in folder.glob("*.json")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(folder: Path) -> AsyncIterator[discord.Client]:
    """Log a client in once: the tests here only read."""
    intents = discord.Intents(guilds=True, members=True, guild_messages=True, message_content=True)
    client = discord.Client(intents=intents, max_messages=None, guild_ready_timeout=0.1)
    async with (
        server.start(histories=[folder], bots={"Reader": "reads"}) as running,
        logged_in(client, running, "reads"),
    ):
        yield client


def threads_of(exports: list[dict[str, Any]], parent: str) -> list[dict[str, Any]]:
    return [one for one in exports if "Thread" in one["channel"]["type"] and one["channel"]["category"] == parent]


async def test_a_thread_s_history_is_read_back_message_by_message(
    reader: discord.Client, exports: list[dict[str, Any]]
) -> None:
    longest = max(threads_of(exports, "development"), key=lambda one: len(one["messages"]))
    thread = await reader.fetch_channel(int(longest["channel"]["id"]))
    assert isinstance(thread, discord.Thread)
    assert thread.name == longest["channel"]["name"]
    read = [one async for one in thread.history(limit=None, oldest_first=True)]
    assert [str(one.id) for one in read] == [one["id"] for one in longest["messages"]]
    assert [str(one.author.id) for one in read] == [one["author"]["id"] for one in longest["messages"]]
    told = {one["id"]: one for one in longest["messages"] if one["type"] in {"Default", "Reply"}}
    assert {str(one.id): one.content for one in read if str(one.id) in told} == {
        key: one["content"] for key, one in told.items()
    }
    assert [sum(r.count for r in one.reactions) for one in read] == [
        sum(r["count"] for r in one["reactions"]) for one in longest["messages"]
    ]


async def test_a_forum_s_posts_are_all_found(reader: discord.Client, exports: list[dict[str, Any]]) -> None:
    (guild,) = reader.guilds
    forum = discord.utils.get(guild.forums, name="firmware-development")
    assert forum is not None
    posts = {one["channel"]["id"] for one in threads_of(exports, "firmware-development")}
    active = {str(one.id) for one in forum.threads}
    archived = {str(one.id) async for one in forum.archived_threads(limit=None)}
    assert active | archived == posts
    assert not active & archived


async def test_everyone_who_wrote_is_a_member(reader: discord.Client, exports: list[dict[str, Any]]) -> None:
    (guild,) = reader.guilds
    authors = {int(message["author"]["id"]) for one in exports for message in one["messages"]}
    assert authors <= {member.id for member in guild.members}
