"""All addresses of the HTTP API."""

from typing import Final

from aiohttp import web

from sandbox.api import (
    channels,
    commands,
    events,
    files,
    guilds,
    interactions,
    members,
    messages,
    threads,
    users,
    voice,
    webhooks,
)
from sandbox.api.call import Call, Handler, served
from sandbox.errors import not_implemented
from sandbox.running import SANDBOX

PREFIXES: Final = ("/api/v10", "/api")
"""`/api` alone is what a webhook's own address has."""

ROUTES: Final[dict[tuple[str, str], Handler]] = (
    messages.ROUTES
    | channels.ROUTES
    | threads.ROUTES
    | guilds.ROUTES
    | members.ROUTES
    | users.ROUTES
    | voice.ROUTES
    | events.ROUTES
    | commands.ROUTES
    | interactions.ROUTES
    | webhooks.ROUTES
)


def _not_here(call: Call) -> None:
    raise not_implemented(call.request.method, call.request.path)


async def _gateway(request: web.Request) -> web.StreamResponse:
    return await request.app[SANDBOX].gateway.serve(request)


def add_api_routes(app: web.Application) -> None:
    """Add the HTTP API, the gateway and the attachments to the application."""
    for prefix in PREFIXES:
        for (method, path), handler in ROUTES.items():
            app.router.add_route(method, prefix + path, served(handler, path))
        app.router.add_route("*", prefix + "/{rest:.*}", served(_not_here))
    app.router.add_get("/gateway", _gateway)
    app.router.add_get("/gateway/", _gateway)
    app.router.add_get("/attachments/{channel_id}/{file_id:\\d+}/{filename}", files.attachment)
