"""The running program: settings, the Discord client, the clock, the outbox's hands and shared reply pieces."""

from typing import TYPE_CHECKING, Any

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.building import build_bot
    from bot.client import Guildhall

__all__ = ["Guildhall", "Settings", "build_bot", "load_settings"]


def __getattr__(name: str) -> Any:
    """Load the client when it is asked for: it brings discord.py, which most commands at a shell do without."""
    if name == "build_bot":
        from bot import building  # noqa: PLC0415 - see above

        return building.build_bot
    if name == "Guildhall":
        from bot import client  # noqa: PLC0415 - see above

        return client.Guildhall
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
