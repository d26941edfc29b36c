"""The sentences of the published text, which the document made from the example is held against.

The text is ``disclosure-2020.txt`` of the example. Of the sections 二, 三, 四, 六 and 七 every
heading is one sentence, and every paragraph is parted after ``。`` and ``；``; tables, with their
titles and notes, are none. That gives 31: 8 headings and 23 parts of paragraphs.

Blanks do not count (``3872.29 万元``), nor does the width of brackets (``18万元)；``).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS: Final = "二三四六七"
TABLES: Final = (
    "部门机构设置情况", "（四）预算项目绩效目标", "部门政府采购预算", "固定资产占用情况表",
)  # fmt: skip
"""The titles above tables and cards; each stands at the end of its section."""
_SECTION: Final = re.compile(r"([一二三四五六七八九])、")
_PART: Final = re.compile(r"[^。；]+[。；]?")


def published_text() -> str:
    """Return the text that was published, as it was."""
    return (examples() / "pingxiang-2020" / "disclosure-2020.txt").read_text(encoding="utf-8")


def published_lines(section: str) -> list[str]:
    """Return the lines of a section, its heading first, up to its table; none is blank."""
    lines: list[str] = []
    current = ""
    for line in map(str.strip, published_text().splitlines()):
        if heading := _SECTION.match(line):
            current = heading[1]
        if current == section and line in TABLES:
            break
        if current == section and line:
            lines.append(line)
    return lines


def sentences_of(line: str) -> Iterator[str]:
    """Part a line after ``。`` and ``；``, as sentences are compared."""
    for part in _PART.findall("".join(line.split())):
        yield comparable(part)


def comparable(sentence: str) -> str:
    """Return a sentence without blanks and with its characters in one width."""
    return "".join(unicodedata.normalize("NFKC", sentence).split())


def published_sentences() -> list[str]:
    """Return the 31 sentences of the sections that figures make, in the order of the text."""
    return [
        sentence
        for section in SECTIONS
        for line in published_lines(section)
        for sentence in sentences_of(line)
    ]
