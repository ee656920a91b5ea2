"""Who a message pings."""

import re
from dataclasses import dataclass, field
from typing import Final

from sandbox.bits import MENTION_EVERYONE
from sandbox.permissions import channel_permissions
from sandbox.state import Channel, Json, Message, State

USER: Final = re.compile(r"<@!?(\d+)>")
ROLE: Final = re.compile(r"<@&(\d+)>")
EVERYONE: Final = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True)
class Mentions:
    """Those pinged."""

    users: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    everyone: bool = False


def find_mentions(state: State, channel: Channel, author_id: int, answered: Message | None, body: Json) -> Mentions:
    """Read pings from a body's text, as far as `allowed_mentions` and the author's rights let them through.

    Without `allowed_mentions` everything is let through and a reply pings the one it answers.
    """
    content, allowed = str(body.get("content") or ""), body.get("allowed_mentions")
    users = [one for one in _ids(USER, content) if one in state.users and _allows(allowed, "users", one)]
    if answered is not None and (allowed is None or allowed.get("replied_user")):
        users.append(answered.author_id)
    guild = state.guilds.get(channel.guild_id or 0)
    if guild is None:
        return Mentions(list(dict.fromkeys(users)))
    may_ping_all = bool(channel_permissions(state, channel, author_id) & MENTION_EVERYONE)
    roles = [
        one
        for one in _ids(ROLE, content)
        if one in guild.roles and (may_ping_all or guild.roles[one].mentionable) and _allows(allowed, "roles", one)
    ]
    all_allowed = allowed is None or "everyone" in (allowed.get("parse") or ())
    everyone = may_ping_all and all_allowed and EVERYONE.search(content) is not None
    return Mentions(list(dict.fromkeys(users)), roles, everyone)


def _ids(pattern: re.Pattern[str], content: str) -> list[int]:
    return list(dict.fromkeys(int(found) for found in pattern.findall(content)))


def _allows(allowed: Json | None, what: str, one: int) -> bool:
    if allowed is None or what in (allowed.get("parse") or ()):
        return True
    return str(one) in {str(found) for found in allowed.get(what) or ()}
