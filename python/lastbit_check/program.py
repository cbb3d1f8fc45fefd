"""The program lastbit (Node): where it is, and asking it by files in a temporary folder."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List, Optional

import numpy as np

from .judgement import Element, Judgement
from .numbers import BadInput, Numbers, bfloat16_bits
from .problems import Asked

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True

SCHEMA = "lastbit-judge-1"


class ProgramFailed(RuntimeError):
    """lastbit ended in a way that is no answer."""


class NoJudge(Exception):
    """The program is there, but it is too old to have the command `judge`."""


def find() -> Optional[List[str]]:
    """The words of the command. LASTBIT_COMMAND decides, also if it is empty: then there is no program."""
    chosen = os.environ.get("LASTBIT_COMMAND")
    if chosen is not None:
        return shlex.split(chosen) or None
    on_path = shutil.which("lastbit")
    if on_path:
        return [on_path]
    node = shutil.which("node")
    # These files lie in a checkout, after npm ci, or in the package of npm, which has its modules beside itself.
    here = Path(__file__).resolve().parents[2]
    if (
        node
        and (here / "bin" / "lastbit.js").is_file()
        and any((here / name).is_dir() for name in ("node_modules", "dist"))
    ):
        return [node, str(here / "bin" / "lastbit.js")]
    for folder in [Path.cwd(), *Path.cwd().parents]:
        installed = folder / "node_modules" / "lastbit" / "bin" / "lastbit.js"
        if node and installed.is_file():
            return [node, str(installed)]
    return None


def judge(command: List[str], asked: Asked, computed: Numbers, accumulator: Optional[str]) -> Judgement:
    """Runs `lastbit judge … --json`. Raises BadInput for status 2, NoJudge, and ProgramFailed."""
    with tempfile.TemporaryDirectory(prefix="lastbit-") as folder:
        paths = {}
        for one in [*asked.inputs, *([asked.bias] if asked.bias is not None else []), computed]:
            paths[one.name] = os.path.join(folder, f"{one.name}.npy")
            save(paths[one.name], one.reshaped(asked.shape) if one is computed else one)
        words = words_of(asked, paths, computed)
        words += ["--accumulator", accumulator] if accumulator else []
        try:
            ran = subprocess.run(
                [*command, "judge", *words, "--json"], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
            )
        except OSError as error:
            raise ProgramFailed(f"lastbit does not start: {error}") from None
    last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
    if ran.returncode == 2:
        if "unknown command" in ran.stderr:
            raise NoJudge(f"{shlex.join(command)} has no command judge")
        raise BadInput(last)
    if ran.returncode not in (0, 1):
        raise ProgramFailed(f"lastbit ended with status {ran.returncode}: {last}")
    try:
        answer = json.loads(ran.stdout)
    except ValueError:
        raise ProgramFailed(f"lastbit printed no JSON: {last}") from None
    if answer.get("schema") != SCHEMA:
        raise ProgramFailed(f"lastbit printed {answer.get('schema')!r} where {SCHEMA!r} is known here")
    judgement = judgement_of(answer, computed)
    if judgement.verdict in ("rounding", "defect") and (judgement.verdict == "rounding") != (ran.returncode == 0):
        raise ProgramFailed(f"lastbit says {judgement.verdict!r} and ends with status {ran.returncode}")
    # "narrower" is an error only if it was not asked for, which the status says.
    asked_for = judgement.verdict == "narrower" and ran.returncode == 0
    return judgement._replace(verdict="rounding") if asked_for else judgement


def words_of(asked: Asked, paths: Dict[str, str], computed: Numbers) -> List[str]:
    kind, *options = asked.words
    inputs = [paths[one.name] for one in asked.inputs]
    if kind == "conv":
        bias = ["--bias", paths[asked.bias.name]] if asked.bias is not None else []
        inputs = ["--image", inputs[0], "--kernel", inputs[1], *bias]
    return [kind, *inputs, *options, "--output", paths[computed.name]]


def judgement_of(answer: dict, computed: Numbers) -> Judgement:
    [output] = answer["outputs"]
    outputs, within, wrong = (int(output[name]) for name in ("outputs", "within", "wrong"))
    elements = [element_of(one, computed) for one in output["worst"]]
    worst = [one for one in elements if not one.error_over_bound <= 1][:5]
    notes = [*([] if output["answer"] == answer["answer"] else [output["answer"]]), *output["notes"]]
    counts = outputs, within, wrong, int(output["notJudged"])
    return Judgement(answer["verdict"], answer["answer"], *counts, worst, "lastbit", notes)


def element_of(one: dict, computed: Numbers) -> Element:
    """Numbers that JSON does not have are words: NaN, Infinity, -Infinity, -0."""
    index = int(one["index"])
    place = tuple(int(part) for part in np.unravel_index(index, computed.values.shape))
    return Element(place, computed.values.ravel()[index], str(one["exact"]), float(one["errorOverBound"]))


def save(path: str, numbers: Numbers) -> None:
    """A .npy file; bfloat16 as ml_dtypes has it, '<V2'."""
    with open(path, "wb") as file:
        if numbers.type != "bfloat16":
            np.lib.format.write_array(file, numbers.values, allow_pickle=False)
            return
        header = {"descr": "<V2", "fortran_order": False, "shape": numbers.values.shape}
        np.lib.format.write_array_header_1_0(file, header)
        file.write(bfloat16_bits(numbers.values).tobytes())
