"""The drawing of each kind of node that Excel can show, a file for each kind or family.

Importing this package imports all its files, and each registers what is in it: a new file needs
no entry here. The base class stands outside, in ``excel_formulas/drawing.py``: these files import
it, and it imports none of them.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")
