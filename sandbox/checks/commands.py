"""Application commands: names, options, choices, size."""

import re
from typing import Any, Final

from sandbox.errors import Form
from sandbox.state import Json
from sandbox.state.command import CHAT_INPUT

NAME: Final = re.compile(r"[-_'\w]{1,32}", re.UNICODE)
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11
MOST_NAME: Final = 32
MOST_DESCRIPTION: Final = 100
MOST_OPTIONS: Final = 25
MOST_CHOICES: Final = 25
MOST_CHOICE: Final = 100
MOST_CHARACTERS: Final = 8000
MOST_DEPTH: Final = 2
MOST_CONTEXT: Final = 2
MOST_INTEGRATION: Final = 1

Path = tuple[str | int, ...]


def check_command(form: Form, body: Json, path: Path = ()) -> None:
    """Note what is wrong with a command as a bot registers it."""
    kind = body.get("type") or CHAT_INPUT
    name = body.get("name")
    if kind == CHAT_INPUT:
        _check_name(form, path, name)
        form.length((*path, "description"), body.get("description"), 1, MOST_DESCRIPTION)
        _check_options(form, path, body.get("options"), depth=0)
    else:
        form.length((*path, "name"), name, 1, MOST_NAME)
        if body.get("description"):
            sentence = "Context menu commands cannot have description"
            form.wrong((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID", sentence)
        if body.get("options"):
            sentence = "Context menu commands cannot have options"
            form.wrong((*path, "options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID", sentence)
    _check_where(form, path, body)
    if command_size(body) > MOST_CHARACTERS:
        sentence = f"Command exceeds maximum size ({MOST_CHARACTERS})"
        form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", sentence)


def _check_where(form: Form, path: Path, body: Json) -> None:
    """Note what is wrong with where a command may be used, and how it may be installed."""
    for name, most in (("contexts", MOST_CONTEXT), ("integration_types", MOST_INTEGRATION)):
        told = body.get(name)
        if told is None:
            continue
        if not told or len(set(told)) != len(told):
            form.wrong((*path, name), "BASE_TYPE_BAD_LENGTH", "Must be at least 1, and each once.")
        if any(one not in range(most + 1) for one in told):
            form.wrong((*path, name), "BASE_TYPE_CHOICES", f"Value must be one of (0 to {most}).")


def command_size(body: Json) -> int:
    """Count the characters of a command and its options that count towards 8,000."""
    found = len(body.get("name") or "") + len(body.get("description") or "")
    for choice in body.get("choices") or ():
        found += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return found + sum(command_size(option) for option in body.get("options") or ())


def _check_name(form: Form, path: Path, name: Any) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name) or name != name.lower():
        form.wrong((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(form: Form, path: Path, options: Any, *, depth: int) -> None:
    if options is None:
        return
    form.length((*path, "options"), options, 0, MOST_OPTIONS)
    names: set[str] = set()
    optional = False
    for at, option in enumerate(options):
        place = (*path, "options", at)
        _check_option(form, place, option, depth=depth)
        if option.get("name") in names:
            sentence = "Option name is already in use"
            form.wrong(place, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", sentence)
        names.add(option.get("name"))
        if option.get("required") and optional:
            sentence = "Required options must be placed before non-required options"
            form.wrong(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", sentence)
        optional = optional or not option.get("required")


def _check_option(form: Form, path: Path, option: Json, *, depth: int) -> None:
    _check_name(form, path, option.get("name"))
    form.length((*path, "description"), option.get("description"), 1, MOST_DESCRIPTION)
    kind = option.get("type")
    if kind not in range(SUB_COMMAND, ATTACHMENT + 1):
        form.wrong((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of (1 to 11).")
    if kind in {SUB_COMMAND, SUB_COMMAND_GROUP}:
        if depth >= MOST_DEPTH or (kind == SUB_COMMAND_GROUP and depth):
            sentence = "Sub-command option type is not allowed here"
            form.wrong(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", sentence)
        _check_options(form, path, option.get("options"), depth=depth + 1)
    choices = option.get("choices")
    if choices is None:
        return
    form.length((*path, "choices"), choices, 0, MOST_CHOICES)
    if choices and option.get("autocomplete"):
        sentence = "Autocomplete can not be used with choices"
        form.wrong(path, "APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES", sentence)
    check_choices(form, path, choices)


def check_choices(form: Form, path: Path, choices: Any) -> None:
    """Note what is wrong with the choices of an option or of an autocomplete answer."""
    form.length((*path, "choices"), choices, 0, MOST_CHOICES)
    for at, choice in enumerate(choices if isinstance(choices, list) else ()):
        form.length((*path, "choices", at, "name"), choice.get("name"), 1, MOST_CHOICE)
        value = choice.get("value")
        if value is None:
            form.required((*path, "choices", at, "value"))
        elif isinstance(value, str):
            form.length((*path, "choices", at, "value"), value, 1, MOST_CHOICE)
