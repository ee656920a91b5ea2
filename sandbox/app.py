"""The web application: Discord's API, the gateway, the member API and the page."""

from email.utils import format_datetime

from aiohttp import web

from sandbox.api import add_api_routes
from sandbox.exchange import EXCHANGES, tell_exchanges
from sandbox.member import add_member_routes
from sandbox.running import SANDBOX, Sandbox

MOST_BYTES_OF_A_REQUEST = 110 * 1024 * 1024


def make_app(sandbox: Sandbox) -> web.Application:
    """Make the application that serves a sandbox."""
    app = web.Application(middlewares=[tell_exchanges], client_max_size=MOST_BYTES_OF_A_REQUEST)
    app[SANDBOX] = sandbox
    app[EXCHANGES] = sandbox.exchanges
    app.on_response_prepare.append(_tell_the_time)
    add_api_routes(app)
    add_member_routes(app)
    return app


async def _tell_the_time(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Date"] = format_datetime(request.app[SANDBOX].state.now(), usegmt=True)
