"""The examples are short, parse, and take from lastbit_engine only what is there."""

import ast
from pathlib import Path

import pytest

import lastbit_engine

FOLDER = Path(__file__).resolve().parents[1] / "examples"
REPLAY = FOLDER / "replay_model.py"
EXAMPLES = sorted(path for path in FOLDER.glob("*.py") if path != REPLAY)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_an_engine_of_at_most_15_lines(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    body = [one for one in tree.body if "triton.jit" not in map(ast.unparse, getattr(one, "decorator_list", []))]
    assert sum(one.end_lineno - one.lineno + 1 for one in body) <= 15
    [imported] = [one for one in tree.body if isinstance(one, ast.ImportFrom) and one.module == "lastbit_engine"]
    assert all(hasattr(lastbit_engine, one.name) for one in imported.names)
    attributes = {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute) and of_shape(one)}
    assert all(hasattr(lastbit_engine.Shape, one) for one in attributes)
    assert ast.unparse(tree.body[-1]).startswith("run(")


def test_the_replay_of_a_model_has_at_most_100_lines_and_needs_no_package():
    text = REPLAY.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    imports = [one for one in ast.walk(ast.parse(text)) if isinstance(one, (ast.Import, ast.ImportFrom))]
    names = {one.module if isinstance(one, ast.ImportFrom) else name.name for one in imports for name in one.names}
    assert names <= {"array", "json", "math", "sys"}


def of_shape(node):
    return isinstance(node.value, ast.Name) and node.value.id == "shape"


def test_there_are_examples():
    assert [path.name for path in EXAMPLES] == ["jax_conv.py", "numpy_engine.py", "torch_conv.py", "triton_matmul.py"]
