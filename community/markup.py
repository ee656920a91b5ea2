"""Discord's own marks in members' words, for readers outside Discord."""

import re

_MARK = re.compile(r"<(?:(@&|@!?|#)\d+|(?:a?(:\w+:)\d+)|t:-?\d+(?::\w)?|/([\w -]+):\d+)>")


def readable(text: str) -> str:
    """Put words in place of mentions, channels, emoji and commands; a timestamp goes. Nobody is named."""
    return _MARK.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    if found[1]:
        return {"@&": "@role", "#": "#channel"}.get(found[1], "@member")
    return found[2] or (f"/{found[3]}" if found[3] else "")
