"""Embeds: limits of each part and of all together."""

from collections.abc import Sequence
from typing import Any, Final

from sandbox.errors import Form
from sandbox.state import Json

MOST: Final = 10
MOST_FIELDS: Final = 25
MOST_CHARACTERS: Final = 6000
MOST_OF: Final = {"title": 256, "description": 4096}
MOST_NAME: Final = 256
MOST_VALUE: Final = 1024
MOST_FOOTER: Final = 2048
MOST_COLOR: Final = 0xFFFFFF
WEB: Final = ("http://", "https://")


def check_embeds(form: Form, embeds: Any) -> None:
    """Note what is wrong with a message's embeds."""
    form.length(("embeds",), embeds, 0, MOST)
    if not isinstance(embeds, list):
        return
    for at, embed in enumerate(embeds):
        if isinstance(embed, dict):
            _check_embed(form, ("embeds", at), embed)
        else:
            form.wrong(("embeds", at), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    if sum(embed_size(embed) for embed in embeds if isinstance(embed, dict)) > MOST_CHARACTERS:
        sentence = f"Embed size exceeds maximum size of {MOST_CHARACTERS}"
        form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", sentence)


def embed_size(embed: Json) -> int:
    """Count the characters of an embed that count towards 6,000."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len(str(text).strip()) for text in texts if text)


def _check_embed(form: Form, path: Sequence[str | int], embed: Json) -> None:
    for name, most in MOST_OF.items():
        if embed.get(name) is not None:
            form.length((*path, name), embed[name], 0, most)
    color = embed.get("color")
    if color is not None and not (isinstance(color, int) and 0 <= color <= MOST_COLOR):
        form.wrong((*path, "color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
    footer, author = embed.get("footer"), embed.get("author")
    if footer:
        form.length((*path, "footer", "text"), footer.get("text", ""), 0, MOST_FOOTER)
    if author:
        form.length((*path, "author", "name"), author.get("name", ""), 1, MOST_NAME)
    _check_fields(form, path, embed.get("fields"))
    _check_addresses(form, path, embed)


def _check_fields(form: Form, path: Sequence[str | int], fields: Any) -> None:
    if fields is None:
        return
    form.length((*path, "fields"), fields, 0, MOST_FIELDS)
    for at, field in enumerate(fields):
        for name, most in (("name", MOST_NAME), ("value", MOST_VALUE)):
            if not str(field.get(name) or "").strip():
                form.required((*path, "fields", at, name))
            else:
                form.length((*path, "fields", at, name), field[name], 1, most)


def _check_addresses(form: Form, path: Sequence[str | int], embed: Json) -> None:
    found: list[tuple[tuple[str, ...], Any, tuple[str, ...]]] = [(("url",), embed.get("url"), WEB)]
    for part, name in (("image", "url"), ("thumbnail", "url"), ("footer", "icon_url"), ("author", "icon_url")):
        found.append(((part, name), (embed.get(part) or {}).get(name), (*WEB, "attachment://")))
    for place, address, schemes in found:
        if address and not str(address).lower().startswith(schemes):
            form.wrong((*path, *place), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
