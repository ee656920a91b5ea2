"""Joining and leaving voice channels."""

import secrets
from typing import Final

from sandbox.actions.lookup import seen_channel
from sandbox.actions.news import tell_in_guild
from sandbox.bits import CONNECT, MOVE_MEMBERS, VIEW_CHANNEL
from sandbox.errors import WRONG_CHANNEL_KIND, Refused
from sandbox.permissions import channel_permissions
from sandbox.state import State, VoiceState
from sandbox.state.channel import STAGE, VOICE
from sandbox.wire.voice import voice_state_json

FULL: Final = Refused(403, 50013, "The voice channel is full")


def join_voice(state: State, user_id: int, channel_id: int) -> VoiceState:
    """Come into a voice or stage channel, out of any other; needs CONNECT, and room unless one may move members."""
    channel = seen_channel(state, user_id, channel_id, VIEW_CHANNEL | CONNECT)
    if channel.type not in {VOICE, STAGE} or channel.guild_id is None:
        raise WRONG_CHANNEL_KIND
    known = state.voice_of(user_id)
    if known is not None and known.channel_id == channel_id:
        return known
    full = channel.user_limit and len(state.voices_in(channel_id)) >= channel.user_limit
    if full and not channel_permissions(state, channel, user_id) & MOVE_MEMBERS:
        raise FULL
    if known is not None and known.guild_id != channel.guild_id:
        leave_voice(state, user_id)
        known = None
    session_id = known.session_id if known else secrets.token_hex(16)
    voice = VoiceState(
        guild_id=channel.guild_id,
        user_id=user_id,
        channel_id=channel_id,
        session_id=session_id,
        suppress=channel.type == STAGE,
    )
    state.voices[user_id] = voice
    tell_in_guild(state, "VOICE_STATE_UPDATE", channel.guild_id, voice_state_json(state, voice))
    return voice


def leave_voice(state: State, user_id: int) -> None:
    """Hang up; nothing for those who are in no voice channel."""
    voice = state.voices.pop(user_id, None)
    if voice is not None:
        told = voice_state_json(state, voice, left=True)
        tell_in_guild(state, "VOICE_STATE_UPDATE", voice.guild_id, told)


def empty_voice(state: State, channel_id: int) -> None:
    """Have everybody hang up who is in a channel."""
    for voice in state.voices_in(channel_id):
        leave_voice(state, voice.user_id)
