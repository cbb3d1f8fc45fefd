"""Prints the lines of a requirements file: `python3 tools/pin_wheels.py scipy==1.17.1 ...`.

Every wheel of that version for CPython 3.10 to 3.14 on Linux, macOS and Windows, with the sha256 that the package index
states. It asks the index that pip is set up to use, once for each package, and downloads no wheel.
"""

import sys

from pip._internal.commands import create_command
from pip._internal.index.collector import LinkCollector, parse_links

PYTHONS = ("310", "311", "312", "313", "314")


def links(name):
    command = create_command("download")
    options, _ = command.parse_args(["-q", name])
    with command.main_context():
        session = command.get_default_session(options)
        collector = LinkCollector.create(session, options=options)
        for source in collector.collect_sources(name, lambda _: []).index_urls:
            yield from parse_links(collector.fetch_response(source.link))


def is_wanted(filename):
    """CPython with a lock, or any Python 3 (abi3, none), on a machine that people have."""
    python, abi, platform = filename[: -len(".whl")].split("-")[-3:]
    if abi.endswith("t") or python.startswith("pp"):
        return False
    if not any(one in ("py3", "py2.py3") or one[2:] in PYTHONS or abi == "abi3" for one in python.split(".")):
        return False
    machine = platform.split(".")[0]
    return machine == "any" or machine.startswith(("manylinux", "musllinux", "macosx", "win")) and machine.endswith(
        ("x86_64", "aarch64", "arm64", "universal2", "amd64")
    )


def pins(requirement):
    name, version = requirement.split("==")
    found = {}
    for link in links(name):
        stem = f"{name.replace('-', '_').lower()}-{version}-"
        if link.filename.lower().startswith(stem) and link.filename.endswith(".whl") and is_wanted(link.filename):
            found[link.filename] = link.hash
    if not found:
        sys.exit(f"the index has no wheel of {requirement}")
    for filename in sorted(found):
        print(f"# {filename}", file=sys.stderr)
    return " \\\n".join([requirement, *(f"  --hash=sha256:{found[name]}" for name in sorted(found))])


print("\n".join(pins(one) for one in sys.argv[1:]))
