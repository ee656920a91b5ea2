"""What a member does with a bot: commands, menus, buttons, selects, forms."""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, cast

from sandbox.client import parts
from sandbox.client.answers import InteractionFailed, Json, Reply
from sandbox.client.options import (
    ATTACHMENT,
    CHANNEL,
    MENTIONABLE,
    MESSAGE_MENU,
    ROLE,
    USER,
    USER_MENU,
    Choice,
    check_required,
    describe,
    find_command,
    plain_value,
)
from sandbox.client.places import Named, id_of
from sandbox.client.speaking import Speaker
from sandbox.client.wire import File

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 3, 5, 6, 7, 8


class Person(Speaker):
    """A member of the sandbox, acting: everything that a person can do in the page."""

    async def commands(self, place: Named) -> list[Json]:
        """List the commands, of all three kinds, that the member may choose in a place."""
        found: list[Json] = await self._wire.ask("GET", f"/channels/{await self.place_id(place)}/commands")
        return found

    async def command(self, place: Named, name: str, /, **options: Any) -> Reply:
        """Choose a slash command by its whole name, as `knowhow search`, and wait for the bot's whole answer.

        Options that name someone or some place take ids, names or objects; a file is `(name, bytes)`.
        """
        channel_id, body, files = await self._chosen(place, name, options)
        return await self._interact(channel_id, body, files)

    async def acknowledged(self, place: Named, name: str, /, **options: Any) -> float:
        """Choose a slash command and give the seconds until the bot acknowledges it; its answer is yet to come."""
        return await (await self.prepared(place, name, **options))()

    async def prepared(self, place: Named, name: str, /, **options: Any) -> Callable[[], Awaitable[float]]:
        """Choose a slash command, and give what sends it, as often as one likes, as `acknowledged` does.

        No stream of events is opened for that: fifty members who hear all of a burst would be what is measured.
        """
        channel_id, body, files = await self._chosen(place, name, options)

        async def send() -> float:
            began = time.perf_counter()
            told = await self._wire.ask("POST", f"/channels/{channel_id}/interactions", body, files=files)
            if told["outcome"] == "failed":
                raise InteractionFailed(told.get("error") or "This interaction failed")
            return time.perf_counter() - began

        return send

    async def autocomplete(self, place: Named, name: str, option: str, typed: str = "", /, **others: Any) -> list[Json]:
        """Give the choices `[{name, value}]` offered for an option as it is typed, the others filled in."""
        channel_id = await self.place_id(place)
        choice = find_command(await self.commands(channel_id), name)
        given, _ = await self._given(choice, others)
        described = describe(choice, option)
        focused = {"name": described["name"], "type": described["type"], "value": typed, "focused": True}
        body = {**_command(choice, [*given, focused]), "type": AUTOCOMPLETE}
        return (await self._interact(channel_id, body)).choices

    async def menu(self, name: str, message: Json) -> Reply:
        """Choose a command of a message's Apps menu."""
        channel_id = message["channel_id"]
        choice = find_command(await self.commands(channel_id), name, MESSAGE_MENU)
        return await self._interact(channel_id, {**_command(choice, []), "target_id": message["id"]})

    async def user_menu(self, name: str, person: Named, place: Named) -> Reply:
        """Choose a command of a person's Apps menu, in a place."""
        channel_id = await self.place_id(place)
        choice = find_command(await self.commands(channel_id), name, USER_MENU)
        target = await self.user_id(person)
        return await self._interact(channel_id, {**_command(choice, []), "target_id": target})

    async def click(self, message: Json | Reply, name: str) -> Reply:
        """Press a button, by its label, the label's beginning, its emoji or custom_id."""
        message = _message(message)
        found = parts.button(message, name)
        if found is None:
            message = await self.message(message)
            found = parts.button(message, name)
        if found is None:
            there = ", ".join(repr(b.get("label") or b.get("custom_id")) for b in parts.buttons(message))
            raise LookupError(f"no button {name!r}; there are: {there or 'none'}")
        if found.get("disabled") or "custom_id" not in found:
            raise LookupError(f"the button {name!r} is disabled or a link")
        return await self._component(message, found, None)

    async def select(self, message: Json | Reply, values: Named | Iterable[Named], which: str | None = None) -> Reply:
        """Choose in a select menu: options by label or value; people, roles, channels named in any way.

        `which` is the menu's placeholder or custom_id; it may be left out where there is one menu only.
        """
        message = _message(message)
        found = parts.select(message, which)
        if found is None:
            message = await self.message(message)
            found = parts.select(message, which)
        if found is None or found.get("disabled"):
            raise LookupError(f"no menu {which!r} to choose in")
        return await self._component(message, found, await self._values(found, values))

    async def submit(self, form: Reply, values: Mapping[str, Any]) -> Reply:
        """Send a form that a reply opened; fields named by label or custom_id, others keep their content."""
        fields = parts.inputs(form.modal)
        left = dict(values)
        sent: list[Json] = []
        files: list[File] = []
        for field in fields:
            name = field["label"] if field["label"] in left else field["custom_id"]
            told = left.pop(name, None)
            if field["type"] == parts.TEXT_INPUT:
                sent.append(
                    {
                        "custom_id": field["custom_id"],
                        "value": field.get("value") or "" if told is None else told,
                    }
                )
            elif field["type"] == parts.FILE_UPLOAD:
                uploads = [told] if isinstance(told, tuple) else list(told or ())
                sent.append(
                    {"custom_id": field["custom_id"], "values": [str(len(files) + n) for n in range(len(uploads))]}
                )
                files += uploads
            else:
                chosen = [] if told is None else await self._values(field, told)
                sent.append({"custom_id": field["custom_id"], "values": chosen})
        if left:
            raise LookupError(f"no field {', '.join(left)}; there are: {', '.join(f['label'] for f in fields)}")
        body = {
            "type": MODAL,
            "interaction_id": form.interaction_id,
            "custom_id": form.modal["custom_id"],
            "components": sent,
        }
        return await self._interact(form.channel_id, body, files)

    async def _component(self, message: Json, part: Json, values: list[str] | None) -> Reply:
        body: Json = {
            "type": COMPONENT,
            "message_id": message["id"],
            "custom_id": part["custom_id"],
            "component_type": part["type"],
        }
        if values is not None:
            body["values"] = values
        return await self._interact(message["channel_id"], body)

    async def _interact(self, channel_id: str, body: Json, files: Iterable[File] = ()) -> Reply:
        told = await self._act("POST", f"/channels/{channel_id}/interactions", body, files=files)
        interaction_id = told["interaction_id"]
        if told["outcome"] == "failed":
            raise InteractionFailed(told.get("error") or "This interaction failed")
        outcome = told["outcome"]
        if outcome in {"deferred", "deferred_update"}:
            told = await self._wire.ask("GET", f"/interactions/{interaction_id}", query={"wait": "message"})
        return Reply(
            interaction_id,
            outcome,
            channel_id,
            told.get("message") or {},
            told.get("modal") or {},
            told.get("choices") or [],
            told.get("followups") or [],
        )

    async def _chosen(self, place: Named, name: str, options: Mapping[str, Any]) -> tuple[str, Json, list[File]]:
        channel_id = await self.place_id(place)
        choice = find_command(await self.commands(channel_id), name)
        given, files = await self._given(choice, options)
        check_required(choice, given)
        return channel_id, _command(choice, given), files

    async def _given(self, choice: Choice, options: Mapping[str, Any]) -> tuple[list[Json], list[File]]:
        given: list[Json] = []
        files: list[File] = []
        for name, value in options.items():
            if value is None:
                continue
            option = describe(choice, name)
            if option["type"] == ATTACHMENT:
                files.append(value)
                value = str(len(files) - 1)  # noqa: PLW2901 - the file goes beside, its number in its place
            else:
                value = await self._value(option, value)  # noqa: PLW2901 - the told name becomes an id
            given.append({"name": option["name"], "type": option["type"], "value": value})
        return given, files

    async def _value(self, option: Json, value: Any) -> Any:
        match option["type"]:
            case kind if kind == USER:
                return await self.user_id(value)
            case kind if kind == CHANNEL:
                return await self.place_id(value)
            case kind if kind == ROLE:
                return await self.role_id(value)
            case kind if kind == MENTIONABLE:
                return await self._mentionable(value)
        return plain_value(option, value)

    async def _mentionable(self, value: Named) -> str:
        try:
            return id_of(value) or await self.user_id(value)
        except LookupError:
            return await self.role_id(value)

    async def _values(self, part: Json, told: Named | Iterable[Named]) -> list[str]:
        several = list(told) if isinstance(told, list | tuple | set | frozenset) else [cast("Named", told)]
        if options := part.get("options"):
            known = {o["label"]: o["value"] for o in options} | {o["value"]: o["value"] for o in options}
            missing = [one for one in several if str(one) not in known]
            if missing:
                raise LookupError(f"no option {missing}; there are: {', '.join(o['label'] for o in options)}")
            return [known[str(one)] for one in several]
        find = {USER_SELECT: self.user_id, ROLE_SELECT: self.role_id, CHANNEL_SELECT: self.place_id}
        return [await find.get(part["type"], self._mentionable)(one) for one in several]


def _command(choice: Choice, given: list[Json]) -> Json:
    command = choice.command
    return {
        "type": COMMAND,
        "application_id": command["application_id"],
        "command_id": command["id"],
        "name": command["name"],
        "options": choice.nest(given),
    }


def _message(told: Json | Reply) -> Json:
    if isinstance(told, Reply):
        if not told.message:
            raise LookupError(f"the reply ({told.outcome}) has no message to act on")
        return told.message
    return told
