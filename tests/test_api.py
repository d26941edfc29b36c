"""The public names: there, documented, and loaded only when somebody asks for one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

import xltool

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]


def modules_after(program: str) -> set[str]:
    """Return the modules that a fresh Python has loaded after a program."""
    program += "\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


def test_names_are_sorted_and_exact() -> None:
    """``__all__`` is sorted, has each name once, and is all that can be loaded lazily."""
    assert xltool.__all__ == sorted(set(xltool.__all__))
    assert set(xltool._HOMES) == set(xltool.__all__)  # noqa: SLF001
    assert set(xltool.__all__) <= set(dir(xltool))


@pytest.mark.parametrize("name", xltool.__all__)
def test_every_name_is_there(name: str) -> None:
    """Each name is what it says: a function or class of ours with a docstring, never a module."""
    found = getattr(xltool, name)
    assert not isinstance(found, ModuleType)
    if name != "__version__":
        assert found.__module__.startswith("xltool.")
        assert found.__doc__


def test_unknown_name() -> None:
    """A name that is none is an ordinary ``AttributeError``."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        xltool.nothing  # noqa: B018 - asking is the test


def test_import_costs_nothing() -> None:
    """``import xltool`` loads one module and nothing else."""
    assert modules_after("import xltool") - modules_after("") == {"xltool"}


@pytest.mark.parametrize(
    ("name", "absent"),
    [("load_pack", {"pandas", "pandera", "xlsxwriter"}),
     ("write_workbook", {"pandas", "pandera"}),
     ("read_return", {"pandas", "pandera", "xlsxwriter"})],
)  # fmt: skip
def test_a_name_loads_what_it_needs(name: str, absent: set[str]) -> None:
    """Reading needs no writer, writing no reader, and neither needs pandas."""
    assert not absent & modules_after(f"from xltool import {name}")


def test_every_name_is_documented() -> None:
    """The page of the Python API names each of them."""
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in xltool.__all__ if f"`{name}" not in page] == []


def test_the_round_from_python(returned: Mapping[str, Path], tmp_path: Path) -> None:
    """Check, consolidate, write and extract by the public names alone."""
    pack = xltool.load_pack()
    returns, between = xltool.check(list(returned.values()), pack)
    assert between == []
    assert {item.verdict for item in returns} == {xltool.Verdict.ACCEPTED}
    children = [item.submission for item in returns if item.submission]
    parent = xltool.Entity("312", "某局（部门）", "某局")
    department = xltool.consolidate(pack, parent, children)
    xltool.write_workbook(tmp_path / "department.xlsx", pack, department)
    again = xltool.read_return(tmp_path / "department.xlsx", pack).submission
    assert again
    total = {
        fact.value
        for fact in xltool.extract(pack, again)
        if (fact.row, fact.column, fact.entity) == ("income_total", "current", "312")
    }
    assert total == {"8319.42"}
