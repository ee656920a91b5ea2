"""What the outbox does for a session that is run: its panel, each step's announcement, and a line when time is over."""

import discord

from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp, TryLater
from bot.sending import by_titles, send_once, unarchived
from cogs.sessions.native import session_of
from cogs.sessions.panel import announcement, over, panel, panel_buttons
from cogs.sessions.voices import is_by_voice
from community.sessions import Run, RunStatus, Session, people_in
from storage import communities, messages, sessions
from storage.database import Writing
from storage.outbox import Claimed

Card = tuple[discord.Embed, discord.ui.View | None]
Thread = discord.Thread | discord.TextChannel


class Steps:
    """Acts on due rows; every step finds what an earlier, interrupted attempt left and goes on from there."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that a run makes."""
        self.bot.outbox.register(sessions.PANEL, self.show)
        self.bot.outbox.register(sessions.STEP, self.announce)
        self.bot.outbox.register(sessions.OVER, self.say_over, missed=_too_late)
        self.bot.outbox.register(sessions.FORGOT, self.end)

    async def show(self, row: Claimed) -> int | None:
        """Post the panel, once; after that, bring it to what is true now."""
        session, run = await self._run(row)
        thread = await self._thread(session)
        embed, view = await self._card(session, run)
        first, again = row.payload.get("version") == 1, row.payload.get("again")
        old = row.payload.get("old")
        if run.message_id is not None and not (again and run.message_id == old):
            if old:
                await _delete(thread.get_partial_message(old))  # it came since it was asked for, by this row or another
            async with unarchived(thread):
                await thread.get_partial_message(run.message_id).edit(embed=embed, view=view)
            return run.message_id
        if not (first or again):
            raise TryLater("its panel is not posted yet")
        others = {id_ for id_ in (old, session.message_id) if id_}
        sent = await send_once(thread, row, by=by_titles, others=others, embed=embed, view=view)
        if row.attempts > 1:  # it may be one from before the run moved on
            await sent.edit(embed=embed, view=view)

        async def note(tx: Writing) -> None:
            await sessions.note_panel(tx, session.id, sent.channel.id, sent.id, moved=bool(again))
            if session.plan.chatham_house and session.thread_id:
                await messages.leave_out(tx, session.thread_id, self.bot.clock.now())

        await self.bot.database.write(None, note)
        if old and old != sent.id:
            await _delete(thread.get_partial_message(old))
        return sent.id

    async def announce(self, row: Claimed) -> int | None:
        """Say in the thread that a step begins, unless the run has moved on since."""
        session, run = await self._run(row)
        if run.entered != row.payload["version"] or not run.is_under_way:
            return None
        if run.message_id is None or run.channel_id is None:
            raise TryLater("its panel is not posted yet")
        thread = await self._thread(session)
        answers = discord.MessageReference(
            message_id=run.message_id, channel_id=run.channel_id, fail_if_not_exists=False
        )
        return (await send_once(thread, row, content=announcement(run, row.due_at), reference=answers)).id

    async def say_over(self, row: Claimed) -> int | None:
        """Say that a step's time is over, unless the run has moved on since."""
        session, run = await self._run(row)
        if run.version != row.payload["version"] or run.status is not RunStatus.RUNNING:
            return None
        thread = await self._thread(session)
        return (await send_once(thread, row, content=over(run, row.due_at))).id

    async def end(self, row: Claimed) -> None:
        """Finish a run that nobody finished."""
        now, session_id = self.bot.clock.now(), int(row.payload["session"])
        await self.bot.database.write(None, lambda tx: sessions.end(tx, session_id, now))

    async def _run(self, row: Claimed) -> tuple[Session, Run]:
        session = await session_of(self.bot, row)
        async with self.bot.database.read() as tx:
            run = await sessions.run_of(tx, session.id)
        if run is None:
            raise GiveUp("the session is not being run")
        return session, run

    async def _thread(self, session: Session) -> Thread:
        thread = await channel_with(self.bot, session.thread_id or session.channel_id or 0)
        if isinstance(thread, Thread):
            return thread
        raise GiveUp("the session's thread is gone")

    async def _card(self, session: Session, run: Run) -> Card:
        by_voice = is_by_voice(self.bot, session)
        async with self.bot.database.read() as tx:
            stays = await sessions.stays_of(tx, session.id)
            known = await communities.members_named(tx, session.community_id, [session.plan.host_id])
        host = known.get(session.plan.host_id)
        here = [one for one in stays if one.left_at is None] if by_voice and run.is_under_way else stays
        embed = panel(
            session,
            run,
            self.bot.formats.known.get(session.plan.format),
            host.display_name if host else "someone who has left",
            len(people_in(here)),
            by_voice=by_voice,
        )
        return embed, panel_buttons(run, by_voice=by_voice)


async def _delete(message: discord.PartialMessage) -> None:
    try:
        await message.delete()
    except discord.NotFound:
        return


async def _too_late(_row: Claimed) -> None:
    """Report nothing: that a step's time was over is of no use any more."""
