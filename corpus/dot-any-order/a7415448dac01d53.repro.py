# tensorflow/conv3d: TensorFlow 2.21.0 with oneDNN applies the stride to the right downwards, where a volume has one
# channel and outputs one column wide.
# The library alone, without lastbit, after `npx lastbit engines install tensorflow`:
# PYTHONPATH="$(npx lastbit engines where tensorflow)" python3 corpus/dot-any-order/a7415448dac01d53.repro.py
import json

import numpy as np
import tensorflow as tf

volume = np.zeros((1, 1, 5, 3, 1), np.float32)
volume[0, 0, 1, 0, 0] = 1
kernel = np.zeros((1, 3, 3, 1, 1), np.float32)
kernel[0, 0, 0, 0, 0] = 1
computed = tf.nn.conv3d(volume, kernel, (1, 1, 1, 2, 1), "VALID").numpy().ravel().tolist()
exact = [0.0, 1.0, 0.0]
print(json.dumps({"computed": computed, "exact": exact, "wrong": computed != exact}))
