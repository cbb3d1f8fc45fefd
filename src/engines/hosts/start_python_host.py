"""Starts a host in Python: start_python_host.py NAME [FOLDER].

NAME_host.py serves the library, and FOLDER has its packages. The serving code is that of python/lastbit_engine, which
lies at the same place in a checkout and in the package.
"""

import importlib
import os
import sys

name, *folders = sys.argv[1:]
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
sys.path[1:1] = [os.path.join(os.path.normpath(root), "python"), *folders]
importlib.import_module(f"{name.replace('-', '_')}_host").main()
