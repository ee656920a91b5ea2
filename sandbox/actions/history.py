"""Reading a channel back, and being seen to type."""

from itertools import islice

from sandbox.actions.lookup import seen_channel, the_message
from sandbox.actions.news import place_of, tell_in_channel
from sandbox.bits import READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL
from sandbox.errors import invalid, unknown
from sandbox.permissions import channel_permissions
from sandbox.state import Message, State
from sandbox.wire import member_json

MOST = 100


def history(
    state: State,
    actor_id: int,
    channel_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = 50,
    own: bool = False,
) -> list[Message]:
    """Give up to `limit` (1 to 100) messages, newest first; `own` with those only the actor sees.

    Without the right to read history there are none. Raises 10003, 50001, 50035.
    """
    channel = seen_channel(state, actor_id, channel_id)
    if not 1 <= limit <= MOST:
        raise invalid(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {MOST}.")
    if not channel_permissions(state, channel, actor_id) & READ_MESSAGE_HISTORY:
        return []
    line = state.timeline(channel_id)

    def shown(message: Message) -> bool:
        return message.ephemeral_to is None or (own and message.ephemeral_to == actor_id)

    if around is not None:
        later = list(islice(filter(shown, line.oldest_first(after=around - 1)), limit - limit // 2))
        earlier = list(islice(filter(shown, line.newest_first(before=around)), limit // 2))
        return later[::-1] + earlier
    if after is not None:
        return list(islice(filter(shown, line.oldest_first(after=after)), limit))[::-1]
    return list(islice(filter(shown, line.newest_first(before=before)), limit))


def show_typing(state: State, actor_id: int, channel_id: int) -> None:
    """Show that the actor is writing."""
    channel = seen_channel(state, actor_id, channel_id)
    if channel.guild_id is not None:
        wanted = SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES
        seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | wanted)
    data = place_of(channel) | {"user_id": str(actor_id), "timestamp": int(state.now().timestamp())}
    member = state.member(channel.guild_id or 0, actor_id)
    if member is not None:
        data["member"] = member_json(state, member)
    tell_in_channel(state, "TYPING_START", channel, data, author_id=actor_id)


def read_message(state: State, actor_id: int, channel_id: int, message_id: int) -> Message:
    """Give one message the actor may read."""
    seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | READ_MESSAGE_HISTORY)
    message = the_message(state, channel_id, message_id)
    if message.ephemeral_to not in {None, actor_id} or (message.ephemeral_to and state.users[actor_id].bot):
        raise unknown("Message")
    return message
