"""Replays a model of lastbit (docs/model.md) bit for bit; it needs neither lastbit nor a package.

usage: replay_model.py MODEL.json [INDEX] < VECTORS > RESULTS
VECTORS: n left factors, then n right factors, for each; RESULTS: a number for each, binary32, or binary64 where the
model says so; all little-endian. INDEX chooses one of `models`, 0 by default."""
import array, json, math, sys
from math import copysign, inf, isfinite

# A finite number other than 0 is an int, in units of 2**-298, the smallest product. Others are floats.
UNIT = 298
BINARY32 = {"precision": 24, "minExponent": -126, "maxExponent": 127}
BINARY64 = {"precision": 53, "minExponent": -1022, "maxExponent": 1023}

def is_special(x): return isinstance(x, float)
def number(x): return int(x * 2.0**149) << UNIT - 149 if isfinite(x) and x else float(x)
def exponent(x, least): return None if is_special(x) else max(abs(x).bit_length() - 1 - UNIT, least)

def to_places(size, shift, mode, negative):
    """A size as a multiple of 2**shift."""
    if shift <= 0: return size
    whole, rest, half = size >> shift, size & (1 << shift) - 1, 1 << shift - 1
    if mode == "nearest-even": return whole + (rest > half or (rest == half and whole & 1)) << shift
    return whole + (rest > 0 and mode == ("down" if negative else "up")) << shift

def rounded(x, to, mode, flushes=False):
    if is_special(x): return x
    negative, size, most = x < 0, abs(x), to["maxExponent"]
    shift = exponent(x, -inf) - to["precision"] + 1 + UNIT
    if flushes and to_places(size, shift, mode, negative) < 1 << to["minExponent"] + UNIT: return copysign(0.0, x)
    size = to_places(size, max(shift, to["minExponent"] - to["precision"] + 1 + UNIT), mode, negative)
    largest = (1 << to["precision"]) - 1 << most - to["precision"] + 1 + UNIT
    if size > largest and mode in ("nearest-even", "down" if negative else "up"): return copysign(inf, x)
    return min(size, largest) * (-1 if negative else 1) or copysign(0.0, x)

def add(operands, exponents, way, model):
    """The sum of some operands, with the exponents that a fused adder may align them by."""
    mode, specials = model["rounding"], sum(x for x in operands if is_special(x))
    if not isfinite(specials): return specials
    kept = [x for x in operands if not is_special(x)]
    if kept and way["kind"] == "fused":
        mode = way["end"]
        if way["alignedBy"] == "values": exponents = [exponent(x, -inf) for x in operands]
        largest = max(e for e, x in zip(exponents, operands) if not is_special(x))
        cut = max(0, largest - way["to"]["precision"] + 1 - way["guardBits"] + UNIT)
        kept = [(abs(x) >> cut << cut) * (1 if x > 0 else -1) for x in kept]
    if not (total := sum(kept)):
        signs = {copysign(1, x) if is_special(x) else 0 for x in operands}
        return -0.0 if signs == {-1} or (model["rounding"] == "down" and signs != {1}) else 0.0
    total = rounded(total, way["via"], mode) if way.get("via") else total
    return rounded(total, way["to"], mode, model["flush"]["sums"] and way["to"]["maxExponent"] < 1023)

def compiled(model):
    """Additions as lists of the ids of their operands, in the order in which the text of the tree closes them."""
    open_, steps = [[]], []
    for token in f"({model['tree']})".replace("(", " ( ").replace(")", " ) ").replace("+", " ").split():
        if token == "(": open_.append([])
        elif token != ")": open_[-1].append(int(token))
        elif len(ids := open_.pop()) == 1: open_[-1] += ids
        else: open_[-1].append(len(model["products"]) + len(steps)), steps.append(ids)
    return steps

def replay(model, steps, left, right):
    mode, flush, n, inputs = model["rounding"], model["flush"], len(model["products"]), model["inputs"]
    end = {"kind": "rounded", "to": BINARY32 if model["result"] == "binary32" else BINARY64}
    value, enters = None, (constant := model["constant"] or {"enters": None})["enters"]
    if "bits" in constant: value = number(array.array("f", bytes.fromhex(constant["bits"])[::-1])[0])
    start = {"positive-zero": 0.0, "negative-zero": -0.0, "first-product": None}[model["start"]]
    least = (inputs["format"] if inputs else BINARY32)["minExponent"]
    def factor(x):
        x = rounded(number(x), inputs["format"], inputs["rounding"]) if inputs else number(x)
        return copysign(0.0, x) if flush["inputs"] and not is_special(x) and abs(x) < 1 << UNIT + least else x
    values, exponents = [], []
    for term, (x, y) in enumerate((factor(x), factor(y)) for x, y in zip(left, right)):
        if 0 in {"left": [x], "right": [y], "either": [x, y]}.get(model["leavesOut"], []): x, y = -0.0, 1 << UNIT
        special = is_special(x) or is_special(y)
        values.append(math.prod(z if is_special(z) else copysign(1.0, z) for z in (x, y)) if special else x * y >> UNIT)
        exponents.append(None if special else exponent(x, least) + exponent(y, least))
        if model["products"][term] == "rounded":
            values[-1] = rounded(values[-1], model["productFormat"], mode, flush["products"])
        if term in model["ownStart"]: values[-1] = add([0.0, values[-1]], None, {**end, "to": BINARY32}, model)
    for ids, index in zip(steps or [[0]], model["additions"] or [None]):
        first = (value if enters in ids else start) if max(ids) < n else None
        way = end if index is None else model["ways"][index]
        terms, places = [values[i] for i in ids], [exponents[i] for i in ids]
        if first is not None: terms, places = [first] + terms, [exponent(first, -126)] + places
        if first is not None and len(terms) == 3:
            terms[:2] = [add(terms[:2], places[:2], way, model)]
            places[:2] = [exponent(terms[0], -126)]
        if len(terms) > 1 or index is not None: values.append(add(terms, places, way, model))
        exponents.append(exponent(values[-1], -126))
    total = rounded(values[-1], end["to"], mode, flush["sums"] and model["result"] == "binary32")
    total = add([total, value], None, end, model) if enters == "end" else total
    return z if is_special(z := rounded(total, model.get("end", end["to"]), "nearest-even")) else z / 2**UNIT

if __name__ == "__main__":
    chosen = json.load(open(sys.argv[1], encoding="utf-8"))["models"][int((sys.argv[2:] or ["0"])[0])]
    additions, n, numbers = compiled(chosen), len(chosen["products"]), array.array("f", sys.stdin.buffer.read())
    vectors = [numbers[i : i + n] for i in range(0, len(numbers), n)]
    results = [replay(chosen, additions, *pair) for pair in zip(vectors[::2], vectors[1::2])]
    array.array("f" if chosen["result"] == "binary32" else "d", results).tofile(sys.stdout.buffer)
