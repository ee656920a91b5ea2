"""Who is in a voice or stage channel just now."""

from dataclasses import dataclass


@dataclass(kw_only=True)
class VoiceState:
    """A member's place in a voice channel. It is not kept over a restart: connections end with the server."""

    guild_id: int
    user_id: int
    channel_id: int
    session_id: str
    suppress: bool = False
