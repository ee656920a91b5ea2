"""The body of a message."""

from typing import Any, Final

from sandbox.checks.components import check_components
from sandbox.checks.embeds import check_embeds
from sandbox.errors import EMPTY_MESSAGE, TOO_LARGE, Form
from sandbox.state import Json
from sandbox.state.message import EPHEMERAL, IS_COMPONENTS_V2, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS
from sandbox.uploads import MOST_BYTES, MOST_FILES, Upload

MOST_CONTENT: Final = 2000
MOST_NONCE: Final = 25
MOST_STICKERS: Final = 3
SETTABLE: Final = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_COMPONENTS_V2 | EPHEMERAL
"""The flags a sender may set."""


def check_message(body: Json, files: tuple[Upload, ...], *, v2: bool) -> None:
    """Refuse a message's body with 50035, or files that are too large with 40005.

    `v2` tells that the message has, or will have, the components-v2 flag.
    """
    form = Form()
    if body.get("content") is not None:
        _check_content(form, body["content"])
    if body.get("embeds") is not None:
        check_embeds(form, body["embeds"])
    if body.get("components") is not None:
        check_components(form, body["components"], layout=v2)
    if v2:
        _check_layout_alone(form, body)
    if isinstance(body.get("nonce"), str):
        form.length(("nonce",), body["nonce"], 0, MOST_NONCE)
    if body.get("sticker_ids"):
        form.length(("sticker_ids",), body["sticker_ids"], 0, MOST_STICKERS)
    _check_mentions(form, body.get("allowed_mentions"))
    if len(files) > MOST_FILES:
        form.wrong(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FILES} or fewer in length.")
    form.check()
    if any(len(file.content) > MOST_BYTES for file in files):
        raise TOO_LARGE


def _check_content(form: Form, content: Any) -> None:
    if not isinstance(content, str | int | float):
        form.wrong(("content",), "STRING_TYPE_CONVERT", f'Could not interpret "{content}" as string.')
    else:
        form.length(("content",), str(content), 0, MOST_CONTENT)


def _check_layout_alone(form: Form, body: Json) -> None:
    for name in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(name):
            sentence = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.wrong((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", sentence)


def _check_mentions(form: Form, allowed: Any) -> None:
    if not isinstance(allowed, dict):
        return
    for name in ("users", "roles"):
        form.length(("allowed_mentions", name), allowed.get(name) or [], 0, 100)
        if name in (allowed.get("parse") or ()) and allowed.get(name):
            sentence = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
            form.wrong(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", sentence)


def refuse_empty(body: Json, files: tuple[Upload, ...]) -> None:
    """Refuse a message with nothing in it (50006)."""
    said = ("embeds", "components", "sticker_ids", "poll")
    if not files and not str(body.get("content") or "").strip() and not any(body.get(name) for name in said):
        raise EMPTY_MESSAGE
