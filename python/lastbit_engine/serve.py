"""The frames of docs/protocol.md, versions 1 to 3, over standard input and output."""

from __future__ import annotations

import json
import os
import struct
import sys
import time
from typing import BinaryIO, Dict, Tuple

import numpy as np

from .machine import machine
from .operations import FORMATS, Batching, Declined, Operation, cases_of
from .shapes import shape_of

LONGEST_HEADER = 2**20
LONGEST_PAYLOAD = 2**30
LONGEST_REASON = 1000


class Engine:
    """Answers requests: header and payload in, header and payload out."""

    def __init__(self, name: str, version: str, operations: Dict[str, Operation], environment: dict) -> None:
        self.name, self.version = name, version
        self.operations, self.environment = operations, environment
        self.batching = Batching()

    def answer(self, header: dict, payload: bytes) -> Tuple[dict, bytes]:
        reply, numbers = self.reply(header, payload)
        return {**reply, "id": header.get("id")}, numbers

    def reply(self, header: dict, payload: bytes) -> Tuple[dict, bytes]:
        try:
            if header.get("type") == "hello":
                return self.hello(header), b""
            if header.get("type") == "evaluate":
                return self.evaluate(header, payload)
            return failed(f"requests of type {header.get('type')!r} are not known"), b""
        except Declined as error:
            return {"type": "declined", "reason": str(error)[:LONGEST_REASON] or "no reason given"}, b""
        except Exception as error:  # whatever a request does, the engine lives on
            return failed(f"{type(error).__name__}: {error}"), b""

    def hello(self, header: dict) -> dict:
        oldest = header.get("protocol", 1)
        if oldest > 3:
            return failed(f"this engine speaks the protocol in versions 1 to 3, not {oldest}")
        offered = [{"name": name, "formats": list(one.formats)} for name, one in self.operations.items()]
        return {
            "type": "hello",
            "protocol": min(3, header.get("newest", oldest)),
            "engine": self.name,
            "version": self.version,
            "operations": offered,
            "environment": {**machine(), **self.environment},
        }

    def evaluate(self, header: dict, payload: bytes) -> Tuple[dict, bytes]:
        name, number_format, count = (header[key] for key in ("operation", "format", "count"))
        operation = self.operations.get(name)
        if operation is None:
            raise Declined(f"{self.name} does not offer the operation {name}")
        if number_format not in operation.formats:
            raise Declined(f"{self.name} does not offer {name} in {number_format}")
        shape = shape_of(header["shape"])
        cases = operation.prepare(cases_of(shape, count, np.frombuffer(payload, "<f4"), number_format))
        begin = time.perf_counter()
        with np.errstate(all="ignore"):
            outputs, batched = self.batching.compute((name, number_format, shape), operation, cases)
        spent = (time.perf_counter() - begin) * 1e3
        # Results in 16 bits are sent as binary32, which holds them.
        written = "binary64" if number_format == "binary64" else "binary32"
        answer = {"type": "value", "format": written, "count": count, "engineMs": spent}
        if batched is False:
            answer["batched"] = False
        return answer, np.ascontiguousarray(outputs, FORMATS[written]).tobytes()


def failed(reason: str) -> dict:
    return {"type": "failed", "reason": reason[:LONGEST_REASON]}


def serve(name: str, version: str, operations: Dict[str, Operation], environment: dict) -> None:
    if sys.stdin.isatty():
        sys.exit(
            f"this is an engine of lastbit, which asks it over pipes: "
            f'npx lastbit verify --engine {name}="python3 {sys.argv[0]}" --subject {name}'
        )
    requests, answers = private_streams()
    engine = Engine(name, version, operations, environment)
    while True:
        sizes = read(requests, 8, may_end=True)
        if not sizes:
            return
        header_length, payload_length = struct.unpack("<II", sizes)
        if header_length > LONGEST_HEADER or payload_length > LONGEST_PAYLOAD:
            sys.exit(f"a frame of {header_length} + {payload_length} bytes is longer than the protocol allows")
        header = json.loads(read(requests, header_length))
        reply, numbers = engine.answer(header, read(requests, payload_length))
        text = json.dumps(reply).encode()
        answers.write(struct.pack("<II", len(text), len(numbers)) + text)
        answers.write(numbers)
        answers.flush()


def private_streams() -> Tuple[BinaryIO, BinaryIO]:
    """Standard input and output for frames alone.

    What the kernel or a compiler prints goes to standard error, also what Python has buffered until now. Programs that
    the kernel starts cannot read requests.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def read(stream: BinaryIO, length: int, may_end: bool = False) -> bytes:
    data = stream.read(length)
    if len(data) == length or (not data and may_end):
        return data
    sys.exit("the input ended in the middle of a frame")
