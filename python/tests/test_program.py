"""Asking the Node program: a fake one shows what it is asked and how answers are read; the real one is marked."""

import json
import shlex
import sys

import numpy as np
import pytest

from lastbit_check import (
    BadInput,
    NotJudged,
    ProgramFailed,
    UnjudgedWarning,
    assert_rounding_of,
    assert_rounding_of_dot,
    assert_rounding_of_matmul,
    assert_rounding_of_sum,
    fractions_judge,
)

f32 = np.float32
FAKE = """
import ast, json, os, sys
words = sys.argv[2:]
arrays = {}
for word in words:
    if word.endswith(".npy"):
        data = open(word, "rb").read()
        end = 10 + int.from_bytes(data[8:10], "little")
        header = ast.literal_eval(data[10:end].decode())
        arrays[os.path.basename(word)] = [header["descr"], list(header["shape"]), data[end:].hex()]
with open(%r, "w") as file:
    json.dump([[os.path.basename(word) for word in words], arrays], file)
sys.stdout.write(%r); sys.stderr.write(%r); sys.exit(%r)
"""


def answer(verdict="rounding", outputs=4, within=4, wrong=0, text="All 4 outputs are roundings.", worst=(), notes=()):
    counts = dict(outputs=outputs, within=within, wrong=wrong, notJudged=outputs - within - wrong)
    one = dict(name="output", verdict=verdict, answer=text, **counts, worst=worst, notes=notes)
    return json.dumps(dict(schema="lastbit-judge-1", verdict=verdict, answer=text, outputs=[one]))


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Makes LASTBIT_COMMAND a program that answers so; returns a function that tells what it was asked."""

    def install(stdout, status=0, stderr=""):
        seen = str(tmp_path / "seen.json")
        path = tmp_path / "fake.py"
        path.write_text(FAKE % (seen, stdout, stderr, status))
        monkeypatch.setenv("LASTBIT_COMMAND", shlex.join([sys.executable, "-I", "-S", str(path)]))
        return lambda: json.loads((tmp_path / "seen.json").read_text())

    return install


def bfloat16(values):
    return (np.asarray(values, f32).view(np.uint32) >> 16).astype("<u2").view("V2")


def test_a_convolution_is_asked_with_all_its_options(program):
    asked = program(answer())
    x, w = np.ones((1, 4, 5, 5), np.float16), np.ones((2, 2, 3, 3), f32)
    y, b = np.zeros((1, 2, 2, 1), f32), np.ones(2, f32)
    options = dict(stride=(2, 3), padding=(1, 0), dilation=(2, 1), groups=2, bias=b, layout="nchw")
    judgement = assert_rounding_of(y, x, w, accumulator="binary64", **options)
    assert (judgement.by, judgement.answer, judgement.within) == ("lastbit", "All 4 outputs are roundings.", 4)
    words, arrays = asked()
    assert " ".join(words) == (
        "conv --image x.npy --kernel w.npy --bias bias.npy --stride 2x3 --padding 1,1,0,0 --dilation 2x1 --groups 2 "
        "--layout nchw --kernel-layout oihw --output y.npy --accumulator binary64 --json"
    )
    assert [arrays[name][:2] for name in ("x.npy", "w.npy", "bias.npy", "y.npy")] == [
        *(["<f2", [1, 4, 5, 5]], ["<f4", [2, 2, 3, 3]], ["<f4", [2]], ["<f4", [1, 2, 2, 1]])
    ]


def test_the_other_operations_are_asked(program):
    asked = program(answer(outputs=1, within=1))
    assert_rounding_of_matmul(np.ones((1, 1)), np.ones((1, 2)), np.ones((2, 1)))
    assert asked()[0] == ["matmul", "a.npy", "b.npy", "--output", "c.npy", "--json"]
    assert_rounding_of_dot(bfloat16([3.0]), bfloat16([1.0, 2.0]), bfloat16([1.0, 1.0]))
    words, arrays = asked()
    assert words == ["dot", "a.npy", "b.npy", "--output", "c.npy", "--json"]
    assert (arrays["a.npy"], arrays["c.npy"]) == (["<V2", [2], "803f0040"], ["<V2", [], "4040"])
    assert_rounding_of_sum(np.ones((2, 1, 1)), np.ones((2, 3, 4)), axis=(-1, 1), mean=True)
    words, arrays = asked()
    assert words == ["sum", "a.npy", "--axis", "1,2", "--mean", "--output", "s.npy", "--json"]
    assert arrays["s.npy"][1] == [2]


def test_a_defect_is_the_sentence_the_worst_elements_and_the_notes(program):
    worst = [
        dict(index=2, computed=7, exact=8.25, bound=1e-6, errorOverBound=1e6),
        dict(index=1, computed=2, exact="NaN", bound="NaN", errorOverBound="Infinity"),
        dict(index=0, computed=1, exact=1, bound=1e-6, errorOverBound=0.5),
    ]
    program(answer("defect", within=2, wrong=2, text="2 of 4 outputs are wrong.", worst=worst, notes=["A note."]), 1)
    with pytest.raises(AssertionError) as failure:
        assert_rounding_of_matmul(np.array([[1, 2], [7, 4]], f32), np.eye(2, dtype=f32), np.eye(2, dtype=f32))
    assert str(failure.value).splitlines() == [
        "2 of 4 outputs are wrong.",
        "  at [1, 0]: computed 7.0, exact 8.25, error / bound 1.0e+06",
        "  at [0, 1]: computed 2.0, exact NaN, error / bound inf",
        "A note.",
    ]


def test_narrower_arithmetic_fails_unless_it_was_asked_for(program):
    ones = np.ones((2, 2), f32)
    program(answer("narrower", text="What TF32 inputs give."), 1)
    with pytest.raises(AssertionError, match="What TF32 inputs give."):
        assert_rounding_of_matmul(ones, ones, ones)
    program(answer("narrower", text="Sums in binary16."), 0)
    assert assert_rounding_of_matmul(ones, ones, ones, accumulator="binary16").answer == "Sums in binary16."


def test_what_is_not_judged_never_passes_silently(program):
    ones = np.ones((2, 2), f32)
    program(answer("not-judged", within=0, text="No output could be judged."))
    with pytest.raises(NotJudged, match="No output could be judged."):
        assert_rounding_of_matmul(ones, ones, ones)
    program(answer(within=3))
    with pytest.warns(UnjudgedWarning, match="1 of 4 outputs could not be judged"):
        assert_rounding_of_matmul(ones, ones, ones)


@pytest.mark.parametrize(
    "stdout, status, stderr, error, message",
    [
        ("", 2, "reading\na.npy is not finite\n", BadInput, "^a.npy is not finite$"),
        ("", 130, "", ProgramFailed, "ended with status 130: no message"),
        ("not JSON", 0, "", ProgramFailed, "printed no JSON"),
        ('{"schema":"lastbit-judge-2"}', 0, "", ProgramFailed, "'lastbit-judge-2' where 'lastbit-judge-1' is known"),
        (answer("defect", wrong=1, within=3), 0, "", ProgramFailed, "says 'defect' and ends with status 0"),
        (answer(), 1, "", ProgramFailed, "says 'rounding' and ends with status 1"),
    ],
)
def test_what_is_no_answer_is_an_error(program, stdout, status, stderr, error, message):
    program(stdout, status, stderr)
    with pytest.raises(error, match=message):
        assert_rounding_of_sum(3.0, [1.0, 2.0])


def test_a_program_without_judge_leaves_small_cases_to_the_fallback(program, monkeypatch):
    program("", 2, "error: unknown command 'judge'\n")
    assert assert_rounding_of_sum(3.0, [1.0, 2.0]).by == "fractions"
    with pytest.raises(ProgramFailed, match="has no command judge"):
        assert_rounding_of_sum(3.0, [1.0, 2.0], using="program")
    monkeypatch.setattr(fractions_judge, "MOST_PRODUCTS", 1)
    with pytest.raises(BadInput, match="2 products are too many for the exact check in Python"):
        assert_rounding_of_sum(3.0, [1.0, 2.0])


def test_a_program_that_does_not_start_is_an_error(monkeypatch):
    monkeypatch.setenv("LASTBIT_COMMAND", "a-program-that-does-not-exist")
    with pytest.raises(ProgramFailed, match="lastbit does not start"):
        assert_rounding_of_sum(3.0, [1.0, 2.0])


@pytest.mark.judge
class TestJudge:
    """Through the real program. Each call takes most of a second."""

    def test_a_defect_is_found_and_the_same_place_as_by_fractions(self):
        random = np.random.default_rng(30)
        x, w = random.standard_normal((1, 5, 5, 2)).astype(f32), random.standard_normal((3, 3, 2, 3)).astype(f32)
        windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
        y = np.einsum("nijcrq,rqco->nijo", windows, w)
        y[0, 1, 2, 1] = 0
        for using in ("program", "python"):
            with pytest.raises(AssertionError, match=r"at \[0, 1, 2, 1\]: computed 0.0, exact "):
                assert_rounding_of(y, x, w, using=using)

    def test_both_ways_pass_a_mean_along_axes_in_bfloat16(self):
        a = bfloat16(np.arange(24).reshape(2, 3, 4))
        for using in ("program", "python"):
            judgement = assert_rounding_of_sum(bfloat16([7.5, 11.5, 15.5]), a, axis=(0, 2), mean=True, using=using)
            assert (judgement.outputs, judgement.within) == (3, 3)

    def test_bad_input_is_one_line(self):
        with pytest.raises(BadInput):
            assert_rounding_of_sum(f32(0), np.array([2**62 + 1]), using="program")
