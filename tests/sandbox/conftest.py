"""A sandbox with a small guild, people in it, a bot, and what asks its HTTP API raw."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from sandbox import server
from sandbox.actions.channels import create_channel
from sandbox.actions.guilds import create_guild
from sandbox.actions.members import join_guild
from sandbox.actions.roles import edit_role
from sandbox.actions.users import create_bot, create_user
from sandbox.bits import bits
from sandbox.running import Sandbox
from sandbox.state import Channel, Guild, Member, State, User
from sandbox.state.channel import FORUM

TOKEN = "a-token"
BOT_RIGHTS = bits(
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "read_message_history",
    "add_reactions",
    "embed_links",
    "attach_files",
    "create_public_threads",
    "create_private_threads",
)


@dataclass
class Town:
    """A guild with an owner, two members, a bot, a text channel and a forum."""

    state: State
    guild: Guild
    owner: User
    ann: User
    bob: User
    bot: User
    hall: Channel
    forum: Channel

    def allow(self, *names: str) -> None:
        """Let the bot do more."""
        role = next(role for role in self.guild.roles.values() if role.bot_id == self.bot.id)
        edit_role(self.state, self.owner.id, self.guild.id, role.id, {"permissions": role.permissions | bits(*names)})

    def member(self, user: User) -> Member:
        """Give someone as a member."""
        return self.state.members[self.guild.id][user.id]


def build(state: State) -> Town:
    """Lay out the town in an empty state."""
    owner = create_user(state, "olga", global_name="Olga")
    guild = create_guild(state, owner.id, "Town")
    ann, bob = create_user(state, "ann"), create_user(state, "bob")
    for user in (ann, bob):
        join_guild(state, guild.id, user.id)
    bot = create_bot(state, "Helper", TOKEN)
    join_guild(state, guild.id, bot.id)
    hall = create_channel(state, owner.id, guild.id, {"name": "hall"})
    tags = [{"name": "idea"}, {"name": "done", "moderated": True}]
    forum = create_channel(state, owner.id, guild.id, {"name": "posts", "type": FORUM, "available_tags": tags})
    town = Town(state, guild, owner, ann, bob, bot, hall, forum)
    role = next(role for role in guild.roles.values() if role.bot_id == bot.id)
    edit_role(state, owner.id, guild.id, role.id, {"permissions": BOT_RIGHTS})
    return town


@pytest.fixture
def town() -> Town:
    """Give the town in a state of its own, without a server."""
    return build(State())


@pytest.fixture
async def running() -> AsyncIterator[Sandbox]:
    """Run a sandbox with short deadlines: a second to acknowledge, so that silence is soon noticed."""
    async with server.start(acknowledge_within=1.0) as found:
        yield found


@pytest.fixture
def live(running: Sandbox) -> Town:
    """Give the town in a running sandbox."""
    return build(running.state)


@dataclass
class Raw:
    """Asks the HTTP API as the bot, without a library."""

    session: aiohttp.ClientSession
    base: str

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        """Ask and give status and JSON (None without a body)."""
        headers = {"Authorization": f"Bot {TOKEN}"}
        address = f"{self.base}{path}"
        async with self.session.request(method, address, json=body, params=query, headers=headers) as response:
            assert response.headers["Content-Type"] in {"application/json", "text/html"}
            return response.status, await response.json() if response.status != 204 else None

    async def code(self, method: str, path: str, body: Any = None, **query: str) -> int:
        """Ask and give the code of the refusal."""
        status, answer = await self.ask(method, path, body, **query)
        assert status >= 400, answer
        code: int = answer["code"]
        return code


@pytest.fixture
async def raw(running: Sandbox, live: Town) -> AsyncIterator[Raw]:
    """Give what asks the running sandbox's HTTP API."""
    async with aiohttp.ClientSession() as session:
        yield Raw(session, running.api_url)
