"""Members as JSON."""

from sandbox.state import Json, Member, State
from sandbox.wire.ids import texts
from sandbox.wire.users import known_user_json


def member_json(state: State, member: Member, *, with_user: bool = True) -> Json:
    """Give a member, with the user unless it stands beside (as in messages)."""
    found: Json = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": member.timeout_until,
        "flags": 0,
        "joined_at": member.joined_at,
        "nick": member.nick,
        "pending": member.pending,
        "premium_since": None,
        "roles": texts(member.roles),
        "mute": member.mute,
        "deaf": member.deaf,
    }
    if with_user:
        found["user"] = known_user_json(state, member.user_id)
    return found
