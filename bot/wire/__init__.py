"""Between discord.py and the wire: where Discord is, and what discord.py leaves open when the wire fails."""

from bot.wire.address import point_at
from bot.wire.answers import look_after_answers
from bot.wire.frames import guard_frames
from bot.wire.requests import Unsure, give_up_after, refuse_to_repeat

__all__ = ["Unsure", "as_one", "give_up_after", "guard_frames", "look_after_answers", "point_at", "refuse_to_repeat"]
