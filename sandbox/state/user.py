"""People and bots."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.state.record import Record, int_keys


@dataclass(kw_only=True)
class User(Record):
    """A person, or a bot when `bot` is set; a bot's application has the bot's own id.

    `about` is for the page's "acting as" and no part of Discord. `token` is a bot's. `dms_open` tells whether
    bots may write to this person (refused with 50007 when not). `read` maps a channel's id to the last
    message that this person has read in it. `denied_intents` is what a bot may not ask of the gateway, which
    shuts it out with 4014.
    """

    kind: ClassVar[str] = "user"
    nested: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"read": int_keys}

    id: int
    name: str
    global_name: str | None = None
    bot: bool = False
    token: str | None = None
    avatar: str | None = None
    about: str = ""
    dms_open: bool = True
    owner_id: int | None = None
    description: str = ""
    denied_intents: int = 0
    read: dict[int, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name this user's row."""
        return str(self.id)

    @property
    def shown_name(self) -> str:
        """Tell the name others see where there is no nickname."""
        return self.global_name or self.name
