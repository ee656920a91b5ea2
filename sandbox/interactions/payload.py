"""Interactions as the bot gets them."""

from sandbox.bits import ALL
from sandbox.interactions.interaction import Interaction
from sandbox.permissions import channel_permissions
from sandbox.state import Json, State
from sandbox.uploads import MOST_BYTES
from sandbox.wire.channels import channel_json
from sandbox.wire.members import member_json
from sandbox.wire.messages import message_json
from sandbox.wire.users import known_user_json

IN_GUILD, IN_BOT_DM = 0, 1


def owners_json(interaction: Interaction) -> Json:
    """Tell who brought the application here: the guild, or nobody in particular in a direct message."""
    return {"0": str(interaction.guild_id or 0)}


def interaction_json(state: State, interaction: Interaction) -> Json:
    """Give an interaction as INTERACTION_CREATE tells it."""
    channel = state.channels[interaction.channel_id]
    bot_id = interaction.application_id
    locale = "en-GB"
    held = channel_permissions(state, channel, interaction.user_id)
    found: Json = {
        "id": str(interaction.id),
        "application_id": str(bot_id),
        "type": interaction.type,
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": channel_json(state, channel, viewer_id=bot_id) | {"permissions": str(held)},
        "locale": locale,
        "app_permissions": str(channel_permissions(state, channel, bot_id) & ALL),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": owners_json(interaction),
        "attachment_size_limit": MOST_BYTES,
    }
    if interaction.guild_id is None:
        found["user"] = known_user_json(state, interaction.user_id)
        found["context"] = IN_BOT_DM
    else:
        guild = state.guilds[interaction.guild_id]
        member = state.members[guild.id][interaction.user_id]
        found |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "context": IN_GUILD,
            "member": member_json(state, member) | {"permissions": str(held)},
        }
    if interaction.message_id is not None:
        message = state.message(channel.id, interaction.message_id)
        if message is not None:
            found["message"] = message_json(state, message, viewer_id=bot_id)
    return found
