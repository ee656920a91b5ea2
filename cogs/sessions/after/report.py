"""How a session went, in `/session show`: for its host, for all in counts of five and more, for each their own."""

from datetime import timedelta

import discord
from discord import ui
from discord.utils import format_dt

from bot.client import Guildhall
from bot.reply import View, clip, plain
from cogs.sessions.after.reflecting import own_buttons
from cogs.sessions.panel import HERE_FOR
from community.profile import Tally, tally
from community.sessions import Answer, Reflected, Reflection, Session, people_in
from storage import notes, profiles, sessions
from storage.database import Reading

_NAMES = 6
SETTLED = HERE_FOR + timedelta(minutes=1)
"""From so long after its end nobody is counted who was not before: two counts tell nothing of who came in between."""


async def show_after(tx: Reading, bot: Guildhall, session: Session, member_id: int, embed: discord.Embed) -> ui.View:
    """Add how a session went to what is shown of it; give the buttons that belong to the person's own part."""
    run = await sessions.run_of(tx, session.id)
    counts = await sessions.reflected(tx, session.id)
    if run is not None and run.finished_at is not None:
        embed.description = embed.description or f"Finished {format_dt(run.finished_at, 'R')}."
        came = people_in(await sessions.stays_of(tx, session.id))
        if member_id == session.plan.host_id:
            found = await notes.of_session(tx, session.id)
            if found is not None and found.objections:
                embed.add_field(name="Objections to the notes", value=str(found.objections))
            embed.add_field(name="How it went", value=for_host(session, came, counts), inline=False)
        if bot.clock.now() > run.finished_at + SETTLED:
            sectors = tally(await profiles.names_given(tx, session.community_id, came))
            for name, value in (("From where", from_where(sectors)), ("What came of it", for_all(counts))):
                if value:
                    embed.add_field(name=name, value=value, inline=False)
    mine = await sessions.reflection_of(tx, session.id, member_id)
    if mine is None:
        return View(timeout=None)
    embed.add_field(name="What you will try", value=own_words(mine), inline=False)
    return own_buttons(mine)


def for_host(session: Session, came: list[int], counts: Reflected) -> str:
    """Say how many who meant to come came, and what they made of it: numbers, never who."""
    meant = set(session.saying(Answer.GOING)) - {session.plan.host_id}
    others = set(came) - {session.plan.host_id}
    lines = [
        f"Of {len(meant)} who said that they come, {len(meant & others)} came; {len(others)} came besides the host."
    ]
    if counts.made:
        parts = [
            f"{number} {word}" for number, word in ((counts.tried, "tried it"), (counts.later, "not yet")) if number
        ]
        parts += [f"{counts.wont} won't"] if counts.wont else []
        made = "1 reflection" if counts.made == 1 else f"{counts.made} reflections"
        lines.append(f"{made}{': ' + ', '.join(parts) if parts else ''}. Whose, only they know.")
    else:
        lines.append("Nobody has reflected on it yet: `/session reflect`, or **Reflect** in its thread.")
    return "\n".join(lines)


def from_where(sectors: Tally | None) -> str:
    """Say how many came of which sector, of no fewer than five people; nothing where there is nothing to tell."""
    if sectors is None or not sectors.named:
        return ""
    parts = [f"{clip(plain(name, 100), 100)}: {number}" for name, number in sectors.named[:_NAMES]]
    rest = sectors.others + sum(number for _, number in sectors.named[_NAMES:])
    return clip(", ".join([*parts, *([f"others: {rest}"] if rest else [])]), 1024)


def for_all(counts: Reflected) -> str:
    """Say what came of a session where at least five people reflected on it."""
    told = counts.told
    if told is None:
        return ""
    tried = f"; {told.named[0][1]} tried it" if told.named else ""
    return f"{told.people} people wrote down what they will try{tried}."


def own_words(mine: Reflection) -> str:
    """Show somebody their own."""
    resolve = mine.resolve
    by = f"\nBy {format_dt(resolve.by_at, 'D')}." if resolve.by_at else ""
    came = f"\n{mine.outcome.label}{': ' + plain(mine.happened, 250) if mine.happened else '.'}" if mine.outcome else ""
    return clip(f"{plain(resolve.tries, 500)}{by} {resolve.shared.said}{came}", 1024)
