"""Stands in for the CUDA libraries of PyTorch's wheel for Linux on x86-64: `torch_stand_ins.py FOLDER`, with torch/lib.

The wheel demands libraries of 3 GB, which the processor never calls. Each gets an empty library of its name. They need
one more, which has every function that PyTorch's libraries ask of them: each says that there is no CUDA device.
"""

import glob
import mmap
import os
import re
import struct
import sys

ALL = "liblastbit_no_cuda.so"
CODE = b"\xb8\x64\0\0\0\xc3" + bytes(2)  # mov eax, 100 (cudaErrorNoDevice); ret
TEXT = b"\x48\x8d\x05\x01\0\0\0\xc3"  # lea rax, [rip + 1] (what follows); ret
FOREIGN = re.compile(rb"(__|_)?(cu|nccl|nvrtc|nvsh|nvJit|nvtx)\w+$")


def asked_of_others(path):
    """The libraries that an ELF file demands, and the names of C that it does not define."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset, size, count = (struct.unpack_from("<Q", data, 40)[0], *struct.unpack_from("<HH", data, 58))
        sections = [struct.unpack_from("<IIQQQQIIQQ", data, offset + index * size) for index in range(count)]

        def strings(section, at):
            start = sections[section[6]][4] + at
            return data[start : data.find(b"\0", start)]

        [symbols], [dynamic] = ([one for one in sections if one[1] == kind] for kind in (11, 6))
        entries = struct.iter_unpack("<QQ", data[dynamic[4] : dynamic[4] + dynamic[5]])
        needed = {strings(dynamic, value) for tag, value in entries if tag == 1}
        table = struct.iter_unpack("<IBBHQQ", data[symbols[4] : symbols[4] + symbols[5]])
        return needed, {strings(symbols, name) for name, _, _, section, _, _ in table if section == 0}


def library(name, needed=(), exported=()):
    """An ELF library: program headers, dynamic section, hash table of one chain, symbols, strings, functions."""
    strings, places = b"\0", {}
    for text in (name.encode(), *needed, *exported):
        places[text] = len(strings)
        strings += text + b"\0"
    chain = [1, len(exported) + 1, min(1, len(exported)), 0, *range(2, len(exported) + 1), 0][: 4 + len(exported)]
    dynamic = 64 + 3 * 56
    symbols = dynamic + 16 * (6 + len(needed) + 1)
    names = symbols + 24 * (len(exported) + 1)
    hashes = names + -(-len(strings) // 8) * 8
    plain = hashes + -(-4 * len(chain) // 8) * 8
    told = lambda one: plain + 8 if re.search(rb"Error(String|Name)|ErrorString|StatusString", one) else plain
    entries = [(14, places[name.encode()]), *((1, places[one]) for one in needed), (5, names), (10, len(strings))]
    entries += [(6, symbols), (11, 24), (4, hashes), (0, 0)]
    parts = [(struct.pack("<QQ", *entry)) for entry in entries] + [bytes(24)]
    parts += [struct.pack("<IBBHQQ", places[one], 18, 0, 1, told(one), 8) for one in exported]
    parts += [strings.ljust(hashes - names, b"\0"), struct.pack(f"<{len(chain)}I", *chain).ljust(plain - hashes, b"\0")]
    body = b"".join([*parts, CODE, TEXT, b"\0no CUDA library is installed\0"])
    size = dynamic + len(body)
    header = struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 3, 64, 0, 0)
    segments = [(1, 5, 0, size, 4096), (2, 4, dynamic, 16 * len(entries), 8), (0x6474E551, 6, 0, 0, 16)]
    headers = [struct.pack("<IIQQQQQQ", kind, flags, at, at, at, n, n, to) for kind, flags, at, n, to in segments]
    return b"\x7fELF\x02\x01\x01" + bytes(9) + header + b"".join(headers) + body


def main(folder):
    here = os.path.join(folder, "torch", "lib")
    needed, names = set(), set()
    own = (os.path.join(here, "lib[a-km-z]*.so"), os.path.join(folder, "torch", "_C*.so"))
    for path in (one for pattern in own for one in glob.glob(pattern)):
        libraries, undefined = asked_of_others(path)
        needed |= libraries
        names |= {one for one in undefined if FOREIGN.match(one)}
    absent = sorted(one.decode() for one in needed if re.match(rb"lib(cu|nccl|nv)", one))
    for name in absent:
        with open(os.path.join(here, name), "wb") as file:
            file.write(library(name, [ALL.encode()]))
    with open(os.path.join(here, ALL), "wb") as file:
        file.write(library(ALL, (), sorted(names)))


main(sys.argv[1])
