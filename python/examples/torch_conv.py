"""PyTorch as an engine, on the GPU if there is one: npx lastbit verify --engine mine="python3 torch_conv.py" ..."""
import torch
from lastbit_engine import operation, run

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.backends.cudnn.allow_tf32 = False  # with TF32, inputs lose 13 bits: lastbit says so
@operation("conv2d")
def conv2d(image, kernel, shape):
    x = torch.from_numpy(image).to(device).permute(0, 3, 1, 2)
    w = torch.from_numpy(kernel).to(device).permute(3, 2, 0, 1)
    top, bottom, left, right = shape.zeros
    padded = torch.nn.functional.pad(x, (left, right, top, bottom))
    y = torch.nn.functional.conv2d(padded, w, stride=shape.stride, dilation=shape.dilation)
    return y.permute(0, 2, 3, 1)
run("torch", version=torch.__version__)
