"""What of a machine can change results."""

from __future__ import annotations

import platform
import sys

import numpy as np


# The fields of /proc/cpuinfo that name a processor, on x86 and on ARM, as src/engines/machine.ts reads them.
MODEL_FIELDS = {
    "vendor_id": "",
    "cpu family": "family ",
    "model": "model ",
    "stepping": "stepping ",
    "CPU implementer": "implementer ",
    "CPU part": "part ",
    "CPU variant": "variant ",
    "CPU revision": "revision ",
}


def machine() -> dict:
    """Everything known here that can change results."""
    facts = {**processor(), "python": platform.python_version(), "numpy": np.__version__}
    for library in ("torch", "jax", "triton", "tensorflow", "cupy"):
        version = getattr(sys.modules.get(library), "__version__", None)
        if version is not None:
            facts[library] = str(version)
    return facts


def processor() -> dict:
    """The processor with its vector and fused multiply-add features, if the system tells them."""
    system = f"{sys.platform}-{platform.machine()}"
    facts = {"cpu": platform.processor() or "unknown", "cpuFeatures": [], "platform": system}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    except OSError:
        return facts
    lines = {key.strip(): value.strip() for key, value in lines.items()}
    flags = lines.get("flags", lines.get("Features", "")).split()
    relevant = ("sse", "ssse3", "avx", "fma", "f16c", "amx", "asimd", "sve", "neon", "fphp")
    features = [flag for flag in flags if flag.startswith(relevant)]
    model = " ".join(word + lines[field] for field, word in MODEL_FIELDS.items() if field in lines)
    told = {"cpuModel": model} if model else {}
    return {**facts, "cpu": lines.get("model name", facts["cpu"]), **told, "cpuFeatures": features}
