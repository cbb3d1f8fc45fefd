"""Unpacks the files of a wheel that match a prefix: unpack_wheel.py WHEEL FOLDER PREFIX... (a wheel is a zip file; its CRCs are checked)."""
import sys
import zipfile

wheel, folder, *prefixes = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    names = [name for name in archive.namelist() if name.startswith(tuple(prefixes))]
    if not names:
        sys.exit("nothing in the wheel begins with " + " or ".join(prefixes))
    archive.extractall(folder, names)
