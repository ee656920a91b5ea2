"""Maximum-weight matching, by rustworkx."""

from collections.abc import Sequence

import rustworkx

from community.pairing import Edge, Pair


def match(people: int, edges: Sequence[Edge]) -> list[Pair]:
    """Give the pairs, of so many people numbered from 0, that are most in number, and of these heaviest in all."""
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False, node_count_hint=people)
    graph.add_nodes_from(range(people))
    graph.add_edges_from(list(edges))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)
