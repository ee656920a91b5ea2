"""Threads: who is brought into them and told so, and how they archive themselves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox import server
from sandbox.actions.deletion import delete_message
from sandbox.actions.messages import create_message, edit_message
from sandbox.actions.overwrites import set_overwrite
from sandbox.actions.roles import create_role, edit_role
from sandbox.actions.silence import archive_silent
from sandbox.actions.threads import join_thread, leave_thread, open_thread
from sandbox.bits import VIEW_CHANNEL
from sandbox.bus import Event
from sandbox.errors import Refused
from sandbox.past import open_thread as lay_thread
from sandbox.past import settle
from sandbox.state import Channel, State
from sandbox.state.channel import PINNED_POST, PRIVATE_THREAD, PUBLIC_THREAD
from sandbox.state.message import RECIPIENT_ADD, RECIPIENT_REMOVE
from tests.sandbox.conftest import Town, build


def members(thread: Channel) -> set[int]:
    assert thread.thread is not None
    return set(thread.thread.members)


def said(state: State, thread: Channel) -> list[tuple[int, list[int]]]:
    """Give what the thread itself says of its people: type, and who it is about."""
    return [(one.type, one.mentions) for one in state.timeline(thread.id) if one.type in {1, 2}]


def private(town: Town) -> Channel:
    return open_thread(town.state, town.ann.id, town.hall.id, {"name": "closed", "type": PRIVATE_THREAD})


def test_a_mention_brings_into_a_thread_and_says_so(town: Town):
    state, thread = town.state, private(town)
    heard: list[Event] = []
    state.bus.listen(heard.append)
    create_message(state, town.ann.id, thread.id, {"content": f"<@{town.bob.id}> and <@{town.ann.id}> and <@5>"})
    assert members(thread) == {town.ann.id, town.bob.id}
    assert said(state, thread) == [(RECIPIENT_ADD, [town.bob.id])]
    names = [one.name for one in heard]
    # Bob knows the thread before he is told of the words that brought him in.
    assert names.index("THREAD_CREATE") < names.index("MESSAGE_CREATE")
    create_message(state, town.ann.id, thread.id, {"content": f"<@{town.bob.id}> again"})
    assert len(said(state, thread)) == 1


def test_an_edit_brings_in_and_a_mention_that_is_held_back_does_not(town: Town):
    state, thread = town.state, private(town)
    body = {"content": f"<@{town.bob.id}>", "allowed_mentions": {"parse": []}}
    message = create_message(state, town.ann.id, thread.id, body)
    assert members(thread) == {town.ann.id}
    edit_message(state, town.ann.id, thread.id, message.id, {"content": f"<@{town.bob.id}>, do come"})
    assert members(thread) == {town.ann.id, town.bob.id}


def test_a_role_that_may_be_mentioned_brings_all_of_it_in(town: Town):
    state, thread = town.state, private(town)
    role = create_role(state, town.owner.id, town.guild.id, {"name": "wards", "mentionable": True})
    town.member(town.bob).roles.append(role.id)
    create_message(state, town.ann.id, thread.id, {"content": f"<@&{role.id}>"})
    assert members(thread) == {town.ann.id, town.bob.id}
    edit_role(state, town.owner.id, town.guild.id, role.id, {"mentionable": False})


def test_who_can_not_see_the_channel_is_not_brought_in(town: Town):
    state, thread = town.state, private(town)
    set_overwrite(state, town.owner.id, town.hall.id, town.bob.id, {"type": 1, "deny": str(VIEW_CHANNEL)})
    create_message(state, town.ann.id, thread.id, {"content": f"<@{town.bob.id}>"})
    assert members(thread) == {town.ann.id}


def test_a_thread_that_is_shut_to_invitations_takes_those_its_owner_brings(town: Town):
    state, thread = town.state, private(town)
    assert thread.thread is not None
    join_thread(state, town.ann.id, thread.id, town.bob.id)
    thread.thread.invitable = False
    create_message(state, town.bob.id, thread.id, {"content": f"<@{town.owner.id}>"})
    assert members(thread) == {town.ann.id, town.bob.id}
    create_message(state, town.ann.id, thread.id, {"content": f"<@{town.owner.id}>"})
    assert members(thread) == {town.ann.id, town.bob.id, town.owner.id}


def test_adding_and_taking_out_are_said_and_coming_and_going_are_not(town: Town):
    state, ann, bob = town.state, town.ann.id, town.bob.id
    thread = private(town)
    join_thread(state, ann, thread.id, bob)
    join_thread(state, ann, thread.id, bob)
    leave_thread(state, ann, thread.id, bob)
    assert said(state, thread) == [(RECIPIENT_ADD, [bob]), (RECIPIENT_REMOVE, [bob])]
    public = open_thread(state, ann, town.hall.id, {"name": "open", "type": PUBLIC_THREAD})
    join_thread(state, bob, public.id, bob)
    leave_thread(state, bob, public.id, bob)
    assert said(state, public) == []
    (first, _) = (one for one in state.timeline(thread.id) if one.type in {1, 2})
    with pytest.raises(Refused, match="50021"):
        delete_message(state, ann, thread.id, first.id)


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **time: float) -> None:
        self.moment += timedelta(**time)


def test_a_silent_thread_archives_itself_when_its_time_is_over_and_not_before():
    clock = Clock()
    town = build(State(now=clock))
    state, ann = town.state, town.ann.id
    body = {"name": "talk", "type": PUBLIC_THREAD, "auto_archive_duration": 60}
    thread = open_thread(state, ann, town.hall.id, body)
    pinned = open_thread(state, ann, town.forum.id, {"name": "rules", "message": {"content": "Be kind"}})
    pinned.flags |= PINNED_POST
    clock.wait(minutes=59)
    create_message(state, ann, thread.id, {"content": "still here"})
    clock.wait(minutes=59)
    assert archive_silent(state) == []
    heard: list[Event] = []
    state.bus.listen(heard.append)
    clock.wait(minutes=1)
    assert archive_silent(state) == [thread]
    (told,) = heard
    assert (told.name, told.data["thread_metadata"]["archived"]) == ("THREAD_UPDATE", True)
    create_message(state, ann, thread.id, {"content": "and back"})
    assert archive_silent(state) == []
    clock.wait(days=400)
    assert archive_silent(state) == [thread]


async def test_a_sandbox_that_slept_archives_what_fell_silent_meanwhile(tmp_path: Path):
    file = tmp_path / "state.db"
    now = datetime.now(UTC)
    async with server.start(state_file=file) as running:
        state = running.state
        town = build(state)
        ids = [state.new_id(now - timedelta(days=days)) for days in (9, 8)]
        old = lay_thread(state, town.hall, thread_id=ids[0], name="old", owner_id=town.ann.id)
        kept = lay_thread(state, town.hall, thread_id=ids[1], name="kept", owner_id=town.ann.id)
        settle(state, kept, by=now, archived=False)
    async with server.start(state_file=file) as running:
        found = {one.name for one in running.state.guild_threads(town.guild.id)}
        assert (old.name in found, kept.name in found) == (False, True)
