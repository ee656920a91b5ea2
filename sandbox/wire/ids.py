"""Ids as text."""


def text_or_none(found: int | None) -> str | None:
    """Write an id as Discord does."""
    return None if found is None else str(found)


def texts(found: list[int]) -> list[str]:
    """Write several ids."""
    return [str(one) for one in found]
