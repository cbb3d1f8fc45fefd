"""A fake engine for the tests of the client: MODE [VALUE [FILE]].

It answers conv2d of a 1×1 image and a 1×1 kernel with their product. At a pixel of VALUE it misbehaves as MODE says.
With a FILE it misbehaves only once and leaves the file behind.

Tests start it a hundred times. Python without `site` and `json` starts in a quarter of the time that Node takes.
"""

import os
import signal
import struct
import sys
import time

MODE, TRIGGER, ONCE = (sys.argv[1:] + ["well", "666", None][len(sys.argv) - 1 :])[:3]
# From version 2 on every answer has the id of its request.
IS_NUMBERED = MODE.startswith("numbered")
# As `hanglater` it declines so many requests before it hangs, whatever they are.
DECLINED = 20


def read(length):
    data = b""
    while len(data) < length:
        got = os.read(0, length - len(data))
        if not got:
            os._exit(0)
        data += got
    return data


def write(*frames):
    data = b"".join(frames)
    while data:
        data = data[os.write(1, data) :]


def frame(header, payload=b""):
    # The texts below have no quotes, so that this is JSON.
    text = repr(header).replace("'", '"').encode()
    return struct.pack("<II", len(text), len(payload)) + text + payload


def reply(header, payload=b""):
    return frame({**header, "id": request_id} if IS_NUMBERED else header, payload)


def value(count, size=None):
    return reply({"type": "value", "format": "binary32", "count": count}, bytes(4 * count if size is None else size))


def touch():
    if ONCE is not None:
        open(ONCE, "w").close()


def hang():
    time.sleep(60)


def hang_for_good():
    """Tells by FILE that it hangs."""
    touch()
    hang()


def deep_hello(hello):
    """The environment is nested too deep for JSON.stringify."""
    text = repr({**hello, "environment": 0}).replace("'", '"').encode()
    levels = 6000
    text = text.replace(b'"environment": 0', b'"environment":' + b'{"a":' * levels + b"1" + b"}" * levels)
    return struct.pack("<II", len(text), 0) + text


def crash(_):
    os.write(2, b"first words\nabout to abort\n")
    os.kill(os.getpid(), signal.SIGSEGV)
    hang()


def drip(count):
    for byte in value(count):
        os.write(1, bytes([byte]))
        time.sleep(0.1)


def closes_output(_):
    os.close(1)
    hang()


def prints_and_ends(_):
    os.write(1, b"hello\n")
    os._exit(0)


def cut_off(count):
    os.write(1, value(count)[:6])
    os._exit(0)


def gigabyte(count):
    """It announces 1 GiB."""
    whole = value(count)
    write(whole[:7] + b"\x40" + whole[8:])


def declines(_=0):
    write(frame({"type": "declined", "reason": "not on a Monday"}))


MISDEEDS = {
    "crash": crash,
    "exit": lambda _: os._exit(3),
    "helper": lambda _: os._exit(3),
    "daemon": lambda _: os._exit(3),
    "hang": lambda _: hang(),
    "drip": drip,
    "hanglater": lambda _: hang_for_good(),
    "closesoutput": closes_output,
    "garbage": lambda _: os.write(1, b"Segmentation fault (core dumped)\n\x1b[0m"),
    "printsandends": prints_and_ends,
    "cutoff": cut_off,
    "notjson": lambda _: os.write(1, struct.pack("<II", 5, 0) + b"{nope"),
    "hugeheader": lambda _: os.write(1, bytes([0, 0, 0, 0x7F, 0, 0, 0, 0])),
    "hugepayload": lambda _: os.write(1, bytes([2, 0, 0, 0, 1, 0, 0, 0x40])),
    "count": lambda _: write(value(1000)),
    "short": lambda count: write(value(count, 2)),
    "type": lambda _: write(frame({"type": "valeu"})),
    "gigabyte": gigabyte,
    "twice": lambda count: write(value(count), value(count)),
    "extra": lambda count: write(value(count), bytes(3)),
    "prints": lambda count: write(value(count), b"done\n"),
    "declines": declines,
    "fails": lambda _: write(frame({"type": "failed", "reason": "out of ink"})),
}


def is_due(images):
    if MODE == "hanglater":
        return asked > DECLINED
    if MODE not in MISDEEDS or float(TRIGGER) not in images:
        return False
    if ONCE is None:
        return True
    if os.path.exists(ONCE):
        return False
    touch()
    return True


environment = {"pid": os.getpid()}
if MODE in ("helper", "daemon"):
    # It is left behind with the engine's pipes; as `daemon` in a session of its own.
    environment["helper"] = os.posix_spawnp("sleep", ["sleep", "300"], os.environ, setsid=MODE == "daemon")

asked = 0
# The last right answer, to be sent once more.
last = None
while True:
    header_size, payload_size = struct.unpack("<II", read(8))
    header = eval(read(header_size), {"true": True, "false": False, "null": None})
    payload = read(payload_size)
    request_id = header.get("id")
    if header["type"] == "hello":
        if MODE == "nohello":
            os._exit(4)
        if MODE == "hanghello":
            hang_for_good()
        hello = {
            **{"type": "hello", "protocol": 4 if MODE == "protocol" else 2 if IS_NUMBERED else 1},
            **{"engine": "fake", "version": "1", "environment": environment},
            "operations": [
                {"name": "conv2d", "formats": ["binary32"]},
                {"name": "something-new", "formats": ["binary8"]},
            ],
        }
        write(deep_hello(hello) if MODE == "deephello" else reply(hello))
        if MODE == "closesinput":
            os.close(0)
            hang()
        continue
    count = header["count"]
    numbers = memoryview(payload).cast("f")
    images = numbers[:count].tolist()
    asked += 1
    if is_due(images):
        MISDEEDS[MODE](count)
    elif MODE == "hanglater":
        declines()
    else:
        outputs = [pixel * tap for pixel, tap in zip(images, numbers[count:])]
        right = reply({"type": "value", "format": "binary32", "count": count}, struct.pack(f"<{count}f", *outputs))
        # As `late` it answers each request once more, when the next one has come.
        if MODE in ("late", "numberedlate") and last is not None:
            write(last)
        write(right)
        last = right
