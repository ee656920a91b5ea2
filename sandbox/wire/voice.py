"""Voice states as JSON."""

from sandbox.state import Json, State, VoiceState
from sandbox.wire.ids import text_or_none
from sandbox.wire.members import member_json


def voice_state_json(state: State, voice: VoiceState, *, left: bool = False, in_guild: bool = False) -> Json:
    """Give a voice state; `left` as it is told when somebody hangs up, `in_guild` as GUILD_CREATE tells it."""
    member = state.member(voice.guild_id, voice.user_id)
    found: Json = {
        "channel_id": text_or_none(None if left else voice.channel_id),
        "user_id": str(voice.user_id),
        "session_id": voice.session_id,
        "deaf": bool(member and member.deaf),
        "mute": bool(member and member.mute),
        "self_deaf": False,
        "self_mute": False,
        "self_video": False,
        "self_stream": False,
        "suppress": voice.suppress,
        "request_to_speak_timestamp": None,
    }
    if not in_guild:
        found["guild_id"] = str(voice.guild_id)
    if member is not None:
        found["member"] = member_json(state, member)
    return found
