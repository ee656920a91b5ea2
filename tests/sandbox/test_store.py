"""What the sandbox keeps over a restart."""

from datetime import timedelta
from pathlib import Path

from sandbox import server
from sandbox.actions.channels import delete_channel
from sandbox.actions.commands import put_command
from sandbox.actions.deletion import delete_message
from sandbox.actions.dms import open_dm
from sandbox.actions.events import create_event
from sandbox.actions.messages import create_message
from sandbox.actions.passing import let_pass
from sandbox.actions.pins import pin_message
from sandbox.actions.reactions import add_reaction
from sandbox.actions.threads import open_thread
from sandbox.actions.webhooks import create_webhook
from sandbox.state import KINDS, File, Record, State
from sandbox.state.channel import PRIVATE_THREAD
from sandbox.uploads import Upload
from tests.sandbox.conftest import build


def rows(state: State) -> dict[tuple[str, str], str]:
    """Give all that a state holds, as it would be written."""
    found: list[Record] = [*state.users.values(), *state.guilds.values(), *state.channels.values()]
    found += [
        *state.commands.values(),
        *state.events.values(),
        *state.webhooks.values(),
        *state.files.values(),
        state.ahead,
    ]
    for members in state.members.values():
        found += members.values()
    for line in state.timelines.values():
        found += line
    return {(record.kind, record.key): record.dump() for record in found}


async def test_everything_is_there_after_a_restart(tmp_path: Path):
    file = tmp_path / "state.db"
    async with server.start(state_file=file) as running:
        town = build(running.state)
        state, ann, hall = town.state, town.ann.id, town.hall.id
        upload = Upload("a.txt", "text/plain", b"bytes")
        said = create_message(state, ann, hall, {"content": "hello"}, files=(upload,))
        add_reaction(state, town.bob.id, hall, said.id, "👍")
        pin_message(state, town.owner.id, hall, said.id)
        thread = open_thread(state, ann, hall, {"name": "closed", "type": PRIVATE_THREAD})
        create_message(state, ann, thread.id, {"content": "inside"})
        open_thread(state, ann, hall, {"name": "from it"}, message_id=said.id)
        body = {"name": "greet", "description": "d", "options": [{"type": 3, "name": "who", "description": "d"}]}
        put_command(state, town.bot.id, None, body)
        place = {"entity_type": 3, "entity_metadata": {"location": "here"}, "privacy_level": 2, "name": "tea"}
        times = {"scheduled_start_time": "2999-01-01T10:00:00+00:00", "scheduled_end_time": "2999-01-01T11:00:00+00:00"}
        create_event(state, town.owner.id, town.guild.id, place | times)
        create_webhook(state, town.owner.id, hall, {"name": "hook"})
        open_dm(state, town.bot.id, ann)
        let_pass(state, timedelta(days=2))
        before = rows(state)
    assert {kind for kind, _ in before} == {kind.kind for kind in KINDS}
    async with server.start(state_file=file) as running:
        assert rows(running.state) == before
        (kept,) = running.state.files.values()
        assert (kept.content, File.encode(b"bytes")) == (b"bytes", kept.data)


async def test_what_was_deleted_stays_away_and_fresh_forgets_all(tmp_path: Path):
    file = tmp_path / "state.db"
    async with server.start(state_file=file) as running:
        town = build(running.state)
        said = create_message(town.state, town.ann.id, town.hall.id, {"content": "secret"})
        await running.store.flush()
        delete_message(town.state, town.ann.id, town.hall.id, said.id)
        create_message(town.state, town.ann.id, town.hall.id, {"content": "more"})
        delete_channel(town.state, town.owner.id, town.hall.id)
    async with server.start(state_file=file) as running:
        assert town.hall.id not in running.state.channels
        assert not any(len(line) for line in running.state.timelines.values())
        assert town.forum.id in running.state.channels
    async with server.start(state_file=file, fresh=True) as running:
        assert not running.state.users


async def test_ids_still_rise_after_a_restart(tmp_path: Path):
    file = tmp_path / "state.db"
    async with server.start(state_file=file) as running:
        town = build(running.state)
        before = create_message(town.state, town.ann.id, town.hall.id, {"content": "one"}).id
    async with server.start(state_file=file) as running:
        assert create_message(running.state, town.ann.id, town.hall.id, {"content": "two"}).id > before
