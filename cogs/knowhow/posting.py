"""What the outbox does for know-how: the card that asks, publication at the waiting time's end, an entry's cards."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import discord
from discord import ui

from bot.client import Guildhall
from bot.outbox import GiveUp
from bot.reply import View
from bot.sending import by_marks, send_once
from cogs.knowhow.answering import OpenButton
from cogs.knowhow.asking import Question, question_of
from cogs.knowhow.look import card_embed, shared_lines
from community.knowhow import Entry
from storage import knowhow, posts
from storage.database import Writing
from storage.knowhow import CardRow
from storage.outbox import Claimed
from storage.posts import Post, PostKind

Channel = discord.TextChannel | discord.Thread | discord.VoiceChannel
_ARCHIVED = 50083
T = TypeVar("T")


class Posting:
    """Acts on due rows. Each reads what is true now, so that one that comes late or twice does no harm."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that know-how makes."""
        self.bot.outbox.register("consent-card", self.ask)
        self.bot.outbox.register("entry-publish", self.publish)
        self.bot.outbox.register("entry-post", self.post)
        self.bot.outbox.register("entry-cards", self.refresh, takes_back=True)

    async def ask(self, row: Claimed) -> int | None:
        """Post the card that asks, in place of the thread's earlier one; it mentions those newly asked, once."""
        async with self.bot.database.read() as tx:
            question = await question_of(tx, row.payload["entry_id"], row.payload["quote_ids"])
            earlier = await knowhow.consent_cards(tx, question.place_id) if question else []
        if question is None or not question.newly:
            return None
        thread = await self._channel(question.place_id)
        allowed = discord.AllowedMentions(users=[discord.Object(id_) for id_ in question.newly])
        text, view = question.text(), _ask_view(question.place_id, row)
        send = partial(send_once, thread, row, by=by_marks, content=text, view=view, allowed_mentions=allowed)
        message = await in_thread(thread, send)
        await self._remember(CardRow(row.payload["entry_id"], "consent", thread.id, message.id))
        for card in earlier:
            if card.message_id != message.id:
                await self._delete(card)
        return message.id

    async def publish(self, row: Claimed) -> int | None:
        """Publish an entry whose waiting time is over, with what was agreed."""
        now = self.bot.clock.now()

        async def work(tx: Writing) -> bool:
            return await knowhow.publish_when_due(tx, row.payload["entry_id"], now)

        await self.bot.database.write(None, work)
        return None

    async def post(self, row: Claimed) -> int | None:
        """Post an entry's card in its thread, or where its topic's notices go."""
        where: str = row.payload["where"]
        async with self.bot.database.read() as tx:
            entry = await knowhow.find(tx, row.payload["entry_id"])
            if entry is None or not entry.is_public:
                return None
            for card in await knowhow.cards_of(tx, entry.id):
                if card.kind == where:
                    return card.message_id
            place_id = entry.place_id
            if where == "notices":
                place_id = await knowhow.notices_for(tx, entry, self.bot.clock.now()) or 0
            embed = await card_embed(tx, entry)
            quoted = bool(await knowhow.quotes_of(tx, entry.id))
        if not place_id:
            return None
        channel = await self._channel(place_id)
        view = entry_view(entry, quoted=quoted, linked=where != "thread")
        message = await in_thread(channel, partial(send_once, channel, row, embed=embed, view=view))
        card, now = CardRow(entry.id, where, channel.id, message.id), self.bot.clock.now()

        async def remember(tx: Writing) -> None:
            # Both at once: a card that is remembered is not posted again, so nothing would note it later.
            await knowhow.add_card(tx, card)
            if where == "notices":
                post = Post(entry.community_id, channel.id, message.id, PostKind.NOTICES)
                await posts.note(tx, post, [entry.seen_in], now)

        await self.bot.database.write(None, remember)
        return message.id

    async def refresh(self, row: Claimed) -> int | None:
        """Bring every card of an entry to what the entry says now; delete them if it is taken down."""
        async with self.bot.database.read() as tx:
            entry = await knowhow.find(tx, row.payload["entry_id"])
            if entry is None:
                return None
            cards = await knowhow.cards_of(tx, entry.id)
            embed = await card_embed(tx, entry) if entry.is_public else None
            question = await question_of(tx, entry.id, [])
            quoted = bool(await knowhow.quotes_of(tx, entry.id))
        failed: discord.HTTPException | None = None
        for card in cards:
            try:
                if card.kind in {"thread", "notices"}:
                    view = entry_view(entry, quoted=quoted, linked=card.kind != "thread")
                    await (self._edit(card, embed=embed, view=view) if embed else self._delete(card))
                else:
                    await self._bring(card, entry, question)
            except discord.HTTPException as error:
                # One card out of reach must not keep the others from the change.
                failed = error
        if failed is not None:
            raise failed
        return None

    async def _bring(self, card: CardRow, entry: Entry, question: Question | None) -> None:
        if card.kind == "consent":
            if question is None or not question.stands:
                await self._delete(card)
            else:
                await self._edit(card, content=question.text())  # its button keeps the mark
        elif card.kind == "shared":
            await self._bring_shared(card, entry)

    async def _bring_shared(self, card: CardRow, entry: Entry) -> None:
        """Give the entry its present title in what was shared of a search, or take it out; an empty list goes."""
        try:
            channel = await self._channel(card.channel_id)
            embed = (await channel.fetch_message(card.message_id)).embeds[0]
        except (discord.NotFound, GiveUp, IndexError):
            await self._forget(card)
            return
        embed.description = shared_lines(embed.description or "", entry)
        if embed.description:
            await self._edit(card, embed=embed)
        else:
            await self._delete(card)

    async def _edit(self, card: CardRow, **message: Any) -> None:
        try:
            channel = await self._channel(card.channel_id)
            found = channel.get_partial_message(card.message_id)
            none = discord.AllowedMentions.none()
            await in_thread(channel, partial(found.edit, allowed_mentions=none, **message))
        except (discord.NotFound, GiveUp):
            await self._forget(card)

    async def _delete(self, card: CardRow) -> None:
        try:
            channel = await self._channel(card.channel_id)
            await in_thread(channel, channel.get_partial_message(card.message_id).delete)
        except (discord.NotFound, GiveUp):
            pass  # it is gone, which was the wish
        await self._forget(card)

    async def _channel(self, id_: int) -> Channel:
        try:
            channel = self.bot.get_channel(id_) or await self.bot.fetch_channel(id_)
        except discord.NotFound:
            raise GiveUp("the place of a card is gone") from None
        if not isinstance(channel, Channel):
            raise GiveUp("the place of a card holds no messages")
        return channel

    async def _remember(self, card: CardRow) -> None:
        await self.bot.database.write(None, partial(knowhow.add_card, card=card))

    async def _forget(self, card: CardRow) -> None:
        await self.bot.database.write(None, partial(knowhow.drop_card, message_id=card.message_id))


async def in_thread(channel: Channel, act: Callable[[], Awaitable[T]]) -> T:
    """Act in a channel; in an archived thread, which Discord lets nobody change, open it for the moment."""
    try:
        return await act()
    except discord.HTTPException as error:
        if error.code != _ARCHIVED or not isinstance(channel, discord.Thread):
            raise
    locked = channel.locked
    await channel.edit(archived=False, locked=False)
    try:
        return await act()
    finally:
        await channel.edit(archived=True, locked=locked)


def entry_view(entry: Entry, *, quoted: bool, linked: bool) -> ui.View | None:
    """Give a card's buttons: **I am quoted here** if somebody is, the way to the thread where it is not in it."""
    view = View(timeout=None)
    if quoted:
        view.add_item(OpenButton(f"e{entry.id}"))
    if linked:
        link: ui.Button[Any] = ui.Button(label="Open the thread", url=entry.url)
        view.add_item(link)
    return view if view.children else None


def _ask_view(place_id: int, row: Claimed) -> ui.View:
    """Give the button of a card that asks; its id says for which due row it was sent."""
    view = View(timeout=None)
    view.add_item(OpenButton(f"t{place_id}", row.nonce))
    return view
