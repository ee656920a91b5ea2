"""Discord's permissions, each by name and by bit."""

from typing import Final

NAMES: Final[dict[str, int]] = {
    "create_instant_invite": 1 << 0,
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_audit_log": 1 << 7,
    "priority_speaker": 1 << 8,
    "stream": 1 << 9,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "send_tts_messages": 1 << 12,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "view_guild_insights": 1 << 19,
    "connect": 1 << 20,
    "speak": 1 << 21,
    "mute_members": 1 << 22,
    "deafen_members": 1 << 23,
    "move_members": 1 << 24,
    "use_vad": 1 << 25,
    "change_nickname": 1 << 26,
    "manage_nicknames": 1 << 27,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "manage_guild_expressions": 1 << 30,
    "use_application_commands": 1 << 31,
    "request_to_speak": 1 << 32,
    "manage_events": 1 << 33,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "use_external_stickers": 1 << 37,
    "send_messages_in_threads": 1 << 38,
    "use_embedded_activities": 1 << 39,
    "moderate_members": 1 << 40,
    "view_creator_monetization_analytics": 1 << 41,
    "use_soundboard": 1 << 42,
    "create_guild_expressions": 1 << 43,
    "create_events": 1 << 44,
    "use_external_sounds": 1 << 45,
    "send_voice_messages": 1 << 46,
    "set_voice_channel_status": 1 << 48,
    "send_polls": 1 << 49,
    "use_external_apps": 1 << 50,
    "pin_messages": 1 << 51,
    "bypass_slowmode": 1 << 52,
}
"""Every permission by Discord's name for it, in lower case."""

ADMINISTRATOR: Final = NAMES["administrator"]
VIEW_CHANNEL: Final = NAMES["view_channel"]
SEND_MESSAGES: Final = NAMES["send_messages"]
SEND_MESSAGES_IN_THREADS: Final = NAMES["send_messages_in_threads"]
READ_MESSAGE_HISTORY: Final = NAMES["read_message_history"]
MANAGE_MESSAGES: Final = NAMES["manage_messages"]
MANAGE_THREADS: Final = NAMES["manage_threads"]
MANAGE_CHANNELS: Final = NAMES["manage_channels"]
MANAGE_ROLES: Final = NAMES["manage_roles"]
MANAGE_GUILD: Final = NAMES["manage_guild"]
MANAGE_EVENTS: Final = NAMES["manage_events"]
CREATE_EVENTS: Final = NAMES["create_events"]
MANAGE_WEBHOOKS: Final = NAMES["manage_webhooks"]
MANAGE_NICKNAMES: Final = NAMES["manage_nicknames"]
CHANGE_NICKNAME: Final = NAMES["change_nickname"]
MODERATE_MEMBERS: Final = NAMES["moderate_members"]
KICK_MEMBERS: Final = NAMES["kick_members"]
BAN_MEMBERS: Final = NAMES["ban_members"]
ADD_REACTIONS: Final = NAMES["add_reactions"]
EMBED_LINKS: Final = NAMES["embed_links"]
ATTACH_FILES: Final = NAMES["attach_files"]
MENTION_EVERYONE: Final = NAMES["mention_everyone"]
PIN_MESSAGES: Final = NAMES["pin_messages"]
SEND_TTS_MESSAGES: Final = NAMES["send_tts_messages"]
CONNECT: Final = NAMES["connect"]
MOVE_MEMBERS: Final = NAMES["move_members"]
CREATE_PUBLIC_THREADS: Final = NAMES["create_public_threads"]
CREATE_PRIVATE_THREADS: Final = NAMES["create_private_threads"]
USE_APPLICATION_COMMANDS: Final = NAMES["use_application_commands"]

ALL: Final = sum(NAMES.values())


def bits(*names: str) -> int:
    """Add up permissions by name; a KeyError names an unknown one."""
    found = 0
    for name in names:
        found |= NAMES[name]
    return found


GUILD_WIDE: Final = bits(
    "kick_members",
    "ban_members",
    "administrator",
    "manage_guild",
    "view_audit_log",
    "view_guild_insights",
    "change_nickname",
    "manage_nicknames",
    "manage_guild_expressions",
    "create_guild_expressions",
    "moderate_members",
    "view_creator_monetization_analytics",
    "create_events",
    "manage_events",
)
CHANNEL_WIDE: Final = ALL & ~GUILD_WIDE
WHEN_SILENT: Final = SEND_TTS_MESSAGES | MENTION_EVERYONE | EMBED_LINKS | ATTACH_FILES
WHEN_TIMED_OUT: Final = VIEW_CHANNEL | READ_MESSAGE_HISTORY

DEFAULT_EVERYONE: Final = bits(
    "create_instant_invite",
    "add_reactions",
    "stream",
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "mention_everyone",
    "use_external_emojis",
    "connect",
    "speak",
    "use_vad",
    "change_nickname",
    "use_application_commands",
    "request_to_speak",
    "create_public_threads",
    "create_private_threads",
    "use_external_stickers",
    "send_messages_in_threads",
    "use_embedded_activities",
    "use_soundboard",
    "use_external_sounds",
    "send_voice_messages",
    "send_polls",
    "use_external_apps",
)
"""What @everyone may do in a new server."""

IN_DM: Final = bits(
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "add_reactions",
    "mention_everyone",
    "use_external_emojis",
    "use_external_stickers",
    "use_application_commands",
    "send_voice_messages",
    "send_polls",
    "use_external_apps",
    "pin_messages",
)
"""What both may do in a direct message."""
