"""Who is in a history: those who wrote, were mentioned or reacted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.state import Emoji, Guild, Json, Member, Role, State, User
from sandbox.state.snowflakes import iso_of, time_of


@dataclass
class Past:
    """A guild's history while it is being laid out; `strangers` are people who have left."""

    state: State
    guild: Guild
    exported: datetime
    wrote: Counter[int] = field(default_factory=Counter)
    emojis: dict[str, int] = field(default_factory=dict)
    strangers: list[int] = field(default_factory=list)


def meet(past: Past, message: Json) -> None:
    """Note who wrote a message, and let in all whom it names."""
    author = message["author"]
    past.wrote[int(author["id"])] += not author.get("isBot")
    said_at = int(message["id"])
    for person in (author, *message.get("mentions", ())):
        admit(past, person, said_at)


def admit(past: Past, person: Json, said_at: int) -> None:
    """Make a person a member from the first moment they are heard of."""
    user_id = int(person["id"])
    known = past.state.member(past.guild.id, user_id)
    if known is not None:
        known.joined_at = min(known.joined_at, iso_of(said_at))
        return
    name = str(person["name"])
    user = past.state.users.get(user_id) or User(id=user_id, name=name, bot=bool(person.get("isBot")))
    past.state.put(user)
    nick = person.get("nickname")
    member = Member(
        guild_id=past.guild.id,
        user_id=user_id,
        joined_at=iso_of(said_at),
        nick=nick if nick != name else None,
        roles=[_role(past, role) for role in person.get("roles", ())],
    )
    past.state.put(member)


def _role(past: Past, role: Json) -> int:
    role_id = int(role["id"])
    colour = str(role.get("color") or "").lstrip("#")
    if role_id not in past.guild.roles:
        past.guild.roles[role_id] = Role(
            id=role_id,
            name=str(role["name"]),
            position=max(1, int(role.get("position", 1))),
            color=int(colour, 16) if colour else 0,
        )
    return role_id


def emoji_key(past: Past, found: Json) -> str:
    """Name an emoji as the state does; a custom one is added to the guild."""
    name = str(found["name"])
    if not found.get("id"):
        return name
    if name not in past.emojis:
        emoji_id = int(found["id"]) or past.guild.id + 1 + len(past.emojis)
        past.emojis[name] = emoji_id
        past.guild.emojis[emoji_id] = Emoji(id=emoji_id, name=name, animated=bool(found.get("isAnimated")))
    return f"{name}:{past.emojis[name]}"


def reacted(past: Past, reaction: Json) -> list[int]:
    """Tell who reacted: those that the export names, and people who have left for the rest of its count."""
    known = [int(one["id"]) for one in reaction.get("users", ())]
    for one in reaction.get("users", ()):
        admit(past, one, past.guild.id)
    missing = max(0, int(reaction["count"]) - len(known))
    while len(past.strangers) < missing:
        made = time_of(past.guild.id) - timedelta(days=1)
        stranger = User(id=past.state.new_id(made), name=f"someone_{len(past.strangers) + 1}")
        past.state.put(stranger)
        past.strangers.append(stranger.id)
    return known + past.strangers[:missing]
