"""What members say to an invitation."""

from enum import StrEnum


class Answer(StrEnum):
    """What a member says to an invitation."""

    GOING = "going"
    MAYBE = "maybe"
    NO = "no"

    @property
    def label(self) -> str:
        """What the button says."""
        return {"going": "Going", "maybe": "Maybe", "no": "Can't"}[self]
