# scipy/conv2d@ndimage: SciPy 1.17.1: ndimage.correlate leaves out a tap that is NaN.
# The library alone, without lastbit, after `npx lastbit engines install scipy`:
# PYTHONPATH="$(npx lastbit engines where scipy)" python3 corpus/dot-non-finite/1804f19cd0c70d09.repro.py
import json

import numpy as np
from scipy import ndimage

image, kernel = np.array([[1]], np.float32), np.array([[np.nan]], np.float32)
computed = float(ndimage.correlate(image, kernel, mode="constant")[0, 0])
print(json.dumps({"computed": computed, "exact": "NaN", "wrong": computed == computed}))
