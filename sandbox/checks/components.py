"""Buttons, selects and the newer layout parts of a message."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sandbox.errors import Form
from sandbox.state import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS: Final = frozenset({STRING_SELECT, 5, 6, 7, 8})
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23

TOP_OF_LAYOUT: Final = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
LINK, PREMIUM = 5, 6

MOST_ROWS: Final = 5
MOST_BUTTONS: Final = 5
MOST_OPTIONS: Final = 25
MOST_PARTS: Final = 40
MOST_TEXT: Final = 4000
MOST_CUSTOM_ID: Final = 100
MOST_BUTTON_LABEL: Final = 80
MOST_OPTION_TEXT: Final = 100
MOST_PLACEHOLDER: Final = 150

Path = Sequence[str | int]


def parts_of(components: Any) -> Iterator[Json]:
    """Walk every component, the nested ones too."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        yield component
        yield from parts_of(component.get("components"))
        yield from parts_of([component[name] for name in ("accessory", "component") if component.get(name)])


def number_parts(given: list[Json]) -> list[Json]:
    """Give components as Discord keeps them: without nulls, ids as text, each part with an id of its own."""
    components: list[Json] = _without_nulls(given)
    for part in parts_of(components):
        for default in part.get("default_values") or ():
            default["id"] = str(default["id"])
    taken = {part["id"] for part in parts_of(components) if part.get("id")}
    number = 0
    for part in parts_of(components):
        if not part.get("id"):
            number += 1
            while number in taken:
                number += 1
            part["id"] = number
    return components


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


def check_components(form: Form, components: Any, *, layout: bool) -> None:
    """Note what is wrong with a message's components; `layout` says that the newer parts are allowed."""
    path = ("components",)
    if not isinstance(components, list):
        form.length(path, components, 0, MOST_ROWS)
        return
    if not layout:
        form.length(path, components, 0, MOST_ROWS)
    for at, component in enumerate(components):
        allowed = TOP_OF_LAYOUT if layout else {ROW}
        _check_part(form, (*path, at), component, allowed)
    parts = list(parts_of(components))
    if layout and len(parts) > MOST_PARTS:
        form.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST_PARTS} in length.")
    if layout and sum(len(part.get("content") or "") for part in parts if part.get("type") == TEXT) > MOST_TEXT:
        sentence = f"The total displayable text of a message can not exceed {MOST_TEXT}."
        form.wrong(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", sentence)
    check_unique(form, path, components)


def check_unique(form: Form, path: Path, components: list[Json]) -> None:
    """Note custom_ids that stand twice."""
    seen: set[str] = set()
    for part in parts_of(components):
        custom_id = part.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            sentence = "Component custom id cannot be duplicated"
            form.wrong(path, "COMPONENT_CUSTOM_ID_DUPLICATED", sentence)
        seen.add(custom_id)


def _check_part(form: Form, path: Path, part: Any, allowed: set[int] | frozenset[int]) -> None:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in allowed:
        wanted = ", ".join(map(str, sorted(allowed)))
        form.wrong((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({wanted}).')
    elif kind == ROW:
        _check_row(form, path, part.get("components"))
    elif kind == CONTAINER:
        for at, inner in enumerate(part.get("components") or ()):
            _check_part(form, (*path, "components", at), inner, TOP_OF_LAYOUT - {CONTAINER})
    elif kind == SECTION:
        form.length((*path, "components"), part.get("components"), 1, 3)
        for at, inner in enumerate(part.get("components") or ()):
            _check_part(form, (*path, "components", at), inner, {TEXT})
        _check_part(form, (*path, "accessory"), part.get("accessory"), {BUTTON, THUMBNAIL})
    elif kind == TEXT:
        form.length((*path, "content"), part.get("content"), 1, MOST_TEXT)
    elif kind == GALLERY:
        form.length((*path, "items"), part.get("items"), 1, 10)
    elif kind == BUTTON:
        _check_button(form, path, part)


def _check_row(form: Form, path: Path, children: Any) -> None:
    form.length((*path, "components"), children, 1, MOST_BUTTONS)
    for at, child in enumerate(children if isinstance(children, list) else ()):
        place = (*path, "components", at)
        kind = child.get("type") if isinstance(child, dict) else None
        if kind == BUTTON:
            _check_button(form, place, child)
        elif kind in SELECTS:
            check_select(form, place, child)
            if len(children) > 1:
                sentence = "A select menu takes the whole of its row."
                form.wrong(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", sentence)
        else:
            sentence = 'Value of field "type" must be one of (2, 3, 5, 6, 7, 8).'
            form.wrong((*place, "type"), "UNION_TYPE_CHOICES", sentence)


def _check_button(form: Form, path: Path, button: Json) -> None:
    style = button.get("style")
    if style not in range(1, 7):
        form.wrong((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    if style == LINK:
        if not button.get("url"):
            form.wrong(path, "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
    elif style != PREMIUM:
        check_custom_id(form, path, button)
    if button.get("label") is not None:
        form.length((*path, "label"), button["label"], 0, MOST_BUTTON_LABEL)
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        form.wrong(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required")


def check_custom_id(form: Form, path: Path, part: Json) -> None:
    """Note a custom_id that is missing or not 1 to 100 characters long."""
    if not part.get("custom_id"):
        form.wrong((*path, "custom_id"), "COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    else:
        form.length((*path, "custom_id"), part["custom_id"], 1, MOST_CUSTOM_ID)


def check_select(form: Form, path: Path, select: Json) -> None:
    """Note what is wrong with a select menu."""
    check_custom_id(form, path, select)
    if select.get("placeholder") is not None:
        form.length((*path, "placeholder"), select["placeholder"], 0, MOST_PLACEHOLDER)
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    if low is not None and not 0 <= low <= MOST_OPTIONS:
        sentence = "Must be between 0 and 25."
        form.wrong((*path, "min_values"), "NUMBER_TYPE_MAX", sentence)
    if high is not None and not 1 <= high <= MOST_OPTIONS:
        form.wrong((*path, "max_values"), "NUMBER_TYPE_MAX", "Must be between 1 and 25.")
    if select.get("type") == STRING_SELECT:
        check_options(form, path, select.get("options"))


def check_options(form: Form, path: Path, options: Any, *, low: int = 1, high: int = MOST_OPTIONS) -> None:
    """Note what is wrong with the options of a select, radio or checkbox group."""
    form.length((*path, "options"), options, low, high)
    values: set[str] = set()
    for at, option in enumerate(options if isinstance(options, list) else ()):
        place = (*path, "options", at)
        form.length((*place, "label"), option.get("label"), 1, MOST_OPTION_TEXT)
        form.length((*place, "value"), option.get("value"), 1, MOST_OPTION_TEXT)
        if option.get("description") is not None:
            form.length((*place, "description"), option["description"], 0, MOST_OPTION_TEXT)
        if option.get("value") in values:
            sentence = "The specified option value is already used"
            form.wrong((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", sentence)
        values.add(option.get("value"))
