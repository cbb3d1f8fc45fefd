"""Matrix products and convolutions of PyTorch and Triton on a GPU, as an engine of lastbit: gpu_host.py LIBRARY MODE.

LIBRARY: torch (matmul by cuBLAS, conv2d by cuDNN), torch-native (matmul by cuBLASLt, conv2d without cuDNN) or triton
(its own kernel; conv2d as a product of windows). MODE: fp32, tf32, bf16 or fp16. Numbers travel as binary32: of bf16
and fp16 the inputs are rounded here, and results are widened. `gpu_host.py probe` prints what is here, as JSON.
"""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))

LIBRARIES = ("torch", "torch-native", "triton")
MODES = ("fp32", "tf32", "bf16", "fp16")


def probe():
    """The GPU and the libraries; or `missing`, and how to get it."""
    try:
        import numpy  # noqa: F401
        import torch
    except ImportError as error:
        name = error.name or "torch"
        return {"missing": f"this Python has no {name}", "get": f"{sys.executable} -m pip install torch numpy"}
    if torch.version.cuda is None:
        return {"missing": f"PyTorch {torch.__version__} is built without CUDA", "get": "install a PyTorch with CUDA"}
    if not torch.cuda.is_available():
        return {"missing": "PyTorch finds no GPU", "get": "run it where `nvidia-smi` lists a GPU and its driver is new"}
    major, minor = torch.cuda.get_device_capability()
    facts = {"gpu": torch.cuda.get_device_name(), "driver": driver(), "capability": f"sm_{major}{minor}"}
    try:
        import triton

        facts["triton"] = triton.__version__
    except ImportError:
        facts["triton"] = None
    cudnn = torch.backends.cudnn.version() if torch.backends.cudnn.is_available() else None
    return {**facts, "torch": torch.__version__, "cuda": torch.version.cuda, "cudnn": cudnn}


def driver():
    words = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        told = subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout
        return told.split("\n")[0].strip()
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def triton_product(torch, tf32):
    import triton
    import triton.language as tl

    @triton.jit
    def product(a, b, c, M, N, K, BLOCK: tl.constexpr, PRECISION: tl.constexpr):
        m = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)[:, None]
        n = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)[None, :]
        total = tl.zeros((BLOCK, BLOCK), dtype=tl.float32)
        for start in range(0, K, BLOCK):
            row, column = start + tl.arange(0, BLOCK)[None, :], start + tl.arange(0, BLOCK)[:, None]
            left = tl.load(a + m * K + row, mask=(m < M) & (row < K), other=0.0)
            right = tl.load(b + column * N + n, mask=(column < K) & (n < N), other=0.0)
            total = tl.dot(left, right, total, input_precision=PRECISION)
        tl.store(c + m * N + n, total, mask=(m < M) & (n < N))

    def matmul(a, b):
        (rows, terms), columns = a.shape, b.shape[1]
        c = torch.empty((rows, columns), device=a.device, dtype=torch.float32)
        grid = (triton.cdiv(rows, 32), triton.cdiv(columns, 32))
        a, b = a.contiguous(), b.contiguous()
        product[grid](a, b, c, rows, columns, terms, BLOCK=32, PRECISION="tf32" if tf32 else "ieee")
        return c

    return matmul


def serve(library, mode):
    import torch
    from torch.nn import functional

    from lastbit_engine import operation, run

    if library not in LIBRARIES or mode not in MODES:
        sys.exit(f"gpu_host.py {library} {mode}: give one of {LIBRARIES} and one of {MODES}")
    facts = probe()
    if "missing" in facts:
        sys.exit(f"{facts['missing']}; {facts['get']}")
    torch.set_grad_enabled(False)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = mode == "tf32"
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.enabled = library == "torch"
    # Sums of parts in 16 bits would hide how the unit adds.
    torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
    torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False
    if hasattr(torch.backends.cuda, "preferred_blas_library"):
        torch.backends.cuda.preferred_blas_library("cublaslt" if library == "torch-native" else "cublas")
    dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(mode, torch.float32)
    product = triton_product(torch, mode == "tf32") if library == "triton" else torch.matmul

    def given(array):
        return torch.from_numpy(array).to("cuda", dtype)

    @operation("matmul")
    def matmul(windows, filters):
        return product(given(windows), given(filters)).float()

    @operation("conv2d")
    def conv2d(image, kernel, shape):
        top, bottom, left, right = shape.zeros
        x = functional.pad(given(image).permute(0, 3, 1, 2), (left, right, top, bottom))
        w = given(kernel).permute(3, 2, 0, 1).contiguous()
        if library != "triton":
            y = functional.conv2d(x, w, stride=shape.stride, dilation=shape.dilation).float()
            return y.permute(0, 2, 3, 1)
        columns = functional.unfold(x, w.shape[2:], dilation=shape.dilation, stride=shape.stride)
        flat = columns.permute(0, 2, 1).reshape(-1, columns.shape[1])
        y = product(flat, w.reshape(w.shape[0], -1).T)
        return y.reshape(x.shape[0], *shape.output_size, w.shape[0])

    versions = f"CUDA {facts['cuda']}" if library != "torch" else f"CUDA {facts['cuda']}, cuDNN {facts['cudnn']}"
    version = f"{facts['triton']}" if library == "triton" else f"{facts['torch']}, {versions}"
    place = {"cpu": f"{facts['gpu']}, driver {facts['driver']}", "cpuFeatures": [facts["capability"]]}
    run(f"{library}-{mode}", version=version, environment=place)


if __name__ == "__main__":
    if sys.argv[1:] == ["probe"]:
        print(json.dumps(probe()))
    elif len(sys.argv) == 3:
        serve(sys.argv[1], sys.argv[2])
    else:
        sys.exit(__doc__)
