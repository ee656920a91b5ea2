"""What the sandbox answers: events, replies and refusals, as plain values."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.client.parts import text_of

Json = dict[str, Any]
"""One of Discord's own objects (a message, a channel, a member), as it came over the wire."""

EPHEMERAL = 1 << 6


class Refused(Exception):
    """Say what the sandbox refused, as Discord would: `status` of HTTP, Discord's own `code` and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} (error {code}): {message}")
        self.status = status
        self.code = code
        self.message = message


class InteractionFailed(Exception):
    """Say that the bot did not answer an interaction in time, or answered wrongly."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the stream: Discord's gateway name and its payload."""

    name: str
    data: Json


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of an interaction.

    `outcome` is one of message, deferred, update, deferred_update, modal, choices. `message` is the original
    response or, for an update, the message that was changed; `followups` those that came after it.
    """

    interaction_id: str
    outcome: str
    channel_id: str
    message: Json = field(default_factory=dict)
    modal: Json = field(default_factory=dict)
    choices: list[Json] = field(default_factory=list)
    followups: list[Json] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give all that a person reads in the reply, followups included, line by line."""
        return "\n".join(filter(None, map(text_of, [self.message, *self.followups])))

    @property
    def ephemeral(self) -> bool:
        """Say whether only the acting member sees the reply."""
        return bool(int(self.message.get("flags") or 0) & EPHEMERAL)
