"""What a channel allows and denies roles and members."""

from sandbox.actions.access import with_new_threads
from sandbox.actions.lookup import seen_channel
from sandbox.actions.news import tell_channel
from sandbox.bits import MANAGE_ROLES
from sandbox.errors import MISSING_PERMISSIONS, WRONG_CHANNEL_KIND, invalid, unknown
from sandbox.permissions import channel_permissions
from sandbox.state import Channel, Json, Overwrite, State

ROLE, MEMBER = 0, 1


def read_overwrites(bodies: list[Json]) -> dict[int, Overwrite]:
    """Read overwrites as they stand in a body."""
    found = {}
    for at, body in enumerate(bodies):
        if "id" not in body or "type" not in body:
            raise invalid(("permission_overwrites", at), "BASE_TYPE_REQUIRED", "This field is required")
        overwrite = read_overwrite(int(body["id"]), body)
        found[overwrite.id] = overwrite
    return found


def read_overwrite(target_id: int, body: Json) -> Overwrite:
    """Read one overwrite; a missing side allows or denies nothing."""
    kind = int(body.get("type", ROLE))
    return Overwrite(id=target_id, type=kind, allow=int(body.get("allow") or 0), deny=int(body.get("deny") or 0))


def set_overwrite(state: State, actor_id: int, channel_id: int, target_id: int, body: Json) -> None:
    """Allow and deny a role or member; needs MANAGE_ROLES there, and holding what is given."""
    channel = _managed(state, actor_id, channel_id)
    if "type" not in body:
        raise invalid(("type",), "BASE_TYPE_REQUIRED", "This field is required")
    overwrite = read_overwrite(target_id, body)
    held = channel_permissions(state, channel, actor_id)
    old = channel.overwrites.get(target_id, Overwrite(id=target_id, type=overwrite.type))
    changed = (overwrite.allow ^ old.allow) | (overwrite.deny ^ old.deny)
    if changed & ~held:
        raise MISSING_PERMISSIONS
    with with_new_threads(state, channel.guild_id or 0):
        channel.overwrites[target_id] = overwrite
        state.put(channel)
        tell_channel(state, "CHANNEL_UPDATE", channel)


def drop_overwrite(state: State, actor_id: int, channel_id: int, target_id: int) -> None:
    """Take an overwrite away; raise 10009 if there is none."""
    channel = _managed(state, actor_id, channel_id)
    if target_id not in channel.overwrites:
        raise unknown("Permission overwrite")
    with with_new_threads(state, channel.guild_id or 0):
        del channel.overwrites[target_id]
        state.put(channel)
        tell_channel(state, "CHANNEL_UPDATE", channel)


def _managed(state: State, actor_id: int, channel_id: int) -> Channel:
    channel = seen_channel(state, actor_id, channel_id, MANAGE_ROLES)
    if channel.guild_id is None or channel.is_thread:
        raise WRONG_CHANNEL_KIND
    return channel
