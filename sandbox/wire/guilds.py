"""Guilds, roles and members as JSON."""

from typing import Final

from sandbox.permissions import can_view
from sandbox.state import Emoji, Guild, Json, Role, State
from sandbox.wire.channels import channel_json
from sandbox.wire.events import event_json
from sandbox.wire.ids import text_or_none
from sandbox.wire.members import member_json
from sandbox.wire.voice import voice_state_json

LARGE = 250


UNUSED: Final[Json] = {
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": ["COMMUNITY"],
    "banner": None,
    "application_id": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "stickers": [],
    "incidents_data": None,
}
"""Settings that every guild tells of and that decide nothing here."""


def role_json(role: Role) -> Json:
    """Give a role."""
    found: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": role.unicode_emoji,
        "flags": 0,
    }
    if role.bot_id is not None:
        found["tags"] = {"bot_id": str(role.bot_id)}
    return found


def emoji_json(emoji: Emoji) -> Json:
    """Give a custom emoji."""
    return {
        "id": str(emoji.id),
        "name": emoji.name,
        "roles": [],
        "require_colons": True,
        "managed": False,
        "animated": emoji.animated,
        "available": True,
    }


def guild_json(state: State, guild: Guild) -> Json:
    """Give a guild's settings, roles and emojis."""
    members = state.members.get(guild.id, {})
    own: Json = {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "description": guild.description,
        "owner_id": str(guild.owner_id),
        "system_channel_id": text_or_none(guild.system_channel_id),
        "preferred_locale": guild.locale,
        "roles": [role_json(role) for role in sorted(guild.roles.values(), key=lambda one: one.position)],
        "emojis": [emoji_json(emoji) for emoji in guild.emojis.values()],
        "approximate_member_count": len(members),
        "approximate_presence_count": len(members),
    }
    return UNUSED | guild.extra | own


def guild_create_json(
    state: State, guild: Guild, user_id: int, *, with_members: bool = False, with_voices: bool = False
) -> Json:
    """Give a guild as GUILD_CREATE tells it to one user: all channels, the threads that user sees, itself.

    Discord tells bots of channels they can't see, too; threads it does not. Members come by chunks, but
    `with_members`, which those who asked for presences get, all of a guild that is not large come at once. Who is in
    voice is told `with_voices`, to those who asked for it.
    """
    own = state.members[guild.id][user_id]
    threads = [one for one in state.guild_threads(guild.id) if can_view(state, one, user_id)]
    members = state.members[guild.id]
    voices = [one for one in state.voices.values() if with_voices and one.guild_id == guild.id]
    shown = list(members.values()) if with_members and len(members) < LARGE else [own]
    return guild_json(state, guild) | {
        "joined_at": own.joined_at,
        "large": len(members) >= LARGE,
        "unavailable": False,
        "member_count": len(members),
        "members": [member_json(state, one) for one in shown],
        "channels": [channel_json(state, one) for one in state.guild_channels(guild.id)],
        "threads": [channel_json(state, one, viewer_id=user_id) for one in threads],
        "presences": [],
        "voice_states": [voice_state_json(state, one, in_guild=True) for one in voices],
        "stage_instances": [],
        "soundboard_sounds": [],
        "guild_scheduled_events": [event_json(state, one) for one in state.events.values() if one.guild_id == guild.id],
    }
