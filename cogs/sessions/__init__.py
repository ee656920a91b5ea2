"""Peer-learning sessions: planned, announced, answered, reminded of and cancelled."""

from bot.client import Guildhall
from cogs.sessions.answering import AnswerButton
from cogs.sessions.commands import Sessions
from cogs.sessions.planning import PlanButton
from cogs.sessions.posting import Posting


async def setup(bot: Guildhall) -> None:
    """Add the commands, the card's buttons and what the outbox does for sessions."""
    await bot.add_cog(Sessions(bot))
    bot.add_dynamic_items(AnswerButton, PlanButton)
    Posting(bot).register()
