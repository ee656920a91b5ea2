"""What a member chose: a command with its options, checked as Discord's own client checks it."""

from typing import Any, Final

from sandbox.actions.attachments import keep_files
from sandbox.actions.commands import usable_commands
from sandbox.actions.lookup import public_message
from sandbox.checks.commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUB_COMMAND,
    SUB_COMMAND_GROUP,
    USER,
)
from sandbox.errors import Form, unknown
from sandbox.interactions.resolved import Resolved
from sandbox.state import Channel, Command, Json, State
from sandbox.state.command import CHAT_INPUT, MESSAGE
from sandbox.state.command import USER as USER_MENU
from sandbox.uploads import Upload

GROUPS: Final = frozenset({SUB_COMMAND, SUB_COMMAND_GROUP})
MOST_TEXT: Final = 6000


class Choice:
    """Reads one chosen command; `partial` for autocomplete, where options may still be missing."""

    def __init__(
        self, state: State, channel: Channel, user_id: int, files: tuple[Upload, ...] = (), *, partial: bool = False
    ) -> None:
        self.state = state
        self.channel = channel
        self.user_id = user_id
        self.files = files
        self.partial = partial
        self.form = Form()
        self.resolved = Resolved(state, channel, user_id)

    def read(self, body: Json) -> tuple[int, Json]:
        """Give the application and the interaction's data; raise 10063 for a command that can't be chosen here."""
        command = self._find(int(body.get("command_id") or body.get("id") or 0))
        data: Json = {"id": str(command.id), "name": command.name, "type": command.type}
        if command.guild_id is not None:
            data["guild_id"] = str(command.guild_id)
        if command.type == CHAT_INPUT:
            options = self._options(command.body.get("options") or [], body.get("options") or [], ("options",))
            if options:
                data["options"] = options
        else:
            self._target(command, int(body["target_id"]))
            data["target_id"] = str(body["target_id"])
        self.form.check()
        resolved = self.resolved.body()
        if resolved is not None:
            data["resolved"] = resolved
        return command.application_id, data

    def _find(self, command_id: int) -> Command:
        for command in usable_commands(self.state, self.user_id, self.channel.id):
            if command.id == command_id:
                return command
        raise unknown("application command")

    def _target(self, command: Command, target_id: int) -> None:
        if command.type == MESSAGE:
            self.resolved.message(public_message(self.state, self.channel.id, target_id))
        elif command.type == USER_MENU and not self.resolved.user(target_id):
            raise unknown("User")

    def _options(self, known: list[Json], given: list[Json], path: tuple[str | int, ...]) -> list[Json]:
        by_name = {option["name"]: option for option in known}
        found = []
        for at, option in enumerate(given):
            meant = by_name.get(option.get("name", ""))
            if meant is None:
                self.form.wrong((*path, at), "APPLICATION_COMMAND_OPTION_UNKNOWN", "Unknown option")
            elif meant["type"] in GROUPS:
                place = (*path, at, "options")
                inner = self._options(meant.get("options") or [], option.get("options") or [], place)
                found.append({"name": meant["name"], "type": meant["type"], "options": inner})
            else:
                found.append(self._value(meant, option, (*path, at)))
        self._require(known, {option.get("name") for option in given}, path)
        return found

    def _require(self, known: list[Json], given: set[Any], path: tuple[str | int, ...]) -> None:
        if self.partial:
            return
        if known and known[0]["type"] in GROUPS and len(given) != 1:
            self.form.wrong(path, "APPLICATION_COMMAND_SUBCOMMAND_REQUIRED", "Choose a subcommand")
        for option in known:
            if option.get("required") and option["name"] not in given:
                self.form.required((*path, option["name"]))

    def _value(self, meant: Json, option: Json, path: tuple[str | int, ...]) -> Json:
        kind, value = meant["type"], option.get("value")
        found: Json = {"name": meant["name"], "type": kind, "value": value}
        if option.get("focused"):
            return found | {"focused": True, "value": "" if value is None else str(value)}
        if kind in {STRING, INTEGER, NUMBER, BOOLEAN}:
            found["value"] = self._plain(meant, value, path)
        elif kind == ATTACHMENT:
            found["value"] = self._file(value, path)
        else:
            found["value"] = str(value)
            if not self._resolve(kind, value):
                self.form.wrong(path, "APPLICATION_COMMAND_OPTION_VALUE_INVALID", "There is no such thing here")
        return found

    def _plain(self, meant: Json, value: Any, path: tuple[str | int, ...]) -> Any:
        wanted = {STRING: str, INTEGER: int, NUMBER: (int, float), BOOLEAN: bool}[meant["type"]]
        if not isinstance(value, wanted) or (isinstance(value, bool) and meant["type"] != BOOLEAN):  # type: ignore[arg-type]  # one class or two
            self.form.wrong(path, "BASE_TYPE_BAD_TYPE", "This value has the wrong type.")
            return value
        if isinstance(value, str):
            low, high = meant.get("min_length") or 0, meant.get("max_length") or MOST_TEXT
            self.form.length(path, value, low, high)
        elif not isinstance(value, bool):
            low, high = meant.get("min_value"), meant.get("max_value")
            if (low is not None and value < low) or (high is not None and value > high):
                self.form.wrong(path, "NUMBER_TYPE_MAX", f"Must be between {low} and {high}.")
        choices = meant.get("choices")
        if choices and value not in {choice["value"] for choice in choices}:
            self.form.wrong(path, "BASE_TYPE_CHOICES", "Choose one of those offered.")
        return value

    def _resolve(self, kind: int, value: Any) -> bool:
        if not str(value).isdigit():
            return False
        one = int(value)
        if kind == USER:
            return self.resolved.user(one)
        if kind == ROLE:
            return self.resolved.role(one)
        if kind == CHANNEL:
            return self.resolved.channel(one)
        return kind == MENTIONABLE and (self.resolved.user(one) or self.resolved.role(one))

    def _file(self, value: Any, path: tuple[str | int, ...]) -> str:
        upload = next((file for file in self.files if str(file.index) == str(value)), None)
        if upload is None:
            self.form.wrong(path, "ATTACHMENT_NOT_FOUND", "The file is not there")
            return ""
        (attachment,) = keep_files(self.state, self.channel.id, (upload,), [])
        self.resolved.attachment(attachment, self.channel.id)
        return str(attachment["id"])


def full_name(data: Json) -> str:
    """Give a chosen command's name with its subcommands: `knowhow search`."""
    names = [str(data["name"])]
    options = data.get("options") or []
    while options and options[0]["type"] in GROUPS:
        names.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(names)
