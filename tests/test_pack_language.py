"""The page about packs is the whole language: every word is there, with a right example."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from xltool import schema
from xltool.expressions.nodes import Expression
from xltool.expressions.rule import Rule

PAGE: Final = (Path(__file__).parents[1] / "docs" / "packs.md").read_text(encoding="utf-8")
TERM: Final = re.compile(r"^\| `.+` \| .+ \| `(?P<example>[^`]+)` \|$", re.MULTILINE)
RULES: Final = PAGE.partition("\n## Rules\n")[2].partition("\n## What lint finds\n")[0]
WORDS: Final[list[str]] = vars(schema)["__all__"]
EXAMPLES: Final = [found["example"].replace("\\|", "|") for found in TERM.finditer(RULES)]


def test_every_word_is_on_the_page() -> None:
    """What packs can import stands there as code."""
    prose = re.sub("^```.*?^```$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
    spoken = set(re.findall(r"\w+", " ".join(re.findall("`[^`]+`", prose))))
    assert [word for word in WORDS if word not in spoken] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_a_term_is_right(example: str) -> None:
    """It builds what a schema file would build; texts that it leaves out are put in."""
    words = {name: getattr(schema, name) for name in WORDS}
    made = eval(example.replace("…", '"中文", "English"'), {"__builtins__": {}}, words)  # noqa: S307
    assert isinstance(made, Expression | Rule)


def test_the_table_is_read() -> None:
    """Else nothing would be tested."""
    assert len(EXAMPLES) >= 45
