"""The mirror of what decides sight: checked whole when the bot gets ready and every hour, kept by events between."""

from bot.mirror.mirror import Mirror

__all__ = ["Mirror"]
