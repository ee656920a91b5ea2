"""A command, someone who uses it, and a bot that answers by bare HTTP."""

from typing import Any

import pytest

from sandbox.actions.commands import put_command
from sandbox.actions.messages import create_message
from sandbox.bus import Event
from sandbox.interactions import Interaction
from sandbox.running import Sandbox
from sandbox.state import Command, Json, Message
from sandbox.uploads import Upload
from tests.sandbox.conftest import Raw, Town

EPHEMERAL = 64
BUTTONS = [
    {
        "type": 1,
        "components": [
            {"type": 2, "style": 1, "label": "Go", "custom_id": "go"},
            {"type": 2, "style": 1, "label": "No", "custom_id": "no", "disabled": True},
        ],
    }
]
MODAL = {
    "custom_id": "form",
    "title": "A form",
    "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "name", "label": "Name", "style": 1, "max_length": 5}]},
        {"type": 18, "label": "Who", "component": {"type": 5, "custom_id": "who", "required": False}},
    ],
}
OPTIONS = [
    {"type": 3, "name": "what", "description": "d", "required": True, "autocomplete": True},
    {"type": 4, "name": "times", "description": "d", "min_value": 1, "max_value": 5},
    {"type": 6, "name": "who", "description": "d"},
    {"type": 7, "name": "where", "description": "d"},
    {"type": 11, "name": "file", "description": "d"},
    {"type": 3, "name": "size", "description": "d", "choices": [{"name": "Small", "value": "s"}]},
]


class Stage:
    """A command, someone who uses it, and the bot's answers by HTTP."""

    def __init__(self, running: Sandbox, town: Town, raw: Raw) -> None:
        self.running, self.town, self.raw = running, town, raw
        self.command = self.register({"name": "say", "description": "d", "options": OPTIONS})
        self.events: list[Event] = []
        running.state.bus.listen(self.events.append)

    def register(self, body: Json) -> Command:
        command, _ = put_command(self.running.state, self.town.bot.id, None, body)
        return command

    async def act(self, body: Json, *, files: tuple[Upload, ...] = ()) -> Interaction:
        return await self.running.interactions.begin(self.town.ann.id, self.town.hall.id, body, files=files)

    async def say(self, **options: Any) -> Interaction:
        given = [{"name": name, "value": value} for name, value in ({"what": "hey"} | options).items()]
        return await self.act({"type": 2, "command_id": self.command.id, "options": given})

    async def answer(self, interaction: Interaction, kind: int, data: Any = None, **query: str) -> tuple[int, Any]:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        return await self.raw.ask("POST", path, {"type": kind, "data": data}, **query)

    def hook(self, interaction: Interaction, rest: str = "") -> str:
        return f"/webhooks/{self.town.bot.id}/{interaction.token}{rest}"

    def message(self, message_id: int | str | None) -> Message:
        found = self.running.state.message(self.town.hall.id, int(message_id or 0))
        assert found is not None
        return found

    async def buttons(self) -> Message:
        state, town = self.running.state, self.town
        return create_message(state, town.bot.id, town.hall.id, {"content": "pick", "components": BUTTONS})

    async def click(self, message: Message, custom_id: str = "go") -> Interaction:
        return await self.act({"type": 3, "message_id": message.id, "custom_id": custom_id})


@pytest.fixture
def stage(running: Sandbox, live: Town, raw: Raw) -> Stage:
    return Stage(running, live, raw)
