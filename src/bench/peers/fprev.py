"""The summation tree of NumPy's sum by FPRev, for comparison; see ../reveal-speed.ts.

Written anew from the published algorithm (Xie, Gao, Xu, Lu: FPRev: Revealing Floating-Point Accumulation Orders, USENIX
ATC 2025). With M = 2^127 on term i, -M on term j and ones elsewhere, the sum is the number of ones outside the smallest
subtree that holds i and j, so n minus it is the size of that subtree. The terms of a set are compared with its first
one and grouped by that size, and each group is treated in the same way. A group that is smaller than its subtree
belongs to one addition of several terms.

Protocol: the first line out is {"versions": {...}}. For each line in, a number of terms, there is one line out:
{"calls": ..., "wallMs": ..., "children": [...]}. The k-th list has the operands of the k-th addition, terms from 0 to
n - 1, additions from n on. The end of input ends the program.
"""

import json
import platform
import sys
import time

import numpy as np

MASK = np.float32(2.0**127)


class Search:
    def __init__(self, n):
        self.n = n
        self.calls = 0
        self.children = []
        self.terms = np.ones(n, dtype=np.float32)

    def size(self, i, j):
        """How many terms the smallest subtree with i and j has."""
        terms = self.terms
        terms[i] = MASK
        terms[j] = -MASK
        ones = np.sum(terms)
        terms[i] = terms[j] = 1
        self.calls += 1
        return self.n - int(ones)

    def add(self, operands):
        self.children.append(operands)
        return self.n + len(self.children) - 1

    def tree(self, members):
        """The operands of the topmost addition over the members, and how many terms its subtree has."""
        pivot = members[0]
        if len(members) == 1:
            return [pivot], 1
        groups = {}
        for other in members[1:]:
            groups.setdefault(self.size(pivot, other), []).append(other)
        operands = [pivot]
        for size in sorted(groups):
            below = operands[0] if len(operands) == 1 else self.add(operands)
            inner, inner_size = self.tree(groups[size])
            if len(inner) == 1 or inner_size > len(groups[size]):
                operands = [below] + inner
            else:
                operands = [below, self.add(inner)]
        return operands, max(groups)


def reveal(n):
    start = time.perf_counter()
    search = Search(n)
    operands, _ = search.tree(list(range(n)))
    if n > 1:
        search.add(operands)
    return {"calls": search.calls, "wallMs": (time.perf_counter() - start) * 1000, "children": search.children}


def main():
    sys.setrecursionlimit(100_000)
    print(json.dumps({"versions": {"python": platform.python_version(), "numpy": np.__version__}}), flush=True)
    for line in sys.stdin:
        print(json.dumps(reveal(int(line))), flush=True)


main()
