"""What a bot says after it acknowledged: the original response changed, and messages that follow it."""

from sandbox.actions.deletion import delete_message
from sandbox.actions.messages import Origin, create_message
from sandbox.errors import unknown
from sandbox.interactions.callbacks import change, metadata, reference_to
from sandbox.interactions.interaction import Interaction
from sandbox.state import Json, Message, State
from sandbox.state.message import EPHEMERAL, REPLY
from sandbox.uploads import Upload

ORIGINAL = "@original"


def its_message(state: State, interaction: Interaction, name: str) -> Message:
    """Find `@original` or a follow-up by id; raise 10008."""
    message_id = interaction.original_id if name == ORIGINAL else int(name) if name.isdigit() else None
    own = {interaction.original_id, *interaction.followups}
    message = state.message(interaction.channel_id, message_id) if message_id in own and message_id else None
    if message is None:
        raise unknown("Message")
    return message


def edit(state: State, interaction: Interaction, name: str, body: Json, files: tuple[Upload, ...]) -> Message:
    """Change the original response or a follow-up."""
    message = its_message(state, interaction, name)
    change(state, interaction, message, body, files)
    return message


def delete(state: State, interaction: Interaction, name: str) -> None:
    """Delete the original response or a follow-up."""
    message = its_message(state, interaction, name)
    delete_message(state, interaction.application_id, message.channel_id, message.id, by_origin=True)
    interaction.loading = False
    interaction.changed()


def follow_up(state: State, interaction: Interaction, body: Json, files: tuple[Upload, ...]) -> Message:
    """Write another message; the first one after a deferral becomes the original response instead."""
    if interaction.loading and interaction.original_id is not None:
        return edit(state, interaction, ORIGINAL, body, files)
    ephemeral = bool((body.get("flags") or 0) & EPHEMERAL)
    original_id = interaction.original_id
    origin = Origin(
        webhook_id=interaction.application_id,
        application_id=interaction.application_id,
        interaction=metadata(interaction) | _after(original_id),
        ephemeral_to=interaction.user_id if ephemeral else None,
        type=REPLY,
        flags=EPHEMERAL if ephemeral else 0,
        reference=reference_to(interaction, original_id) if original_id is not None else None,
    )
    message = create_message(
        state, interaction.application_id, interaction.channel_id, body, files=files, origin=origin
    )
    interaction.followups.append(message.id)
    interaction.changed()
    return message


def _after(original_id: int | None) -> Json:
    return {} if original_id is None else {"original_response_message_id": str(original_id)}
