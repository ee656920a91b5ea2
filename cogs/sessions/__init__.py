"""Peer-learning sessions: planned, polled for, announced, answered, reminded of, run and cancelled."""

from bot.client import Guildhall
from cogs.sessions.after import add_after
from cogs.sessions.answering import AnswerButton
from cogs.sessions.calendars import CalendarButton
from cogs.sessions.commands import Sessions
from cogs.sessions.following import FollowingButton
from cogs.sessions.howfar import HowFarButton
from cogs.sessions.mirroring import Mirroring
from cogs.sessions.offering import OfferButton, Offering
from cogs.sessions.panel import HereButton, RunButton
from cogs.sessions.planning import PlanButton
from cogs.sessions.poll import add_polls
from cogs.sessions.posting import Posting
from cogs.sessions.reminding import DirectButton, Reminding
from cogs.sessions.roles import add_roles
from cogs.sessions.steps import Steps
from cogs.sessions.telling import Telling
from cogs.sessions.voices import Voices


async def setup(bot: Guildhall) -> None:
    """Add the commands, the card's buttons and what the outbox does for sessions."""
    await bot.add_cog(Sessions(bot))
    await bot.add_cog(Voices(bot))
    await bot.add_cog(Mirroring(bot))
    bot.add_dynamic_items(
        AnswerButton,
        CalendarButton,
        DirectButton,
        FollowingButton,
        HereButton,
        HowFarButton,
        OfferButton,
        PlanButton,
        RunButton,
    )
    Posting(bot).register()
    Steps(bot).register()
    Telling(bot).register()
    Offering(bot).register()
    Reminding(bot).register()
    add_polls(bot)
    add_roles(bot)
    add_after(bot)
