"""Holds all that a test's bot asks of the sandbox, and all that it is answered, against Discord's own description.

Ask for the `conformance` fixture and `watch` a sandbox; the test fails at its end if anything differs.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.exchange import Exchange, Exchanges
from tests.discord_api import DiscordApi

DESCRIPTION = Path(__file__).resolve().parents[2] / "shared" / "discord" / "openapi.json"
NOT_IMPLEMENTED = 501


class Conformance:
    """Gathers where exchanges differ from Discord's description; with no description, nothing."""

    def __init__(self, api: DiscordApi | None) -> None:
        self.api = api
        self.faults: list[str] = []
        self.count = 0

    def watch(self, exchanges: Exchanges) -> None:
        """Hear every exchange of a sandbox from now on."""
        if self.api is not None:
            exchanges.told.append(self.hear)

    def hear(self, exchange: Exchange) -> None:
        """Judge one exchange. A refusal to implement is the sandbox's own and told as such."""
        assert self.api is not None
        self.count += 1
        if exchange.status == NOT_IMPLEMENTED:
            self.faults.append(f"{exchange.method} {exchange.path}: the sandbox does not implement it")
        else:
            self.faults += self.api.faults(exchange)


@pytest.fixture(scope="session")
def described() -> DiscordApi | None:
    """Give Discord's description of its API, where it is beside this checkout."""
    return DiscordApi.read(DESCRIPTION) if DESCRIPTION.is_file() else None


@pytest.fixture
def discord_api(described: DiscordApi | None) -> DiscordApi:
    """Give Discord's description of its API, or skip."""
    if described is None:
        pytest.skip("Discord's description of its API is not in the shared folder beside this checkout")
    return described


@pytest.fixture
def conformance(described: DiscordApi | None) -> Iterator[Conformance]:
    """Give what judges a sandbox's exchanges; fails the test at its end if any differed."""
    judge = Conformance(described)
    yield judge
    assert not judge.faults, "\n".join(dict.fromkeys(judge.faults))
