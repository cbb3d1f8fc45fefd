"""NumPy as an engine: npx lastbit verify --engine mine="python3 numpy_engine.py" --subject mine"""

import numpy as np

from lastbit_engine import operation, run


@operation("matmul", formats=["binary32", "binary64"], batched=True)
def matmul(windows, filters):
    return np.matmul(windows, filters)


run("numpy", version=np.__version__)
