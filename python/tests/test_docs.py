"""What docs/python.md shows is what happens; all Python of the pages for kernel authors parses."""

import ast
import re
from pathlib import Path

import pytest

import lastbit_engine

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page, language):
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)
    return [text for named, text in fenced if named == language]


@pytest.mark.parametrize("page", ["python.md", "kernel-authors.md"])
def test_every_example_parses_and_takes_what_is_there(page):
    for block in blocks(page, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("lastbit_"):
                module = __import__(node.module)
                assert all(hasattr(module, one.name) for one in node.names), block


def test_the_assertions_of_the_page_do_what_it_says(capsys):
    names = {}
    for block in blocks("python.md", "python")[:3]:
        exec(block, names)  # noqa: S102
    printed = capsys.readouterr().out.splitlines()
    shown = blocks("python.md", "")[-1].splitlines()
    assert printed[0].startswith(shown[0].rstrip("…")) and len(shown[0]) > 100
    # The last digit computed depends on the processor.
    pattern = r"  at (\[1, 1\]): computed 1\.3709\d+, exact (1\.37190087028…), error / bound (3e\+03|[23]\.\d+e\+03)"
    assert re.fullmatch(pattern, printed[1]) and re.fullmatch(pattern, shown[1])
    assert printed[-1] == shown[-1]


def test_the_page_names_what_a_shape_has():
    text = (DOCS / "python.md").read_text(encoding="utf-8")
    for name in (*lastbit_engine.Shape._fields, "zeros", "output_size"):
        assert f"`{name}`" in text
