"""A poll as somebody may see it now, and its card with the buttons that it has."""

from typing import Any

import discord
from discord import ui

from bot.answer import Shown
from bot.client import Guildhall
from cogs.sessions.poll.card import poll_card
from community.sessions import Poll
from storage import communities, sessions, topics
from storage.database import Reading

Pressed = discord.Interaction[Any]
ID = r"(?P<poll>\d{1,15})"
"""The part of a button's id that says of which poll it is."""
VOTE, PICK = rf"guildhall:poll:vote:{ID}:(?P<number>\d{{1,2}})", rf"guildhall:poll:pick:{ID}"
"""Ids of the buttons of a poll's card."""
_PER_ROW, _LAST_ROW = 5, 2


async def shown(tx: Reading, bot: Guildhall, poll: Poll) -> Shown:
    """Give a poll's card as it is now, with its buttons as long as it is open."""
    topic = await topics.find(tx, poll.plan.topic_id)
    people = {poll.plan.host_id, *(member for voting in poll.votes.values() for member in voting)}
    known = await communities.members_named(tx, poll.community_id, sorted(people))
    names = {id_: member.display_name for id_, member in known.items()}
    planned = await sessions.find(tx, poll.session_id) if poll.session_id else None
    topic_name = topic.name if topic else "a channel that is gone"
    purpose = bot.formats.purpose(poll.plan.format)
    embed = poll_card(poll, names, topic_name, purpose, bot.clock.now(), planned)
    return embed, buttons(poll) if poll.status == "open" else None


def buttons(poll: Poll) -> ui.View:
    """Give the buttons of a poll's card: one a time, and **Pick a time**; `voting` and `picking` answer them."""
    view = ui.View(timeout=None)
    for number in range(1, len(poll.times) + 1):
        view.add_item(vote_button(poll.id, number))
    view.add_item(pick_button(poll.id))
    return view


def vote_button(poll_id: int, number: int) -> ui.Button[ui.View]:
    """Give the button of one of a poll's times."""
    custom_id, row = f"guildhall:poll:vote:{poll_id}:{number}", (number - 1) // _PER_ROW
    return ui.Button(label=f"Time {number}", style=discord.ButtonStyle.success, custom_id=custom_id, row=row)


def pick_button(poll_id: int) -> ui.Button[ui.View]:
    """Give the button **Pick a time**."""
    return ui.Button(label="Pick a time", custom_id=f"guildhall:poll:pick:{poll_id}", row=_LAST_ROW)
