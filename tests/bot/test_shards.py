from functools import partial

import aiohttp
import discord
import pytest

from bot.clock import SystemClock, elapsed
from bot.gateway import Data, attend
from bot.shards.shard import Lease, Shard
from community.shards import Share
from sandbox import server
from storage.database import Closed, Database


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_once_a_lease_is_over_nothing_is_asked_of_discord_even_if_it_is_renewed(database: Database):
    lease = Lease("me", 30)
    lease.renewed(elapsed())
    shard = Shard(Share(0, 2), 1, lease, database, SystemClock())
    async with server.start() as sandbox, aiohttp.ClientSession(trace_configs=[shard.trace()]) as session:
        async with session.get(f"{sandbox.api_url}/gateway") as answer:
            assert answer.status == 200
        lease.renewed(elapsed() - 31)
        ask = partial(session.get, f"{sandbox.api_url}/gateway")
        with pytest.raises(Closed):
            await ask()
        # Another may have worked it in between: what this one knows of it is old.
        lease.renewed(elapsed())
        with pytest.raises(Closed):
            await ask()
        assert not shard.is_held
        assert Shard(Share(0, 2), 2, lease, database, SystemClock()).is_held


async def test_what_comes_over_the_gateway_for_others_is_let_pass():
    client = discord.Client(intents=discord.Intents.none())
    heard: list[str] = []
    ours = True

    def hear(event: str, _data: Data) -> None:
        heard.append(event)

    attend(client, lambda: ours, before=hear, after=hear, press=lambda data, parse: parse(data))
    client._connection.parsers["GUILD_DELETE"]({"id": "1"})
    assert heard == ["GUILD_DELETE", "GUILD_DELETE"]
    ours = False
    client._connection.parsers["GUILD_DELETE"]({"id": "1"})
    assert len(heard) == 2
