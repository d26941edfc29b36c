"""Every promise of SECURITY.md names a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)?::(\w+)`")
"""A test; one without its file stands in the file that was named last."""
TRUSTED = "nothing tests that"
"""Ends a sentence about what is trusted, of which nothing is promised."""


def promises() -> list[str]:
    """Return each item of the lists of the page, in one line."""
    items = re.findall(r"^- (.+(?:\n  .+)*)", TEXT, re.MULTILINE)
    return [" ".join(item.split()) for item in items]


@pytest.mark.parametrize("promise", promises())
def test_each_promise_is_held_by_a_test(promise: str) -> None:
    """It names one that exists, or says that it is none."""
    named = NAMED.findall(promise)
    assert bool(named) is (TRUSTED not in promise)
    file = ""
    for path, name in named:
        file = path or file
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_page_says_what_a_reading_process_is_not() -> None:
    """Whoever relies on it must not take it for a jail."""
    assert "**not** a jail" in TEXT
