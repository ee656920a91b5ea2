"""Voice states over HTTP."""

from typing import Any

from sandbox.actions import lookup
from sandbox.api.call import Call, Handler
from sandbox.errors import unknown
from sandbox.state import Json
from sandbox.wire.voice import voice_state_json

STATES = "/guilds/{guild_id}/voice-states"


def own(call: Call) -> Any:
    """Give where the bot is; it can't be anywhere here."""
    return _found(call, call.bot.id)


def read(call: Call) -> Any:
    """Give where a member is."""
    return _found(call, call.id("user_id"))


def _found(call: Call, user_id: int) -> Json:
    guild = lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    voice = call.state.voice_of(user_id)
    if voice is None or voice.guild_id != guild.id:
        raise unknown("Voice State")
    return voice_state_json(call.state, voice)


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", STATES + "/@me"): own,
    ("GET", STATES + "/{user_id}"): read,
}
