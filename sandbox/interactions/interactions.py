"""All interactions that are under way."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

from sandbox.actions.lookup import seen_channel, the_message
from sandbox.actions.news import tell_users
from sandbox.errors import ALREADY_ACKNOWLEDGED, INVALID_TOKEN, missing, unknown
from sandbox.interactions.callbacks import acknowledge
from sandbox.interactions.commands import Choice
from sandbox.interactions.components import component_data
from sandbox.interactions.forms import Filled
from sandbox.interactions.interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    FAILED,
    FORM,
    WAITING,
    Interaction,
)
from sandbox.interactions.payload import interaction_json
from sandbox.state import Channel, Json, State
from sandbox.uploads import Upload

SILENT: Final = "The application did not respond"


@dataclass(frozen=True, slots=True)
class Begun:
    """What a member did, read and checked."""

    application_id: int
    data: Json
    message_id: int | None = None
    opened_by: Interaction | None = None


class Interactions:
    """Begins interactions, holds bots to their deadlines and finds an interaction by its token.

    Both times are seconds; Discord's are 3 to acknowledge and 15 minutes for a token's life.
    """

    def __init__(self, state: State, *, acknowledge_within: float = 3.0, token_lives: float = 900.0) -> None:
        self.state = state
        self.acknowledge_within = acknowledge_within
        self.token_lives = token_lives
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    async def begin(self, user_id: int, channel_id: int, body: Json, *, files: tuple[Upload, ...] = ()) -> Interaction:
        """Tell the bot what a member did; raise what the member's own client would refuse."""
        channel = seen_channel(self.state, user_id, channel_id)
        begun = self._read(channel, user_id, body, files)
        self._forget_old()
        interaction = Interaction(
            id=self.state.new_id(),
            token=secrets.token_urlsafe(48),
            type=body["type"],
            application_id=begun.application_id,
            user_id=user_id,
            channel_id=channel_id,
            guild_id=channel.guild_id,
            data=begun.data,
            began=asyncio.get_running_loop().time(),
            message_id=begun.message_id,
            opened_by=begun.opened_by,
        )
        self._by_id[interaction.id] = self._by_token[interaction.token] = interaction
        asyncio.get_running_loop().call_later(self.acknowledge_within, self._give_up, interaction)
        data = interaction_json(self.state, interaction)
        tell_users(self.state, "INTERACTION_CREATE", data, {begun.application_id}, guild_id=channel.guild_id)
        return interaction

    def _read(self, channel: Channel, user_id: int, body: Json, files: tuple[Upload, ...]) -> Begun:
        kind = body.get("type")
        if kind in {COMMAND, AUTOCOMPLETE}:
            partial = kind == AUTOCOMPLETE
            return Begun(*Choice(self.state, channel, user_id, files, partial=partial).read(body))
        if kind == COMPONENT:
            message = the_message(self.state, channel.id, int(body["message_id"]))
            if message.ephemeral_to not in {None, user_id}:
                raise unknown("Message")
            return Begun(*component_data(self.state, channel, user_id, message, body), message.id)
        if kind == FORM:
            opener = self._by_id.get(int(body["interaction_id"]))
            if opener is None or opener.modal is None or opener.user_id != user_id:
                raise unknown("Interaction")
            data = Filled(self.state, channel, user_id, files).read(opener.modal, body)
            return Begun(opener.application_id, data, opener.message_id, opener)
        raise missing("type")

    def _give_up(self, interaction: Interaction) -> None:
        if interaction.outcome == WAITING:
            interaction.close(FAILED, error=SILENT)
            data = {"id": str(interaction.id), "channel_id": str(interaction.channel_id), "error": SILENT}
            tell_users(self.state, "INTERACTION_FAILED", data, {interaction.user_id}, guild_id=interaction.guild_id)

    def _forget_old(self) -> None:
        oldest = asyncio.get_running_loop().time() - 2 * self.token_lives
        for interaction in tuple(self._by_id.values()):
            if interaction.began >= oldest:
                return
            del self._by_id[interaction.id], self._by_token[interaction.token]

    def find(self, interaction_id: int) -> Interaction | None:
        """Find an interaction by id."""
        return self._by_id.get(interaction_id)

    def message_changed(self, message_id: int) -> None:
        """Wake those who wait for the update of a message, which may come as a change of that message too."""
        for interaction in self._by_id.values():
            if interaction.quiet and interaction.message_id == message_id:
                interaction.changed()

    def acknowledge(
        self, interaction_id: int, token: str, body: Json, *, files: tuple[Upload, ...] = ()
    ) -> Interaction:
        """Take a bot's callback; raise 10062 if it is unknown or came too late, 40060 if it is the second."""
        interaction = self._by_id.get(interaction_id)
        if interaction is None or interaction.token != token or interaction.outcome == FAILED:
            raise unknown("Interaction")
        if not interaction.is_open:
            raise ALREADY_ACKNOWLEDGED
        acknowledge(self.state, interaction, body, files)
        return interaction

    def by_token(self, application_id: int, token: str) -> Interaction | None:
        """Find an acknowledged interaction for its follow-ups; None for tokens that are none of ours.

        Raises 10015 before it is acknowledged, 50027 once the token's life is over.
        """
        interaction = self._by_token.get(token)
        if interaction is None or interaction.application_id != application_id:
            return None
        if interaction.outcome in {WAITING, FAILED}:
            raise unknown("Webhook")
        if asyncio.get_running_loop().time() - interaction.began > self.token_lives:
            raise INVALID_TOKEN
        return interaction
