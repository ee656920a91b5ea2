"""Polls: times asked about, who can make which, and the one that is picked."""

from bot.client import Guildhall
from cogs.sessions.poll.asking import AskButton
from cogs.sessions.poll.picking import CloseButton, PickButton, PickMenu, PlanItButton
from cogs.sessions.poll.posting import PollPosting
from cogs.sessions.poll.voting import MineMenu, VoteButton


def add_polls(bot: Guildhall) -> None:
    """Add the buttons and menus of polls, and what the outbox does for them."""
    bot.add_dynamic_items(AskButton, VoteButton, MineMenu, PickButton, PickMenu, PlanItButton, CloseButton)
    PollPosting(bot).register()


__all__ = ["add_polls"]
