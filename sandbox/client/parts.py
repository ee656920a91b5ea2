"""Finding one's way in a message or a form: its text, buttons, menus and fields."""

from collections.abc import Iterator
from typing import Any

BUTTON = 2
SELECTS = {3, 5, 6, 7, 8}
TEXT_INPUT = 4
TEXT_DISPLAY = 10
LABEL = 18
FILE_UPLOAD = 19
FIELDS = {*SELECTS, TEXT_INPUT, FILE_UPLOAD, 21, 22, 23}
"""Component types that a form sends a value for: menus, text, file upload, radio and check boxes."""


def walk(components: list[dict[str, Any]] | None) -> Iterator[dict[str, Any]]:
    """Yield every component, outermost first, at any depth."""
    for component in components or []:
        yield component
        yield from walk(component.get("components"))
        for name in ("accessory", "component"):
            if component.get(name):
                yield from walk([component[name]])


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the buttons of a message, link buttons included."""
    return [part for part in walk(message.get("components")) if part["type"] == BUTTON]


def selects(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the select menus of a message, of every kind."""
    return [part for part in walk(message.get("components")) if part["type"] in SELECTS]


def inputs(modal: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the fields of a form; each has its `label`, wherever Discord keeps it."""
    found = []
    for part in walk(modal.get("components")):
        if part["type"] == LABEL:
            found.append({**part["component"], "label": part["label"]})
        elif part["type"] in FIELDS and "label" in part:
            found.append(part)
    return found


def button(message: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Find a button by its label (as written, else its beginning) or custom_id; None if there is none."""
    found = buttons(message)
    exact = (part for part in found if name in _names(part))
    begins = (part for part in found if (part.get("label") or "").lower().startswith(name.lower()))
    return next(exact, None) or next(begins, None)


def _names(part: dict[str, Any]) -> set[str | None]:
    return {part.get("label"), part.get("custom_id"), (part.get("emoji") or {}).get("name")}


def select(message: dict[str, Any], name: str | None) -> dict[str, Any] | None:
    """Find a menu by its placeholder or custom_id; without a name the only one. None if there is none."""
    found = selects(message)
    if name is None:
        return found[0] if len(found) == 1 else None
    return next((part for part in found if name in (part.get("custom_id"), part.get("placeholder"))), None)


def text_of(message: dict[str, Any]) -> str:
    """Give all that a person reads in a message: content, embeds, text displays, labels are left out."""
    lines = [message.get("content") or ""]
    for embed in message.get("embeds") or []:
        lines += [
            (embed.get("author") or {}).get("name") or "",
            embed.get("title") or "",
            embed.get("description") or "",
        ]
        for cell in embed.get("fields") or []:
            lines += [cell["name"], cell["value"]]
        lines.append((embed.get("footer") or {}).get("text") or "")
    lines += [part.get("content") or "" for part in walk(message.get("components")) if part["type"] == TEXT_DISPLAY]
    return "\n".join(line for line in lines if line)
