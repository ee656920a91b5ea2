"""Discord's HTTP API v10, one file a noun."""

from sandbox.api.routes import add_api_routes

__all__ = ["add_api_routes"]
