"""A sandbox that is running: what its routes share."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aiohttp import web

from sandbox.exchange import Exchanges
from sandbox.faults import Faults

if TYPE_CHECKING:
    from sandbox.gateway import Gateway
    from sandbox.interactions import Interactions
    from sandbox.state import State
    from sandbox.store import Store


@dataclass(kw_only=True)
class Sandbox:
    """One running sandbox. `url` is its address without a slash at the end; it is known once it listens."""

    state: "State"
    interactions: "Interactions"
    gateway: "Gateway"
    store: "Store"
    faults: Faults
    exchanges: Exchanges = field(default_factory=Exchanges)

    @property
    def url(self) -> str:
        """Give the address of the page and member API."""
        return self.state.base_url

    @property
    def api_url(self) -> str:
        """Give what discord.py calls `Route.BASE`."""
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """Give what discord.py calls `DEFAULT_GATEWAY`."""
        return f"{self.url.replace('http', 'ws', 1)}/gateway"


SANDBOX: Final = web.AppKey("SANDBOX", Sandbox)
