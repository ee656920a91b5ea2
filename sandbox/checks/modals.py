"""Forms (modals)."""

from typing import Any, Final

from sandbox.checks.components import (
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    ROW,
    SELECTS,
    TEXT,
    TEXT_INPUT,
    Path,
    check_custom_id,
    check_options,
    check_select,
    check_unique,
)
from sandbox.errors import Form
from sandbox.state import Json

MOST_TITLE: Final = 45
MOST_ROWS: Final = 5
MOST_LABEL: Final = 45
MOST_DESCRIPTION: Final = 100
MOST_PLACEHOLDER: Final = 100
MOST_INPUT: Final = 4000
IN_LABELS: Final = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}


def check_modal(form: Form, modal: Json) -> None:
    """Note what is wrong with a form: title, rows, inputs."""
    form.length(("data", "title"), modal.get("title"), 1, MOST_TITLE)
    check_custom_id(form, ("data",), modal)
    rows = modal.get("components")
    path = ("data", "components")
    form.length(path, rows, 1, MOST_ROWS)
    if not isinstance(rows, list):
        return
    for at, row in enumerate(rows):
        _check_row(form, (*path, at), row)
    check_unique(form, path, rows)


def _check_row(form: Form, path: Path, row: Json) -> None:
    kind = row.get("type")
    if kind == ROW:
        form.length((*path, "components"), row.get("components"), 1, 1)
        for at, part in enumerate(row.get("components") or ()):
            place = (*path, "components", at)
            form.length((*place, "label"), part.get("label"), 1, MOST_LABEL)
            _check_field(form, place, part, frozenset({TEXT_INPUT}))
    elif kind == LABEL:
        form.length((*path, "label"), row.get("label"), 1, MOST_LABEL)
        if row.get("description") is not None:
            form.length((*path, "description"), row["description"], 0, MOST_DESCRIPTION)
        _check_field(form, (*path, "component"), row.get("component"), IN_LABELS)
    elif kind != TEXT:
        sentence = 'Value of field "type" must be one of (1, 10, 18).'
        form.wrong((*path, "type"), "UNION_TYPE_CHOICES", sentence)


def _check_field(form: Form, path: Path, part: Any, allowed: frozenset[int]) -> None:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in allowed:
        wanted = ", ".join(map(str, sorted(allowed)))
        form.wrong((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({wanted}).')
    elif kind == TEXT_INPUT:
        _check_text_input(form, path, part)
    elif kind in SELECTS:
        check_select(form, path, part)
    elif kind in {RADIO_GROUP, CHECKBOX_GROUP}:
        check_custom_id(form, path, part)
        low, high = (2, 10) if kind == RADIO_GROUP else (1, 10)
        check_options(form, path, part.get("options"), low=low, high=high)
    else:
        check_custom_id(form, path, part)


def _check_text_input(form: Form, path: Path, part: Json) -> None:
    check_custom_id(form, path, part)
    if part.get("style") not in {1, 2}:
        form.wrong((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
    for name, low, most in (("placeholder", 0, MOST_PLACEHOLDER), ("value", 0, MOST_INPUT)):
        if part.get(name) is not None:
            form.length((*path, name), part[name], low, most)
    for name, low in (("min_length", 0), ("max_length", 1)):
        value = part.get(name)
        if value is not None and not low <= value <= MOST_INPUT:
            sentence = f"int value should be between {low} and {MOST_INPUT}."
            form.wrong((*path, name), "NUMBER_TYPE_MAX", sentence)


def check_filled(form: Form, modal: Json, values: dict[str, Any]) -> None:
    """Note fields of a submitted form that break what the form asked for, as the real client would refuse."""
    for part in fields_of(modal):
        custom_id = part["custom_id"]
        value = values.get(custom_id)
        needed = part.get("required", True)
        if part["type"] == TEXT_INPUT:
            text = value or ""
            low, high = part.get("min_length") or 0, part.get("max_length") or MOST_INPUT
            if needed and not text:
                form.required((custom_id,))
            elif text:
                form.length((custom_id,), text, low, high)
        elif needed and part["type"] != CHECKBOX and not value:
            form.required((custom_id,))


def fields_of(modal: Json) -> list[Json]:
    """Give a form's input parts, in order, whatever holds them."""
    found: list[Json] = []
    for row in modal.get("components", ()):
        if row["type"] == LABEL:
            found.append(row["component"])
        elif row["type"] == ROW:
            found += row["components"]
    return found
