"""What a session asked to be told of."""

import json
from typing import Final

from sandbox.bus import Event

GUILDS: Final = 1 << 0
MEMBERS: Final = 1 << 1
MODERATION: Final = 1 << 2
EXPRESSIONS: Final = 1 << 3
WEBHOOKS: Final = 1 << 5
VOICE_STATES: Final = 1 << 7
PRESENCES: Final = 1 << 8
GUILD_MESSAGES: Final = 1 << 9
GUILD_REACTIONS: Final = 1 << 10
GUILD_TYPING: Final = 1 << 11
DIRECT_MESSAGES: Final = 1 << 12
DIRECT_REACTIONS: Final = 1 << 13
DIRECT_TYPING: Final = 1 << 14
MESSAGE_CONTENT: Final = 1 << 15
SCHEDULED_EVENTS: Final = 1 << 16

KNOWN: Final = (1 << 26) - 1

BY_START: Final = (
    ("GUILD_MEMBER_", MEMBERS, MEMBERS),
    ("GUILD_BAN_", MODERATION, MODERATION),
    ("GUILD_EMOJIS_", EXPRESSIONS, EXPRESSIONS),
    ("GUILD_SCHEDULED_EVENT_", SCHEDULED_EVENTS, SCHEDULED_EVENTS),
    ("GUILD_", GUILDS, GUILDS),
    ("THREAD_", GUILDS, GUILDS),
    ("CHANNEL_PINS_", GUILDS, DIRECT_MESSAGES),
    ("CHANNEL_", GUILDS, GUILDS),
    ("WEBHOOKS_", WEBHOOKS, WEBHOOKS),
    ("MESSAGE_REACTION_", GUILD_REACTIONS, DIRECT_REACTIONS),
    ("MESSAGE_", GUILD_MESSAGES, DIRECT_MESSAGES),
    ("VOICE_STATE_", VOICE_STATES, VOICE_STATES),
    ("TYPING_", GUILD_TYPING, DIRECT_TYPING),
)
"""How an event's name starts, and the intent it needs in a guild and in a direct message."""

WITH_CONTENT: Final = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
EMPTIED: Final = {"content": "", "embeds": [], "attachments": [], "components": []}


def intent_of(event: Event) -> int:
    """Give the intent an event needs; 0 for those that always come."""
    for start, in_guild, direct in BY_START:
        if event.name.startswith(start):
            return direct if event.guild_id is None else in_guild
    return 0


def wanted(event: Event, intents: int, user_id: int) -> bool:
    """Tell whether a session that identified with `intents` as this bot is told of an event."""
    if event.name == "CHANNEL_CREATE" and event.guild_id is None:
        return False  # Since API v8 bots are not told of direct messages being opened.
    if event.name == "GUILD_MEMBER_UPDATE" and event.data["user"]["id"] == str(user_id):
        return bool(intents & GUILDS)
    if event.name == "THREAD_MEMBERS_UPDATE" and not intents & MEMBERS:
        added = {one["user_id"] for one in event.data.get("added_members", ())}
        return str(user_id) in added | set(event.data.get("removed_member_ids", ()))
    intent = intent_of(event)
    return not intent or bool(intents & intent)


def text_for(event: Event, intents: int, user_id: int) -> str:
    """Give an event's JSON, without a message's content where the bot may not read it.

    It may with the intent, in direct messages, in its own messages and in those that mention it.
    """
    if event.name not in WITH_CONTENT or intents & MESSAGE_CONTENT or event.guild_id is None:
        return event.text
    own = str(user_id)
    mentioned = any(one["id"] == own for one in event.data["mentions"])
    if event.data["author"]["id"] == own or event.data.get("application_id") == own or mentioned:
        return event.text
    return json.dumps(event.data | EMPTIED, separators=(",", ":"))
