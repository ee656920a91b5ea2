"""A long past for the sandbox: years of talk in channels, in threads of every kind and in a forum's posts."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

from bench._stage import WORLD
from sandbox.beginning import begin
from sandbox.past import open_thread, reference_to, settle
from sandbox.state import Channel, Message, State
from sandbox.state.channel import FORUMS
from sandbox.state.message import CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND, DEFAULT, REPLY
from sandbox.store import Store

TOPICS = ("general", "measurement", "board")
_YEARS = 3
_IN_CHANNELS = 0.6
_IN_A_THREAD = 80
"""Messages of a thread."""
_PRIVATE = 0.25
_REPLIES = 0.1
_WRITTEN = {DEFAULT, REPLY, CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND}
_TALK = (
    "we moved the safety huddle before handover and attendance doubled within two weeks on both wards although night "
    "staff would rather keep the old time so we are trying a short note on the board instead"
)
_WORDS = tuple(_TALK.split())

Past = dict[int, int]
"""The place of each message that somebody wrote in a topic, by the message's id."""


async def lay(path: Path, messages: int, seed: int) -> Past:
    """Write a sandbox's file with that many messages more in its topics, and give what people wrote there."""
    state = State()
    store = Store(state, path)
    store.open(fresh=True)
    begin(state, worlds=[WORLD])
    layer = _Layer(state, random.Random(seed))  # noqa: S311 - a run must be repeatable
    channels = [channel for channel in state.channels.values() if channel.name in TOPICS]
    texts = [channel for channel in channels if channel.type not in FORUMS]
    in_channels = int(messages * _IN_CHANNELS)
    for at in sorted(layer.moment() for _ in range(in_channels)):
        layer.say(layer.chance.choice(texts), at)
    left = messages - in_channels
    for number in range(ceil(left / _IN_A_THREAD)):
        size = min(_IN_A_THREAD, left - number * _IN_A_THREAD)
        settle(state, layer.thread(layer.chance.choice(channels), number, size), by=state.now())
    for channel in channels:
        settle(state, channel, by=state.now())
    past = _written(state, channels)
    await store.close()
    return past


@dataclass
class _Layer:
    state: State
    chance: random.Random

    def moment(self) -> datetime:
        days = self.chance.uniform(1, 365 * _YEARS)
        return self.state.now() - timedelta(days=days)

    def thread(self, parent: Channel, number: int, size: int) -> Channel:
        at = self.moment()
        private = parent.type not in FORUMS and self.chance.random() < _PRIVATE
        thread = open_thread(
            self.state,
            parent,
            thread_id=self.state.new_id(at),
            name=f"Thread {number}",
            owner_id=self._person(),
            private=private,
        )
        for count in range(size):
            is_first = count == 0 and parent.type in FORUMS
            self.say(thread, at, message_id=thread.id if is_first else None)
            at = min(at + timedelta(hours=self.chance.uniform(0, 3)), self.state.now())
        return thread

    def say(self, place: Channel, at: datetime, message_id: int | None = None) -> None:
        before = self.state.timeline(place.id)
        answered = next(before.newest_first(), None) if self.chance.random() < _REPLIES else None
        message = Message(
            id=message_id or self.state.new_id(at),
            channel_id=place.id,
            author_id=self._person(),
            content=" ".join(self.chance.choices(_WORDS, k=20)),
        )
        if answered is not None and answered.id < message.id:
            message.type = REPLY
            message.reference = reference_to(answered.id, place.id, place.guild_id)
        self.state.put(message)

    def _person(self) -> int:
        return self.chance.choice([user.id for user in self.state.users.values() if not user.bot])


def _written(state: State, channels: list[Channel]) -> Past:
    topics = {channel.id for channel in channels}
    places = [one.id for one in state.channels.values() if one.id in topics or one.parent_id in topics]
    bots = {user.id for user in state.users.values() if user.bot}
    return {
        message.id: place
        for place in places
        for message in state.timeline(place)
        if message.type in _WRITTEN and message.author_id not in bots
    }
