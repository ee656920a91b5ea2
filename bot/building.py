"""How a client is made for a host that starts it: `build_bot`."""

from bot.client import Guildhall
from bot.clock import Clock, SystemClock
from bot.log import quiet_libraries
from bot.settings import Settings
from bot.wire import guard_frames, point_at
from community.errors import Misconfigured

_DIVIDED = (
    "discord.shards is set: start Guildhall with `guildhall run`, which takes a share of the shards, or set it to 0."
)


def build_bot(settings: Settings, *, clock: Clock | None = None) -> Guildhall:
    """Make a client that is not yet logged in; `clock` tells it the time (the machine's, unless given).

    Raises `Misconfigured` where the settings divide the communities into shards: a client alone would take them all.
    """
    if settings.discord.shards:
        raise Misconfigured(_DIVIDED)
    quiet_libraries()
    point_at(settings.discord)
    guard_frames()
    return Guildhall(settings, clock or SystemClock())
