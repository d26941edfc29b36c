"""The house is as docs/architecture.md draws it: rooms in order, no circle, unique names."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "xltool"
FILES: Final = sorted(PACKAGE.rglob("*.py"))
LONGEST: Final = 320
"""Lines that a file may have."""
ROOM: Final = re.compile(r"^\| `(\w+)` \| .+? \| (.+?) \|$", re.MULTILINE)


def module(path: Path) -> str:
    """Return the dotted name of a file."""
    name = ".".join(("xltool", *path.relative_to(PACKAGE).with_suffix("").parts))
    return name.removesuffix(".__init__")


MODULES: Final = {module(path): path for path in FILES}


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, for types as well as when it runs."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            found |= {f"{name}.{alias.name}" for alias in node.names} & MODULES.keys() or {name}
    return found


def room(name: str) -> str:
    """Return the room that a module of ours stands in, or the library that another belongs to."""
    first, _, rest = name.partition(".")
    return (rest.partition(".")[0] or "__init__") if first == "xltool" else first


def drawn() -> dict[str, set[str]]:
    """Return what each room may import, in the order drawn."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return {name: set(allowed.split(", ")) - {"–"} for name, allowed in ROOM.findall(page)}


def test_rooms_import_what_is_drawn() -> None:
    """The table lists every room, and just what its files import besides themselves."""
    found: dict[str, set[str]] = {room(name): set() for name in MODULES}
    for name, path in MODULES.items():
        others = {room(other) for other in imported(path)} - sys.stdlib_module_names
        found[room(name)] |= others - {room(name), "__init__", "_typeshed"}
    assert {name for name, allowed in drawn().items() if "any" not in allowed} <= found.keys()
    assert found.keys() == drawn().keys()
    assert {
        name: allowed ^ found[name]
        for name, allowed in drawn().items()
        if "any" not in allowed and allowed != found[name]
    } == {}


def test_rooms_rest_on_those_above() -> None:
    """In the order drawn, no room imports one further down."""
    above = set[str]()
    for name, allowed in drawn().items():
        assert allowed & drawn().keys() <= above, name
        above.add(name)


def test_no_file_imports_in_a_circle() -> None:
    """No file rests on itself by way of others, types included."""
    graph = {name: imported(path) & MODULES.keys() - {name} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_class_names_are_unique() -> None:
    """A class name means one thing in the whole package."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path.name)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=module)
def test_files_are_short(path: Path) -> None:
    """A file that grows beyond this holds two jobs."""
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST
