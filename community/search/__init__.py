"""Search, as the community decides it: what a query means, what comes first, what a snippet shows; pure."""

from community.search.grammar import Query, parse
from community.search.ranking import Counts, Ranked

__all__ = ["Counts", "Query", "Ranked", "parse"]
