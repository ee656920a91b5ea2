"""Where the client finds Discord: the one place that points it at a sandbox instead."""

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot.settings import Discord


def point_at(settings: Discord) -> None:
    """Point discord.py at another HTTP API and gateway, where the settings name one; else leave it alone."""
    if settings.api:
        discord.http.Route.BASE = settings.api
    if settings.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway)
