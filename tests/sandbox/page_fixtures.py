"""Fixtures of the member API, its client and the page: a small community with a bot that does everything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox import server
from sandbox.client import Person
from sandbox.client import Sandbox as People
from sandbox.running import Sandbox
from tests.sandbox.clients import logged_in
from tests.sandbox.player import Player

WORLD = Path(__file__).parent / "page_world.toml"
TOKEN = "player-token"


@dataclass
class Corner:
    """The small community: its sandbox, its people and its bot, which is logged in."""

    sandbox: Sandbox
    people: People
    player: Player

    async def person(self, name: str) -> Person:
        return await self.people.person(name)


@asynccontextmanager
async def open_corner() -> AsyncIterator[Corner]:
    """Open the small community with its bot logged in."""
    async with (
        server.start(worlds=[WORLD], acknowledge_within=3.0) as running,
        People(running.url) as people,
        logged_in(Player(), running, TOKEN) as player,
    ):
        yield Corner(running, people, player)


@pytest.fixture
async def corner() -> AsyncIterator[Corner]:
    """Give the small community with its bot logged in."""
    async with open_corner() as found:
        yield found


@pytest.fixture
async def people() -> AsyncIterator[People]:
    """Give the people of the small community, without any bot."""
    async with server.start(worlds=[WORLD]) as running, People(running.url) as found:
        yield found
