# scipy/conv2d:binary64@ndimage: SciPy 1.17.1: ndimage.correlate leaves out every tap
# whose absolute value is at most 2^-52.
# The library alone, without lastbit, after `npx lastbit engines install scipy`:
# PYTHONPATH="$(npx lastbit engines where scipy)" python3 corpus/dot-any-order/b4a4b3fa826ac58e.repro.py
import json

import numpy as np
from scipy import ndimage

image = np.array([[2.0**52]], np.float64)
computed, larger = (
    float(ndimage.correlate(image, np.array([[tap]], np.float64), mode="constant")[0, 0])
    for tap in (2.0**-52, 2.0**-51)
)
exact = 1.0
print(json.dumps({"computed": computed, "exact": exact, "with twice the tap": larger, "wrong": computed != exact}))
