"""What a member clicked or picked in a message."""

from typing import Any, Final

from sandbox.checks.components import BUTTON, LINK, SELECTS, STRING_SELECT, parts_of
from sandbox.errors import Form, Refused, unknown
from sandbox.interactions.resolved import Resolved
from sandbox.state import Channel, Json, Message, State

USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
DISABLED: Final = Refused(400, 50035, "This component is disabled")


def component_data(state: State, channel: Channel, user_id: int, message: Message, body: Json) -> tuple[int, Json]:
    """Give the application and the interaction's data; refuse what the message does not offer."""
    part = next((one for one in parts_of(message.components) if one.get("custom_id") == body.get("custom_id")), None)
    if part is None or (part["type"] == BUTTON and part.get("style") == LINK):
        raise unknown("Interaction")
    if part.get("disabled"):
        raise DISABLED
    application_id = message.application_id or message.author_id
    data: Json = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part.get("id", 0)}
    if part["type"] in SELECTS:
        resolved = Resolved(state, channel, user_id)
        form = Form()
        data["values"] = picked(form, part, body.get("values"), resolved)
        form.check()
        found = resolved.body()
        if found is not None:
            data["resolved"] = found
    return application_id, data


def picked(form: Form, part: Json, values: Any, resolved: Resolved) -> list[str]:
    """Read what was picked in a select; notes what was not offered, or too little or too much."""
    chosen = [str(one) for one in values or ()]
    path = (part["custom_id"], "values")
    low = part["min_values"] if part.get("min_values") is not None else 1
    high = part.get("max_values") or 1
    if chosen or part.get("required", True):
        form.length(path, chosen, low, high)
    for at, one in enumerate(chosen):
        if not _offered(part, one, resolved):
            form.wrong((*path, at), "BASE_TYPE_CHOICES", "Choose one of those offered.")
    return chosen


def _offered(part: Json, one: str, resolved: Resolved) -> bool:
    kind = part["type"]
    if kind == STRING_SELECT:
        return one in {option["value"] for option in part["options"]}
    if not one.isdigit():
        return False
    if kind == ROLE_SELECT:
        return resolved.role(int(one))
    if kind == CHANNEL_SELECT:
        return resolved.channel(int(one))
    return resolved.user(int(one)) or (kind == MENTIONABLE_SELECT and resolved.role(int(one)))
