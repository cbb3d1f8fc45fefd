"""The pair property as it is written with other tools, for comparison; see ../pair-property.ts.

For a random 5x5 image and kernel in binary32: the sequential sum of the products and NumPy's sum of them are each
within n*u*P + n*2^-150 of the exact value (n = 25, u = 2^-24, P = sum |x*y|).

`hypothesis`: arrays() from hypothesis.extra.numpy, one case at a time, exact value by math.fsum over exact products.
`vectorised`: a NumPy generator and whole-array arithmetic in blocks of 4096 cases, reference by two-sums in binary64.

Protocol: the first line out is {"versions": {...}}; for each line in, a number of seconds, one line
{"cases": ..., "processorSeconds": ..., "violations": ...} out. The end of input ends the program.
"""

import json
import math
import sys
import time

import numpy as np

TERMS = 25
UNIT_ROUNDOFF = 2.0**-24
SMALLEST = 2.0**-150


def bound_of(absolute_sum):
    return TERMS * UNIT_ROUNDOFF * absolute_sum * (1 + 2.0**-40) + TERMS * SMALLEST


def hypothesis_rounds(base_seed):
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis import strategies as st
    from hypothesis.extra import numpy as hnp

    arrays = hnp.arrays(np.float32, (5, 5), elements=st.floats(-1, 1, width=32))
    counts = {"cases": 0, "violations": 0}

    def check(image, kernel):
        counts["cases"] += 1
        products = np.multiply(image, kernel)
        wide = [float(x) * float(y) for x, y in zip(image.flat, kernel.flat)]
        exact = math.fsum(wide)
        bound = bound_of(sum(map(abs, wide)))
        summed = float(np.sum(products))
        convolved = float(np.cumsum(products)[-1])
        if abs(summed - exact) > bound or abs(convolved - exact) > bound:
            counts["violations"] += 1
        assert abs(summed - exact) <= bound
        assert abs(convolved - exact) <= bound

    def one_round(seconds):
        counts["cases"] = counts["violations"] = 0
        start = time.process_time()
        while time.process_time() - start < seconds:
            one_round.next_seed += 1
            test = given(arrays, arrays)(check)
            checks = list(HealthCheck)
            test = settings(max_examples=200, deadline=None, database=None, suppress_health_check=checks)(test)
            seed(one_round.next_seed)(test)()
        return counts

    one_round.next_seed = base_seed
    return one_round


def vectorised_rounds(base_seed):
    generator = np.random.default_rng(base_seed)
    block = 4096

    def one_round(seconds):
        cases = violations = 0
        start = time.process_time()
        while time.process_time() - start < seconds:
            images = generator.uniform(-1, 1, (block, TERMS)).astype(np.float32)
            kernels = generator.uniform(-1, 1, (block, TERMS)).astype(np.float32)
            products = images * kernels
            summed = products.sum(axis=1)
            convolved = np.cumsum(products, axis=1)[:, -1]
            wide = images.astype(np.float64) * kernels.astype(np.float64)
            total = np.zeros(block)
            errors = np.zeros(block)
            for term in range(TERMS):
                product = wide[:, term]
                new = total + product
                virtual = new - total
                errors += (total - (new - virtual)) + (product - virtual)
                total = new
            exact = total + errors
            bound = bound_of(np.abs(wide).sum(axis=1))
            violations += int((np.abs(summed - exact) > bound).sum() + (np.abs(convolved - exact) > bound).sum())
            cases += block
        return {"cases": cases, "violations": violations}

    return one_round


def main():
    tool, base_seed = sys.argv[1], int(sys.argv[2])
    versions = {"python": sys.version.split()[0], "numpy": np.__version__}
    if tool == "hypothesis":
        import hypothesis

        versions["hypothesis"] = hypothesis.__version__
    one_round = {"hypothesis": hypothesis_rounds, "vectorised": vectorised_rounds}[tool](base_seed)
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        start = time.process_time()
        counts = one_round(float(line))
        print(json.dumps({**counts, "processorSeconds": time.process_time() - start}), flush=True)


main()
