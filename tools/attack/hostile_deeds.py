"""What a hostile engine does in place of answering: deeds by name. Each is given the request, its payload, and a
function that makes the frame of the right answer."""
import os
import random
import signal
import subprocess
import sys
import threading
import time

from hostile_engine import GIB, frame, hello, put, reply, value

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x1b[31m\x9b1mred\r\nlastbit: forged line"
last = {"answer": b""}


def forever():
    while True:
        time.sleep(60)


def helper(session=False, count=1):
    for _ in range(count):
        subprocess.Popen(["sleep", "300"], start_new_session=session)


def instead(**fields):
    """Answers with these fields in place of the right ones."""
    def deed(request, payload, right):
        if request["type"] == "hello":
            return put(frame(hello(request, **fields)))
        return put(value(request, payload, **fields))
    return deed


def header(text):
    return lambda request, payload, right: put(frame(text))


def answer(**fields):
    return lambda request, payload, right: put(frame(reply(request, **fields)))


def then(*steps):
    def deed(request, payload, right):
        for step in steps:
            step(request, payload, right)
    return deed


def rightly(request, payload, right):
    put(right())


def stop(request, payload, right):
    forever()


def leave(status):
    return lambda request, payload, right: os._exit(status)


def by_signal(number):
    def deed(request, payload, right):
        os.kill(os.getpid(), number)
        forever()
    return deed


def drip(pause):
    def deed(request, payload, right):
        for byte in right():
            put(bytes([byte]))
            time.sleep(pause)
    return deed


def part(share):
    def deed(request, payload, right):
        data = right()
        put(data[:int(len(data) * share)])
    return deed


def close(*numbers):
    def deed(request, payload, right):
        for number in numbers:
            # Put in place of it, so that no file opened later takes the number.
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
    return deed


def late(pause):
    """The answer, and the same answer again a while later: when the next question may have been asked."""
    def deed(request, payload, right):
        data = right()
        put(data)
        threading.Timer(pause, put, [data]).start()
    return deed


def stale(request, payload, right):
    """The numbers of the question before, cut or filled to the length of this one."""
    data = right()
    before, last["answer"] = last["answer"], data
    body = len(data) - 4 * int.from_bytes(data[4:8], "little") // 4
    old = before[-(len(data) - body):] if before else b""
    put(data[:body] + old.ljust(len(data) - body, b"\x01"))


def stream(amount, to=1):
    def deed(request, payload, right):
        block = b"\0" * 2**20 if to == 1 else b"spam on standard error\n" * 2**16
        for _ in range(amount // len(block)):
            put(block, to)
    return deed


def announce(head, tail):
    data = head.to_bytes(4, "little") + tail.to_bytes(4, "little")
    return lambda request, payload, right: put(data)


def say(text, to=1):
    return lambda request, payload, right: put(text.encode(), to)


def setsid(request, payload, right):
    """Goes into a session of its own; the leader stays, waits for it and does not read."""
    child = os.fork()
    if child == 0:
        os.setsid()
    else:
        os.waitpid(child, 0)
        os._exit(0)


def daemon(request, payload, right):
    if os.fork() != 0:
        os._exit(0)
    os.setsid()


def ignore(request, payload, right):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)


def sometimes(share, deed):
    return lambda request, payload, right: (deed if random.random() < share else rightly)(request, payload, right)


def long_value(request, payload, right):
    data = right()
    length = int.from_bytes(data[4:8], "little") + 4
    put(data[:4] + length.to_bytes(4, "little") + data[8:] + b"\0\0\0\0")


def padded(request, payload, right):
    """A right answer with a header that is long, and allowed."""
    data = right()
    head, tail = int.from_bytes(data[:4], "little"), data[4:8]
    text = data[8:8 + head].ljust(60_000, b" ")
    put(len(text).to_bytes(4, "little") + tail + text + data[8 + head:])


def operations(*names):
    return [{"name": name, "formats": ["binary32"]} for name in names]


def burn(request, payload, right):
    while True:
        pass


deep = b"[" * 100_000 + b"]" * 100_000
deeds = {
    "crash": by_signal(signal.SIGSEGV),
    "killed": by_signal(signal.SIGKILL),
    "aborts": then(say("first words\nabout to abort\n", 2), by_signal(signal.SIGABRT)),
    "exit-0": leave(0),
    "exit-3": leave(3),
    "stopped": by_signal(signal.SIGSTOP),
    "raises": lambda request, payload, right: 1 // 0,
    "hang": stop,
    "burns": burn,
    "drip": drip(0.3),
    "bytewise": drip(0),
    "slow": lambda request, payload, right: (time.sleep(0.15), rightly(request, payload, right)),
    "never-reads": stop,
    "speaks-first": say("Welcome to the engine!\n"),
    "setsid": setsid,
    "ignores-signals": ignore,
    "ignores-signals-hangs": then(ignore, stop),
    "daemon": then(daemon, rightly),
    "closes-stdin": then(rightly, close(0), stop),
    "closes-stdin-first": then(close(0), stop),
    "closes-stdout": then(close(1), stop),
    "closes-stdout-exits": then(close(1), leave(0)),
    "closes-stderr": then(close(2), rightly),
    "closes-all": then(close(0, 1, 2), stop),
    "helper": lambda request, payload, right: (helper(), rightly(request, payload, right)),
    "helper-exit": lambda request, payload, right: (helper(), os._exit(0)),
    "helper-crash": lambda request, payload, right: (helper(), by_signal(signal.SIGKILL)(request, payload, right)),
    "helper-hang": lambda request, payload, right: (helper(), forever()),
    "helper-session": lambda request, payload, right: (helper(True), rightly(request, payload, right)),
    "ten-children": lambda request, payload, right: (helper(False, 10), rightly(request, payload, right)),
    "two-answers": then(rightly, rightly),
    "late-second": late(0.002),
    "later-second": late(0.05),
    "extra-bytes": then(rightly, say("\0\0\0")),
    "extra-newline": then(rightly, say("\n")),
    "text-before": then(say("Loading the model ...\n"), rightly),
    "text-after": then(rightly, say("done in 3 ms\n")),
    "text-only": then(say("Segmentation fault (core dumped)\n"), stop),
    "truncated": then(part(0.5), stop),
    "truncated-exit": then(part(0.5), leave(0)),
    "prefix-only": then(part(0.01), stop),
    "wrong-id": instead(id=987654321),
    "id-before": lambda request, payload, right: put(value(request, payload, id=request.get("id", 1) - 1)),
    "id-text": instead(id="two"),
    "wrong-count": instead(count=7777),
    "negative-count": instead(count=-1),
    "nan-count": instead(count=float("nan")),
    "fraction-count": instead(count=1.5),
    "infinite-count": header(b'{"type":"value","format":"binary32","count":1e999}'),
    "text-count": instead(count="three"),
    "no-count": header(b'{"type":"value","format":"binary32"}'),
    "nan-milliseconds": header(b'{"type":"value","format":"binary32","count":1,"engineMs":NaN}'),
    "negative-milliseconds": instead(engineMs=-1e308),
    "short-payload": answer(type="value", format="binary32", count=1),
    "long-payload": long_value,
    "announce-1g": then(announce(2, GIB), stop),
    "send-1g": then(announce(2, GIB), say("{}"), stream(GIB)),
    "announce-4g": then(announce(2, 2**32 - 1), stop),
    "header-4g": then(announce(2**32 - 1, 0), stop),
    "endless-stdout": stream(4 * GIB),
    "stderr-1g": then(stream(GIB, 2), rightly),
    "long-header": padded,
    "empty-header": header(b""),
    "not-json": header(b"{nope"),
    "not-utf-8": header(b'{"type":"failed","reason":"\xff\xfe"}'),
    "deep-json": header(deep),
    "deep-field": header(b'{"type":"hello","protocol":1,"engine":"deep","version":"1","operations":[],'
                         b'"environment":{"a":' + deep + b"}}"),
    "array": header(b"[]"),
    "null": header(b"null"),
    "prototype": header(b'{"__proto__":{"type":"value","format":"binary32","count":1},"constructor":1}'),
    "unknown-type": answer(type="valeu"),
    "other-format": instead(format="binary64"),
    "unknown-format": instead(format="bfloat16"),
    "failed": answer(type="failed", reason="out of ink"),
    "declines": answer(type="declined", reason="not on a Monday"),
    "declines-at-random": sometimes(0.5, answer(type="declined", reason="not today")),
    "escapes": then(say(ESCAPES, 2), answer(type="failed", reason=ESCAPES)),
    "escapes-and-dies": then(say(ESCAPES, 2), leave(1)),
    "long-reason": answer(type="failed", reason="no " * 300_000),
    "reason-number": answer(type="declined", reason=7),
    "stale": stale,
    "protocol-99": instead(protocol=99),
    "protocol-text": instead(protocol="1"),
    "name-escapes": instead(engine=ESCAPES, version=ESCAPES),
    "long-name": instead(engine="e" * 100_000, version="v" * 100_000),
    "no-operations": instead(operations=[]),
    "unknown-operations": instead(operations=operations("rm -rf", "__proto__", ESCAPES)),
    "many-operations": instead(operations=operations("conv2d", *(f"operation-{n}" for n in range(5000)))),
    "same-operations": instead(operations=operations("conv2d", "conv2d", "conv2d")),
    "operations-object": instead(operations={"conv2d": True}),
    "environment-array": instead(environment=[1, 2]),
    "large-environment": instead(environment={f"key {n}": "v" * 50 for n in range(8000)}),
    "environment-escapes": instead(environment={ESCAPES: ESCAPES}),
}
