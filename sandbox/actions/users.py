"""Making people and bots."""

from sandbox.actions.news import tell_users
from sandbox.errors import Form
from sandbox.state import Json, State, User
from sandbox.wire import user_json

MOST_NAME = 32


def create_user(state: State, name: str, *, global_name: str | None = None, about: str = "") -> User:
    """Make a person."""
    user = User(id=state.new_id(), name=name, global_name=global_name, about=about)
    state.put(user)
    return user


def create_bot(state: State, name: str, token: str, *, owner_id: int | None = None) -> User:
    """Make a bot with its application, or find the one that has this token."""
    known = state.bot_of(token)
    if known is not None:
        return known
    bot = User(id=state.new_id(), name=name, bot=True, token=token, owner_id=owner_id)
    state.put(bot)
    return bot


def edit_user(state: State, actor_id: int, body: Json) -> User:
    """Change one's own name or picture."""
    user = state.users[actor_id]
    form = Form()
    if body.get("username") is not None:
        form.length(("username",), body["username"], 2, MOST_NAME)
    form.check()
    user.name = body.get("username") or user.name
    state.put(user)
    tell_users(state, "USER_UPDATE", user_json(user), {actor_id})
    return user
