"""What a member may say once and for all about being quoted, in words."""

_NAMED = "Entries, and a sentence in the weekly summary, may quote you by name without asking."
_UNNAMED = (
    "Entries, and a sentence in the weekly summary, may quote you without your name and without asking. Those who can "
    "read the thread can still see there who wrote it, and people who know you may know your way of writing."
)

ANSWERS = {
    "ask": ("ask me", "You are asked each time, and silence is a no."),
    "named": ("by name", _NAMED),
    "unnamed": ("without my name", _UNNAMED),
    "never": ("never", "Nobody is to ask you, and your words are left out."),
}
"""Standing answers, as kept: the label a person sees, and what it means."""


def kept_for(days: int) -> str:
    """Say how long messages are kept, by the setting keep_days."""
    if not days:
        return "Messages are kept while their topic is open."
    span = "a day" if days == 1 else f"{days} days"
    return f"Messages are kept for {span}; the conversation behind an entry, for as long as the entry."
