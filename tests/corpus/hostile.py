"""Text in cells that would be more than text elsewhere: formulas, links, markup, controls."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.corpus.book import Book, Content
from tests.corpus.numbers import OTHER
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix, rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = "收支总表!L7"
"""A text of up to 200 characters."""

GOAL = "绩效目标!B5"
"""A text of several lines, up to 1000 characters."""

NAME = "政府采购!B7"
"""The name of a project."""


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, text in KEPT.items():
        expected = accepted(values={NOTE: text})
        if name in FOLDED:
            expected = accepted(*at("XL-111", NOTE), values={NOTE: FOLDED[name]})
        yield Variant(
            "hostile", f"text-{name}", edited(partial(Book.type, at=NOTE, text=text)), expected
        )
        number = needs_fix(*at("XL-112", OTHER), values={OTHER: text})
        yield Variant(
            "hostile", f"number-{name}", edited(partial(Book.type, at=OTHER, text=text)), number
        )
    for name, (place, content, expected) in WRITTEN.items():
        yield Variant(
            "hostile", name, edited(partial(Book.cell, at=place, content=content)), expected
        )


FOLDED = {"bidi": "156.79", "isolates": "abc", "soft-hyphen": "abcd"}
"""Those of the texts below that hold characters without ink, as they are read."""
KEPT = {
    "command": "=cmd|' /C calc'!A0",
    "plus-command": "+cmd|' /C calc'!A0",
    "minus-command": "-2+3+cmd|' /C calc'!A0",
    "at-command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "hyperlink": '=HYPERLINK("http://127.0.0.1/?x="&A1,"单击")',
    "link": "http://127.0.0.1/",
    "file-link": "file:///etc/passwd",
    "dynamic-data": '=DDE("cmd";"/C calc";"1")',
    "script": "<script>alert(1)</script>",
    "image": '<img src=x onerror="alert(1)">',
    "ampersand": "a & b &amp; c &#60;",
    "rich-markup": "[/red][bold]x[/bold]",
    "rich-link": "[link=http://127.0.0.1]x[/link]",
    "braces": "{0.__class__} {value} {name} %s",
    "quotes": "'; DROP TABLE facts; --",
    "bidi": "\u202e156.79\u202c",
    "isolates": "\u2066abc\u2069",
    "soft-hyphen": "ab\u00adcd",
    "combining": "z\u0335\u0322\u0348",
    "emoji": "警车🚓",
    "rare-character": "\U00020bb7野家",
    "private-use": "\ue000",
    "comma-and-lines": 'a,b;"c"\nd',
    "backslashes": "C:\\x\\u0041 \\n",
}  # fmt: skip

ESC = "_x001B_"
LONG = "字" * 201
WRITTEN: dict[str, tuple[str, Content, Expected]] = {
    "ansi": (
        NOTE, Content("str", f"<v>{ESC}[31m红{ESC}[0m</v>"),
        needs_fix(*at("XL-118", NOTE), values={NOTE: "[31m红[0m"}),
    ),
    "osc-link": (
        NOTE, Content("str", f"<v>{ESC}]8;;http://127.0.0.1_x0007_点{ESC}]8;;_x0007_</v>"),
        needs_fix(*at("XL-118", NOTE), values={NOTE: "]8;;http://127.0.0.1点]8;;"}),
    ),
    "nul": (
        NOTE, Content("str", "<v>a_x0000_b</v>"),
        needs_fix(*at("XL-118", NOTE), values={NOTE: "ab"}),
    ),
    "escaped-escape": (
        NOTE, Content("str", "<v>_x005F_x001B_</v>"), accepted(values={NOTE: "_x001B_"})
    ),
    "surrogate": (
        NOTE, Content("str", "<v>_xD83D_</v>"), accepted(values={NOTE: "_xD83D_"})
    ),
    "ansi-8-bit": (
        NOTE, Content("str", "<v>&#x9b;31m红</v>"),
        needs_fix(*at("XL-118", NOTE), values={NOTE: "31m红"}),
    ),
    "ansi-in-number": (
        OTHER, Content("str", f"<v>{ESC}[31m158.79</v>"),
        needs_fix(*at("XL-118", OTHER), values={OTHER: "[31m158.79"}),
    ),
    "control-reference": (NOTE, Content("str", "<v>&#x1b;[31m</v>"), rejected("XL-102", "xml")),
    "noncharacter": (
        NOTE, Content("str", "<v>a\ufffeb</v>"),
        rejected("XL-102", "xml"),
    ),
    "carriage-return": (
        GOAL, Content("str", "<v>1、甲&#13;&#10;2、乙</v>"), accepted(values={GOAL: "1、甲\n2、乙"})
    ),
    "carriage-return-escaped": (
        GOAL, Content("str", "<v>1、甲_x000D_\n2、乙</v>"), accepted(values={GOAL: "1、甲\n2、乙"})
    ),
    "markup-in-the-text": (
        NOTE, Content("inlineStr", "<is><t>a&lt;b&gt;c</t></is>"), accepted(values={NOTE: "a<b>c"})
    ),
    "text-too-long-for-its-cell": (
        NOTE, Content("str", f"<v>{LONG}</v>"), needs_fix(*at("XL-145", NOTE), values={NOTE: LONG})
    ),
    "text-too-long-for-excel": (
        NOTE, Content("str", f"<v>{'字' * 32768}</v>"),
        needs_fix(*at("XL-119", NOTE), values={NOTE: "字" * 32768}),
    ),
    "text-of-a-million": (
        NOTE, Content("str", f"<v>{'字' * 1_000_000}</v>"),
        needs_fix(*at("XL-119", NOTE), values={NOTE: "字" * 1_000_000}),
    ),
    "number-of-a-million-digits": (
        OTHER, Content("str", f"<v>{'1' * 1_000_000}</v>"),
        needs_fix(*at("XL-119", OTHER), values={OTHER: "1" * 1_000_000}),
    ),
    "number-of-spaces": (
        OTHER, Content("str", f"<v>1{' ' * 30_000}x</v>"),
        needs_fix(*at("XL-112", OTHER), values={OTHER: f"1{' ' * 30_000}x"}),
    ),
    "project-name-masked": (
        NAME, Content("str", "<v>**</v>"), accepted(values={NAME: "**"})
    ),
}  # fmt: skip
