"""The `--topic` of several commands: a topic's name or id."""

from collections.abc import Mapping

from community.errors import NotFound, Refusal
from community.topics import which_topic


def named_topic(text: str, names: Mapping[int, str]) -> int:
    """Give the id of the topic meant, of those in `names` by id; raises `NotFound`, or `Refusal` for several."""
    try:
        return which_topic(text, names)
    except NotFound:
        raise NotFound(f"There is no topic {text}. There are: {', '.join(sorted(names.values())) or 'none'}.") from None
    except Refusal:
        raise Refusal(f"Several topics match {text}. Give its whole name or its id.") from None
