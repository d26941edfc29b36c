"""The packages are as docs/architecture.md draws them: in order, no circle, unique names."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "xltool"
FILES: Final = sorted(PACKAGE.rglob("*.py"))
LONGEST: Final = 320
"""Lines that a file may have."""
PACKAGE_ROW: Final = re.compile(r"^\| `(\w+)` \| .+? \| (.+?) \|$", re.MULTILINE)


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


def package_of(name: str) -> str:
    """Return the package of a module of ours, or the library of another."""
    first, _, rest = name.partition(".")
    return (rest.partition(".")[0] or "__init__") if first == "xltool" else first


def drawn() -> dict[str, set[str]]:
    """Return what each package may import, in the order drawn."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return {name: set(allowed.split(", ")) - {"–"} for name, allowed in PACKAGE_ROW.findall(page)}


def test_packages_import_what_is_drawn() -> None:
    """The table lists every package, and just what its files import besides themselves."""
    found: dict[str, set[str]] = {package_of(name): set() for name in MODULES}
    for name, path in MODULES.items():
        others = {package_of(other) for other in imported(path)} - sys.stdlib_module_names
        found[package_of(name)] |= others - {package_of(name), "__init__", "_typeshed"}
    assert {name for name, allowed in drawn().items() if "any" not in allowed} <= found.keys()
    assert found.keys() == drawn().keys()
    assert {
        name: allowed ^ found[name]
        for name, allowed in drawn().items()
        if "any" not in allowed and allowed != found[name]
    } == {}


def test_packages_rest_on_those_above() -> None:
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


QUOTED: Final = re.compile(r"``([A-Za-z_][\w.]*?)(?:\(\))?``")
"""A name in a docstring, with or without brackets behind it."""


def documented(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield every docstring, those of constants too."""
    for outer in ast.walk(tree):
        if isinstance(outer, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            for node in outer.body:
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                    yield node.value


def names_in(tree: ast.Module) -> set[str]:
    """Return every name that code uses or defines, and every word of its texts."""
    found, docstrings = set[str](), set(documented(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                found |= set(name.split("."))
            case ast.keyword(arg=str(name)):
                found.add(name)
            case ast.Constant(value=str(text)) if node not in docstrings:
                found |= set(re.findall(r"[\w-]+", text))
    return found


def test_names_in_docstrings_exist() -> None:
    """What a docstring puts in two backquotes is a name of the package, Python or a library."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
    known = {*dir(builtins), *sys.stdlib_module_names, *MODULES}
    known |= {part for name in MODULES for part in name.split(".")}
    for tree in trees.values():
        known |= names_in(tree)
    wrong = {
        f"{module(path)}: {name}"
        for path, tree in trees.items()
        for text in documented(tree)
        for name in QUOTED.findall(str(text.value))
        if not set(name.split(".")) <= known and not re.fullmatch(r"[A-Z]{1,3}[0-9]+", name)
    }
    assert wrong == set()
