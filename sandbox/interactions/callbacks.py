"""How a bot acknowledges an interaction."""

from typing import Final

from sandbox.actions.messages import Origin, amend, create_message
from sandbox.actions.news import tell_message
from sandbox.checks.commands import check_choices
from sandbox.checks.components import number_parts
from sandbox.checks.modals import check_modal
from sandbox.errors import Form, invalid, unknown
from sandbox.interactions.commands import full_name
from sandbox.interactions.interaction import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    FORM,
    MESSAGE,
    MODAL,
    UPDATE,
    Interaction,
)
from sandbox.interactions.payload import owners_json
from sandbox.state import Json, Message, State
from sandbox.state.command import CHAT_INPUT
from sandbox.state.message import CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND, DEFAULT, EPHEMERAL, LOADING, REPLY
from sandbox.state.snowflakes import iso
from sandbox.uploads import Upload

AS_MESSAGE, AS_DEFERRED, AS_DEFERRED_UPDATE, AS_UPDATE, AS_CHOICES, AS_MODAL = 4, 5, 6, 7, 8, 9
ALLOWED: Final = {
    COMMAND: {AS_MESSAGE, AS_DEFERRED, AS_MODAL},
    COMPONENT: {AS_MESSAGE, AS_DEFERRED, AS_DEFERRED_UPDATE, AS_UPDATE, AS_MODAL},
    AUTOCOMPLETE: {AS_CHOICES},
    FORM: {AS_MESSAGE, AS_DEFERRED},
}
ON_MESSAGES: Final = {AS_DEFERRED_UPDATE, AS_UPDATE}


def acknowledge(state: State, interaction: Interaction, body: Json, files: tuple[Upload, ...]) -> None:
    """Do what a callback says and note its outcome; raise 50035 for what does not fit, leaving it open."""
    kind = body.get("type")
    allowed = ALLOWED[interaction.type] | (ON_MESSAGES if interaction.message_id is not None else set())
    if kind not in allowed:
        wanted = ", ".join(map(str, sorted(allowed)))
        raise invalid(("type",), "BASE_TYPE_CHOICES", f"Value must be one of ({wanted}).")
    data: Json = body.get("data") or {}
    if kind == AS_MESSAGE:
        respond(state, interaction, data, files)
        interaction.close(MESSAGE)
    elif kind == AS_DEFERRED:
        interaction.loading = True
        respond(state, interaction, {"flags": data.get("flags") or 0}, (), loading=True)
        interaction.close(DEFERRED)
    elif kind in ON_MESSAGES:
        _update(state, interaction, data, files, deferred=kind == AS_DEFERRED_UPDATE)
    elif kind == AS_CHOICES:
        form = Form()
        check_choices(form, ("data",), data.get("choices"))
        form.check()
        interaction.choices = data["choices"]
        interaction.close(CHOICES)
    else:
        form = Form()
        check_modal(form, data)
        form.check()
        interaction.modal = data | {"components": number_parts(data["components"])}
        interaction.close(MODAL)


def respond(
    state: State, interaction: Interaction, data: Json, files: tuple[Upload, ...], *, loading: bool = False
) -> Message:
    """Write the original response; an ephemeral one only its user sees."""
    ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
    origin = _origin(interaction, ephemeral=ephemeral, flags=LOADING if loading else 0)
    message = create_message(
        state, interaction.application_id, interaction.channel_id, data, files=files, origin=origin
    )
    interaction.original_id, interaction.ephemeral = message.id, ephemeral
    return message


def _origin(interaction: Interaction, *, ephemeral: bool, flags: int) -> Origin:
    kind, reference = DEFAULT, None
    if interaction.type == COMMAND:
        kind = CHAT_INPUT_COMMAND if interaction.data["type"] == CHAT_INPUT else CONTEXT_MENU_COMMAND
    elif interaction.message_id is not None:
        kind, reference = REPLY, reference_to(interaction, interaction.message_id)
    return Origin(
        webhook_id=interaction.application_id,
        application_id=interaction.application_id,
        interaction=metadata(interaction),
        ephemeral_to=interaction.user_id if ephemeral else None,
        type=kind,
        flags=flags | (EPHEMERAL if ephemeral else 0),
        reference=reference,
    )


def reference_to(interaction: Interaction, message_id: int) -> Json:
    """Refer to a message in the interaction's channel."""
    found: Json = {"type": 0, "message_id": str(message_id), "channel_id": str(interaction.channel_id)}
    if interaction.guild_id is not None:
        found["guild_id"] = str(interaction.guild_id)
    return found


def metadata(interaction: Interaction) -> Json:
    """Say of a message which interaction it came from."""
    found: Json = {
        "id": str(interaction.id),
        "type": interaction.type,
        "user_id": str(interaction.user_id),
        "owners": owners_json(interaction),
    }
    if interaction.type == COMMAND:
        found |= {"name": full_name(interaction.data), "command_type": interaction.data["type"]}
    elif interaction.message_id is not None and interaction.type == COMPONENT:
        found["interacted_message_id"] = str(interaction.message_id)
    elif interaction.opened_by is not None:
        found["triggering"] = metadata(interaction.opened_by)
    return found


def _update(state: State, interaction: Interaction, data: Json, files: tuple[Upload, ...], *, deferred: bool) -> None:
    assert interaction.message_id is not None
    message = state.message(interaction.channel_id, interaction.message_id)
    if message is None:
        raise unknown("Message")
    interaction.original_id = message.id
    interaction.ephemeral = message.ephemeral_to is not None
    if not deferred:
        change(state, interaction, message, data, files)
    interaction.close(DEFERRED_UPDATE if deferred else UPDATE)


def change(state: State, interaction: Interaction, message: Message, data: Json, files: tuple[Upload, ...]) -> None:
    """Change a message of the interaction; what was "thinking" becomes what it says, and is not marked edited."""
    amend(state, state.channels[message.channel_id], message, data, files)
    if message.flags & LOADING:
        message.flags &= ~LOADING
        interaction.loading = False
    else:
        message.edited_at = iso(state.now())
    state.put(message)
    tell_message(state, "MESSAGE_UPDATE", message)
    interaction.changed()
