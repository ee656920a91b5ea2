"""What a week held, what was posted of it, and when the next is due."""

from storage.summaries.posted import sources_changed

__all__ = ["sources_changed"]
