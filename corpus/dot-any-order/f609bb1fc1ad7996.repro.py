# openvino/conv2d@f32: OpenVINO 2026.4.1 reads other rows where outputs are one column wide.
# The library alone, without lastbit, after `npx lastbit engines install openvino`:
# PYTHONPATH="$(npx lastbit engines where openvino)" python3 corpus/dot-any-order/f609bb1fc1ad7996.repro.py
import json

import numpy as np
import openvino as ov
from openvino import opset13 as op

image = np.zeros((1, 1, 3, 5), np.float32)
image[0, 0, 1, 1] = 1
kernel = np.zeros((1, 1, 2, 5), np.float32)
kernel[0, 0, 0, 1] = 1
x = op.parameter(image.shape, np.float32)
model = ov.Model([op.convolution(x, op.constant(kernel), (1, 2), (0, 0), (0, 0), (1, 1))], [x])
config = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
computed = ov.Core().compile_model(model, "CPU", config)([image])[0].ravel().tolist()
exact = [0.0, 1.0]
print(json.dumps({"computed": computed, "exact": exact, "wrong": computed != exact}))
