"""What the department itself fills in: texts and goals as published, decisions of our own.

Texts are taken from ``disclosure-2020.txt``. Ours are ``narrative.csv``, which takes sentences
apart into reasons and uses, ``duty_indicators.csv``, which parts each published clause into a name
and a value, and ``duty_projects.csv``. What is withheld stands in ``withheld.csv``.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE = Path(__file__).resolve().parent
SECTIONS = {  # section: the line above its paragraphs, what the line below them begins with
    "引言": ("2020年部门预算信息公开", "一、"),
    "部门职责": ("一、", "机构设置："),
    "总体绩效目标": ("（一）总体绩效目标", "（二）职责分项绩效目标"),
    "工作保障措施": ("（三）工作保障措施", "（四）预算项目绩效目标"),
}
"""Where the paragraphs of each section of the form stand in the published text."""
DUTY = re.compile(r"（\d）(?P<duty>.+)。\s*绩效目标：(?P<goal>.+)\s*绩效指标：(?P<indicators>.+)")
VALUE_FIRST = ("进一步提高", "加大力度提高", "提升", "提升10%以上")
"""Values that the published text puts, wholly or in part, before what they are the value of."""
REVIEWER, REVIEWED = "县公安局保密委员会办公室", "2020-01-08"
"""Who decided what is withheld, and when: ours."""
INFERABLE = ("22号交警专用设备转移支付资金-交警",)
"""Whose sum follows from its entity's published subtotal: nothing else is withheld there."""

Row = dict[str, str]
Place = tuple[str, str, str, str, str, str]
"""Form, table, row, label, column, value."""


def read(name: str) -> list[Row]:
    """Read one CSV table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_lines() -> list[str]:
    """Return the lines of the published text that are not blank."""
    text = (HERE / "disclosure-2020.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def between(first: str, last: str) -> list[str]:
    """Return the lines below the one that begins with ``first``, above that with ``last``."""
    lines = published_lines()
    start = next(at for at, line in enumerate(lines) if line.startswith(first)) + 1
    return lines[start : next(at for at in range(start, len(lines)) if lines[at].startswith(last))]


def duties() -> list[Row]:
    """Return the duties with their goals, and the indicators in one text, as published."""
    text = "\n".join(between(SECTIONS["总体绩效目标"][1], SECTIONS["工作保障措施"][0]))
    return [
        {name: each.strip() for name, each in found.groupdict().items()}
        for found in DUTY.finditer(text)
    ]


def records() -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield each register with its rows."""
    yield (
        "paragraphs",
        [
            {"section": section, "text": line}
            for section, (first, last) in SECTIONS.items()
            for line in between(first, last)
        ],
    )
    yield "decisions", [
        {
            "project": row["name"], "treatment": "隐名公开", "shown": row["card"],
            "ground": row["ground"], "reviewer": REVIEWER, "date": REVIEWED,
            "inferable": "是" if row["name"] in INFERABLE else "",
        }
        for row in read("withheld.csv")
    ]  # fmt: skip
    yield "duty_projects", read("duty_projects.csv")


def facts() -> Iterator[Place]:
    """Yield what the department enters, form by form."""
    for row in read("narrative.csv"):
        yield "narrative", "narrative", row["line"], row["label"], "text", row["text"]
    registers = dict(records())
    yield from register("paragraphs", registers["paragraphs"])
    yield from register("decisions", registers["decisions"])
    for number, duty in enumerate(duties(), 1):
        for column in ("duty", "goal"):
            yield "duties", "duties", str(number), "", column, duty[column]
        own = [row for row in read("duty_indicators.csv") if row["duty"] == duty["duty"]]
        for place, row in enumerate(own, 1):
            for column in ("name", "value"):
                yield "duties", "duty_indicators", f"{number}/{place}", "", column, row[column]
    yield from register("duty_projects", registers["duty_projects"])


def register(form: str, rows: Iterable[Row]) -> Iterator[Place]:
    """Yield the cells of a register, its rows numbered."""
    for number, row in enumerate(rows, 1):
        for column, value in row.items():
            yield form, form, str(number), "", column, value


def unspaced(text: str) -> str:
    """Return a text without blanks, which the published one has in odd places."""
    return "".join(text.split())


def checks(projects: Sequence[str]) -> Iterator[tuple[str, object, object]]:
    """Hold our tables against the published text, and against the projects of all entities."""
    text = unspaced("".join(published_lines()))
    for row in read("narrative.csv"):
        yield f"narrative {row['line']} is published", unspaced(row["text"]) in text, True
    yield "paragraphs", [len(between(*ends)) for ends in SECTIONS.values()], [1, 18, 1, 3]
    found = duties()
    yield "duties", len(found), 8
    ours = read("duty_indicators.csv")
    yield "duties of indicators", {row["duty"] for row in ours}, {row["duty"] for row in found}
    for duty in found:
        own = [row for row in ours if row["duty"] == duty["duty"]]
        turned = "".join(row["value"] for row in own if row["value"] in VALUE_FIRST)
        yield f"{duty['duty']}: left of its indicators", left_over(duty["indicators"], own), turned
    links = read("duty_projects.csv")
    yield "projects of duties", [row["project"] for row in links], list(projects)
    yield "duties of projects", {row["duty"] for row in links}, {row["duty"] for row in found}


def left_over(published: str, own: Sequence[Row]) -> str:
    """Return what is left of the published indicators when ours are taken out, without commas."""
    rest = unspaced(published)
    for row in own:
        clause = row["name"] if row["value"] in VALUE_FIRST else row["name"] + row["value"]
        rest = rest.replace(clause, "", 1)
    return rest.translate(dict.fromkeys(map(ord, "，；。")))
