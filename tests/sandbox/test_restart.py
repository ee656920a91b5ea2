"""The sandbox is stopped and started again on the same file and port while a bot stays connected."""

from contextlib import AsyncExitStack
from pathlib import Path

import discord

from sandbox import server
from sandbox.actions.messages import create_message
from tests.sandbox.clients import logged_in
from tests.sandbox.conftest import TOKEN, build


class Patient(discord.Client):
    """A bot that stays; discord.py's five seconds before identifying anew are for Discord's own limits."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.all(), guild_ready_timeout=0.1)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Go on at once."""


async def test_a_bot_that_stays_identifies_anew_and_goes_on(tmp_path: Path):
    file = tmp_path / "state.db"
    client = Patient()
    async with AsyncExitStack() as staying:
        async with server.start(state_file=file) as first:
            town = build(first.state)
            port = int(first.url.rpartition(":")[2])
            await staying.enter_async_context(logged_in(client, first, TOKEN))
            lost = client.wait_for("disconnect", timeout=20)
        await lost
        back = client.wait_for("ready", timeout=60)
        async with server.start(state_file=file, port=port) as second:
            await back
            assert [one.user_id for one in second.gateway.sessions.values()] == [town.bot.id]
            heard = client.wait_for("message", timeout=20)
            said = create_message(second.state, town.ann.id, town.hall.id, {"content": "Good morning"})
            message = await heard
            assert (message.id, message.content, message.author.id) == (said.id, "Good morning", town.ann.id)
            answer = await message.reply("And to you", mention_author=False)
            assert second.state.message(town.hall.id, answer.id) is not None
