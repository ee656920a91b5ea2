"""Interactions: from what a member does to what the bot answers, with Discord's deadlines."""

from sandbox.interactions.interaction import Interaction
from sandbox.interactions.interactions import Interactions

__all__ = ["Interaction", "Interactions"]
