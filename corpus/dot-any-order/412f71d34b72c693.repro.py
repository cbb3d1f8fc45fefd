# torch/conv3d: PyTorch 2.15.0 with oneDNN applies the stride to the right downwards, where a volume has one channel,
# lies as NDHWC in memory, and has outputs one column wide. As NCDHW it is right.
# The library alone, without lastbit, after `npx lastbit engines install torch`:
# PYTHONPATH="$(npx lastbit engines where torch)" python3 corpus/dot-any-order/412f71d34b72c693.repro.py
import json

import torch

volume = torch.zeros(1, 1, 5, 4, 1)
volume[0, 0, 1, 0, 0] = 1
kernel = torch.zeros(1, 1, 1, 4, 4)
kernel[0, 0, 0, 0, 0] = 1
computed = torch.nn.functional.conv3d(volume.permute(0, 4, 1, 2, 3), kernel, stride=(1, 1, 3)).ravel().tolist()
exact = [0.0, 1.0]
print(json.dumps({"computed": computed, "exact": exact, "wrong": computed != exact}))
