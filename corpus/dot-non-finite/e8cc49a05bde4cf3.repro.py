# scipy/conv2d:binary64@ndimage: SciPy 1.17.1: ndimage.correlate leaves out a tap that is NaN.
# The library alone, without lastbit, after `npx lastbit engines install scipy`:
# PYTHONPATH="$(npx lastbit engines where scipy)" python3 corpus/dot-non-finite/e8cc49a05bde4cf3.repro.py
import json

import numpy as np
from scipy import ndimage

image, kernel = np.array([[1]], np.float64), np.array([[np.nan]], np.float64)
computed = float(ndimage.correlate(image, kernel, mode="constant")[0, 0])
print(json.dumps({"computed": computed, "exact": "NaN", "wrong": computed == computed}))
