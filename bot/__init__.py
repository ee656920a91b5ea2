"""The running program: settings, the Discord client, the clock, the outbox's hands and shared reply pieces."""

from bot.client import Guildhall, build_bot
from bot.settings import Settings, load_settings

__all__ = ["Guildhall", "Settings", "build_bot", "load_settings"]
