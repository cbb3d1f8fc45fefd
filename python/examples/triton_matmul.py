"""A Triton kernel as an engine, the last 12 lines: npx lastbit verify --engine mine="python3 triton_matmul.py" ..."""
import torch
import triton
import triton.language as tl
from lastbit_engine import operation, run


@triton.jit
def product(a, b, c, M, N, K, BLOCK: tl.constexpr):
    m = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)[:, None]
    n = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)[None, :]
    total = tl.zeros((BLOCK, BLOCK), dtype=tl.float32)
    for start in range(0, K, BLOCK):
        row, column = start + tl.arange(0, BLOCK)[None, :], start + tl.arange(0, BLOCK)[:, None]
        left = tl.load(a + m * K + row, mask=(m < M) & (row < K), other=0.0)
        right = tl.load(b + column * N + n, mask=(column < K) & (n < N), other=0.0)
        total = tl.dot(left, right, total, input_precision="ieee")  # the default is TF32 where the GPU has it
    tl.store(c + m * N + n, total, mask=(m < M) & (n < N))


@operation("matmul")
def matmul(windows, filters):
    a, b = torch.from_numpy(windows).cuda(), torch.from_numpy(filters).cuda()
    (M, K), N = a.shape, b.shape[1]
    c = torch.empty((M, N), device="cuda", dtype=torch.float32)
    product[(triton.cdiv(M, 32), triton.cdiv(N, 32))](a, b, c, M, N, K, BLOCK=32)
    return c


run("triton", version=triton.__version__, environment={"gpu": torch.cuda.get_device_name()})
