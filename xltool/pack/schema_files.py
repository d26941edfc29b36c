"""Schema files of a pack are Python: run, with what they share by ``from .shared import …``."""

from __future__ import annotations

import importlib.util
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from xltool.errors import PackError
from xltool.model.faults import PACK_MODULE
from xltool.schema import LOADED_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xltool.model.forms import CodeList


def run_schema(path: Path, lists: Mapping[str, CodeList]) -> ModuleType:
    """Run a schema file; raise ``PackError`` with whatever error it raises.

    ``lists`` are the code lists that it may ask for by ``codes``.
    """
    spec = importlib.util.spec_from_file_location(f"{PACK_MODULE}.{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        msg = f"schemas/{path.name}: 无法读取 · cannot be read"
        raise PackError(msg)
    module = importlib.util.module_from_spec(spec)
    token = LOADED_CODES.set(lists)
    try:
        with _package(path.parent):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        msg = f"schemas/{path.name}: {type(error).__name__}: {error}"
        raise PackError(msg) from error
    finally:
        LOADED_CODES.reset(token)
    return module


@contextmanager
def _package(folder: Path) -> Iterator[None]:
    """Let a schema file import what it shares with others: ``from .year_on_year import rules``.

    Nothing stays imported, for another pack may have a file of the same name.
    """
    package = ModuleType(PACK_MODULE)
    package.__path__ = [str(folder)]
    sys.modules[PACK_MODULE] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.startswith(PACK_MODULE)]:
            del sys.modules[name]
