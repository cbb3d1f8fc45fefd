# openvino/conv3d@f32: OpenVINO 2026.4.1 reads other rows where a volume has one channel and outputs one column wide.
# The library alone, without lastbit, after `npx lastbit engines install openvino`:
# PYTHONPATH="$(npx lastbit engines where openvino)" python3 corpus/dot-any-order/f79f03dd68a48349.repro.py
import json

import numpy as np
import openvino as ov
from openvino import opset13 as op

volume = np.zeros((1, 1, 1, 5, 4), np.float32)
volume[0, 0, 0, 1, 0] = 1
kernel = np.zeros((1, 1, 1, 4, 4), np.float32)
kernel[0, 0, 0, 0, 0] = 1
x, w = op.parameter(volume.shape, np.float32), op.parameter(kernel.shape, np.float32)
model = ov.Model([op.convolution(x, w, (1, 1, 3), (0, 0, 0), (0, 0, 0), (1, 1, 1))], [x, w])
config = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
computed = ov.Core().compile_model(model, "CPU", config)([volume, kernel])[0].ravel().tolist()
exact = [0.0, 1.0]
print(json.dumps({"computed": computed, "exact": exact, "wrong": computed != exact}))
