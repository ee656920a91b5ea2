"""What was said in a world's channels and threads."""

from datetime import datetime, timedelta

from sandbox.past import open_thread, reference_to, settle, start_from
from sandbox.state import Channel, Message
from sandbox.state.channel import FORUMS, PRIVATE_THREAD
from sandbox.state.message import DEFAULT, REPLY, THREAD_CREATED
from sandbox.state.snowflakes import iso, time_of
from sandbox.world.plan import Plan
from sandbox.world.table import Table

_A_MOMENT = timedelta(seconds=20)


def fill(plan: Plan, channel: Channel, table: Table) -> None:
    """Lay out a channel's own messages."""
    if channel.type in FORUMS and table.has("messages"):
        raise table.wrong("a forum has threads and no messages of its own")
    for one in table.tables("messages"):
        _say(plan, channel, one, message_id=plan.state.new_id(plan.moment(one)))
    settle(plan.state, channel, by=plan.now)


def fill_threads(plan: Plan, channel: Channel, table: Table) -> None:
    """Lay out a channel's threads, once all that they can be opened from is there."""
    for one in table.tables("threads"):
        thread = _open(plan, channel, one)
        for count, said in enumerate(one.tables("messages")):
            is_starter = count == 0 and channel.type in FORUMS
            message_id = thread.id if is_starter else plan.state.new_id(plan.moment(said))
            _say(plan, thread, said, message_id=message_id)
        settle(plan.state, thread, by=plan.now, archived=one.flag("archived"))
        one.done()
    settle(plan.state, channel, by=plan.now)


def _open(plan: Plan, channel: Channel, table: Table) -> Channel:
    first = next(table.tables("messages"), None)
    if first is None:
        raise table.wrong("a thread needs a message")
    by = plan.person(table, table.maybe_text("by") or first.text("by"))
    at = plan.moment(table if table.has("ago") else first)
    private = bool(table.flag("private"))
    opened_from = table.maybe_text("from")
    if channel.type in FORUMS:
        if private or opened_from:
            raise table.wrong("a forum's posts are public and opened from no message")
        at = plan.moment(first)
    thread_id = plan.state.new_id(at - _A_MOMENT if channel.type not in FORUMS else at)
    if opened_from is not None:
        thread_id = _source(plan, channel, table, opened_from).id
    name = table.text("name")
    thread = open_thread(plan.state, channel, thread_id=thread_id, name=name, owner_id=by, private=private)
    _mark(plan, channel, thread, table, at=at)
    return thread


def _source(plan: Plan, channel: Channel, table: Table, key: str) -> Message:
    found = plan.said.get((channel.id, key))
    if found is None:
        raise table.wrong(f'there is no message "{key}" in #{channel.name}')
    if found.id in plan.state.channels:
        raise table.wrong(f'there is a thread from message "{key}" already')
    return found


def _mark(plan: Plan, channel: Channel, thread: Channel, table: Table, *, at: datetime) -> None:
    assert thread.thread is not None
    for member in plan.persons(table, table.texts("members")):
        thread.thread.members.setdefault(member, iso(at))
    known = {tag.name: tag.id for tag in channel.tags}
    for name in table.texts("tags"):
        if name not in known:
            raise table.wrong(f'there is no tag "{name}" in #{channel.name}; known are {", ".join(known)}')
        thread.thread.applied_tags.append(known[name])
    source = plan.state.message(channel.id, thread.id)
    if source is not None:
        start_from(plan.state, thread, source, at=at - _A_MOMENT)
    elif channel.type not in FORUMS and thread.type != PRIVATE_THREAD:
        plan.state.put(
            Message(
                id=plan.state.new_id(time_of(thread.id)),
                channel_id=channel.id,
                author_id=thread.thread.owner_id,
                content=thread.name,
                type=THREAD_CREATED,
                reference=reference_to(None, thread.id, thread.guild_id),
            )
        )


def _say(plan: Plan, channel: Channel, table: Table, *, message_id: int) -> None:
    content, mentions = plan.words(table)
    message = Message(
        id=message_id,
        channel_id=channel.id,
        author_id=plan.person(table, table.text("by")),
        content=content,
        mentions=mentions,
    )
    plan.moment(table)
    _answer(plan, channel, message, table)
    for emoji, keys in table.table("reactions").lists():
        message.reactions[emoji] = plan.persons(table, keys)
    if table.flag("pinned"):
        message.pinned_at = iso(time_of(message_id))
        channel.last_pin_timestamp = message.pinned_at
    key = table.maybe_text("key")
    table.done()
    if key is not None:
        if (channel.id, key) in plan.said:
            raise table.wrong(f'there are two messages "{key}" in #{channel.name}')
        plan.said[channel.id, key] = message
    plan.state.put(message)


def _answer(plan: Plan, channel: Channel, message: Message, table: Table) -> None:
    key = table.maybe_text("reply_to")
    message.type = DEFAULT
    if key is None:
        return
    answered = plan.said.get((channel.id, key))
    if answered is None:
        raise table.wrong(f'there is no message "{key}" before this one in #{channel.name}')
    if answered.id > message.id:
        raise table.wrong(f'message "{key}" was said after this answer to it')
    message.type = REPLY
    message.reference = reference_to(answered.id, channel.id, channel.guild_id)
    if answered.author_id not in message.mentions:
        message.mentions.append(answered.author_id)


def set_joined(plan: Plan) -> None:
    """Have each member join shortly before the first thing that they said, and the silent a week ago."""
    first: dict[int, datetime] = {}
    for channel in plan.state.channels.values():
        for message in plan.state.timeline(channel.id):
            at = time_of(message.id)
            first[message.author_id] = min(first.get(message.author_id, at), at)
    for member in plan.state.members_of(plan.guild.id):
        spoke = first.get(member.user_id, plan.now - timedelta(days=7))
        member.joined_at = iso(spoke - timedelta(minutes=15))
        plan.state.put(member)
