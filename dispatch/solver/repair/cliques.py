"""Graphs as bit sets: which nodes follow one another in the end, and cliques that cover all edges.

A graph over n nodes is a boolean array of shape (n, n), or a list of n whole numbers, bit j of number i
standing for the edge from i to j.
"""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def transitive_closure(follows: Flags) -> Flags:
    """Which nodes can be reached from which, directly or through others.

    `follows` leads from lower numbers to higher ones only (a topological order).
    """
    rows = _packed(follows)
    reached = [0] * len(rows)
    for k in range(len(rows) - 1, -1, -1):
        known = left = rows[k]
        while left:
            nxt = _lowest(left)
            known |= reached[nxt]
            left &= ~(reached[nxt] | 1 << nxt)
        reached[k] = known
    return _unpacked(reached, len(rows))


def edge_clique_cover(edges: Flags, order: list[int]) -> list[list[int]]:
    """Cliques of an undirected graph such that both ends of every edge lie in one of them.

    Each is grown from an edge not yet covered, greedily, nodes with a smaller `order` first.
    """
    ranked: list[int] = np.argsort(np.array(order), kind="stable").tolist()
    rivals = _packed(edges[np.ix_(ranked, ranked)])
    left = list(rivals)
    found: list[list[int]] = []
    for k in range(len(ranked)):
        while left[k]:
            clique = [k, _lowest(left[k])]
            common = rivals[k] & rivals[clique[1]]
            while common:
                clique.append(_lowest(common))
                common &= rivals[clique[-1]]
            others = ~sum(1 << member for member in clique)
            for member in clique:
                left[member] &= others
            found.append([ranked[member] for member in clique])
    return found


def _packed(table: Flags) -> list[int]:
    """Each row as a whole number, one bit for each column."""
    rows = np.packbits(table, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in rows]


def _unpacked(rows: list[int], width: int) -> Flags:
    """The rows of whole numbers as a table again."""
    size = width // 8 + 1
    table = np.frombuffer(b"".join(row.to_bytes(size, "little") for row in rows), dtype=np.uint8)
    bits = np.unpackbits(table.reshape(len(rows), size), axis=1, bitorder="little")
    return bits[:, :width].astype(np.bool_)


def _lowest(bits: int) -> int:
    """The number of the lowest bit that is set."""
    return (bits & -bits).bit_length() - 1
