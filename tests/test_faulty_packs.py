"""Packs with one fault each: loading names file and key, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.small_pack import FILES, small_pack
from xltool.errors import PackError
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.small_pack import Edit
    from xltool.model.forms import Pack

SUMMARY, COURSES, CROSS = "schemas/summary.py", "schemas/courses.py", "schemas/cross.py"
SHEET, ROWS, LINES = "templates/summary.toml", "templates/courses.toml", "schemas/codes/summary.csv"
SAID: Final = ', "话", "Said"),'


def stated(file: str, rule: str) -> Edit:
    """Return the edit that states one more rule of a schema, before all others."""
    return file, "rules = (\n", f"rules = (\n    {rule}\n"


TWO_BLOCKS: Final = (
    (
        SHEET, ", change = 15, since = 12, note = 30 }",
        (', change = 15, since = 12 }\n\n[[band]]\nlines = ["other"]\n'
        "columns = { label = 9, note = 9 }"),
    ),
    (LINES, "outside,市外", "other,其他,,,,,\noutside,市外"),
)  # fmt: skip
"""A second block, with a line and a column of its own."""


FAULTS: Final[Mapping[str, tuple[tuple[Edit, ...], str]]] = {
    # Lines and what is printed beside them
    "lines-of-equal-label": (
        ((LINES, "outside,市外培训,total,yes,,,二、", "outside,市内培训,total,yes,,,一、"),),
        f"{LINES}: outside: label: 与 inside 同名 · the same label as inside",
    ),
    "first-band-without-lines": (
        (
            (SHEET, "[[band]]\nlines", "[[band]]\ncolumns = { prior = 15 }\n\n[[band]]\nlines"),
            (SHEET, "current = 15, prior = 15", "current = 15"),
        ),
        f"{SHEET}: band.lines: 左边没有栏组，应列出行次 · no band on its left: name lines",
    ),
    "na-under-a-calculated-column": (
        ((LINES, "outside,市外培训,total,yes,,", "outside,市外培训,total,yes,prior,"),),
        (f"{LINES}: outside: na: prior: outside 行没有这一栏，outside.change 却由它计算；"
        "change 也应列入 · line outside lacks it, but outside.change is calculated from it: "
        "list change, too"),
    ),
    "unprinted-under-a-calculated-column": (
        (
            (SHEET, ", change = 15, since = 12, note = 30 }\n", (', since = 12 }\n'
             '[[band]]\nlines = ["other"]\ncolumns = { label = 20, change = 15, note = 9 }\n')),
            (LINES, "outside,市外", "other,其他,,,,,\noutside,市外"),
        ),
        (f"{SHEET}: band.columns: current, prior: other 行没有这一栏，other.change 却由它计算 · "
        "line other lacks it, but other.change is calculated from it"),
    ),
    "na-under-a-calculated-line": (
        (
            stated(SUMMARY, 'calculated("T9", line.inside, line.outside + 1' + SAID),
            (LINES, "outside,市外培训,total,yes,,", "outside,市外培训,total,yes,current,"),
            (SUMMARY, "col.current - col.prior", "col.prior + col.prior"),
        ),
        (f"{LINES}: outside: na: current: outside 行没有这一栏，inside.current 却由它计算 · "
        "line outside lacks it, but inside.current is calculated from it"),
    ),
    "a-column-without-cells": (
        ((LINES, ("total,培训费合计,,,,,\ninside,市内培训,total,yes,,,一、\n"
                 "outside,市外培训,total,yes,,,"),
          ("total,培训费合计,,,since,,\ninside,市内培训,total,yes,since,,一、\n"
          "outside,市外培训,total,yes,since,,")),),
        f"{SHEET}: band.columns: since: 各行都不填 · no line has a cell for it",
    ),
    "labels-of-a-register": (
        ((ROWS, "columns = { no = 6", "columns = { label = 6"),),
        f"{ROWS}: band.columns: 不认识栏次 label · unknown column label",
    ),
    # What is printed
    "a-placeholder-in-a-total": (
        ((ROWS, '"{short}小计"', '"{name}小计"'),),
        f"{ROWS}: subtotal.name: 不认识空格 {{name}} · unknown blank {{name}}",
    ),
    "a-placeholder-in-a-column": (
        ((SUMMARY, '"本年预算数"', '"{year}年预算数"'),),
        "schemas: summary.current: 不认识空格 {year} · unknown blank {year}",
    ),
    "a-placeholder-in-a-heading": (
        ((SHEET, "[[band]]\n", '[[band]]\ntitle = "{year}年"\n'),),
        f"{SHEET}: band: 不认识空格 {{year}} · unknown blank {{year}}",
    ),
    "a-placeholder-of-cards": (
        ((ROWS, '"{code} {short}"', '"{no} {short}"'),),
        f"{ROWS}: subtitle: 不认识空格 {{no}} · unknown blank {{no}}",
    ),
    # Columns
    "codes-of-a-number": (
        ((COURSES, 'people=number("人数",', 'people=number("人数", codes="places",'),),
        "schemas: courses.people: codes: 数值不从代码表中选 · a number is chosen from no code list",
    ),
    "a-limit-of-a-text": (
        ((COURSES, 'name=text("名称",', 'name=text("名称", ge=0,'),),
        "schemas: courses.name: ge: 只用于数值 · for numbers only",
    ),
    "a-length-of-a-number": (
        ((COURSES, 'people=number("人数",', 'people=number("人数", str_length={"max_value": 3},'),),
        "schemas: courses.people: str_length: 只用于文字 · for texts only",
    ),
    "a-code-without-a-list": (
        ((COURSES, ', codes="places")', ")"),),
        ("schemas: courses.place: codes: 代码没有代码表，也没有检查 · "
        "a code has neither a list nor a check"),
    ),
    # Values that rules look at
    "a-date-before-a-text": (
        (stated(COURSES, 'rule("T9", col.held <= "2021-12-31"' + SAID),),
        f"{COURSES}: T9: <=: 日期与别的内容比较 · a date is compared with what is none",
    ),
    "a-date-equal-to-a-text": (
        (stated(SUMMARY, 'rule("T9", cell.summary.inside.since == "2021-12-31"' + SAID),),
        f"{SUMMARY}: T9: ==: 日期与别的内容比较 · a date is compared with what is none",
    ),
    "a-day-before-a-text": (
        (stated(COURSES, 'rule("T9", day("2021-12-31") < col.name' + SAID),),
        f"{COURSES}: T9: <: 日期与别的内容比较 · a date is compared with what is none",
    ),
    "texts-in-order": (
        (stated(COURSES, 'rule("T9", col.name <= "m"' + SAID),),
        f"{COURSES}: T9: <=: 文字只能比较是否相同 · texts are only equal or not",
    ),
    "a-number-equal-to-a-text": (
        (stated(CROSS, 'rule("T9", total.courses.amount(where=col.people == "1") <= 5' + SAID),),
        f"{CROSS}: T9: ==: 数与文字比较 · a number is compared with a text",
    ),
    "a-text-that-is-calculated-with": (
        (stated(COURSES, 'rule("T9", col.people + col.name <= 5' + SAID),),
        f"{COURSES}: T9: +: 文字不能计算 · a text is calculated with",
    ),
    "amounts-of-different-scale": (
        ((ROWS, 'measure = "单位：万元"', 'measure = "单位：元"\nscale = "元"'),),
        (
            f"{CROSS}: T8: 元与万元比较，应写 wan(…) · "
            "amounts in “元” meet amounts in “万元”: use wan(…)"
        ),
    ),
    "blank-of-a-line": (
        (stated(SUMMARY, 'rule("T9", blank(line.inside)' + SAID),),
        f"{SUMMARY}: T9: blank: 只能问一栏，如 col.… · asks about a column: col.…",
    ),
    "blank-of-a-cell": (
        (stated(CROSS, 'rule("T9", ~blank(cell.summary.inside.current)' + SAID),),
        f"{CROSS}: T9: blank: 只能问一栏，如 col.… · asks about a column: col.…",
    ),
    "a-total-per-nothing": (
        (stated(COURSES, 'rule("T9", total.courses.amount(per="place") <= 5' + SAID),),
        f"{COURSES}: T9: per: 应同时用到本行的一栏，如 col.… · needs a column of the row: col.…",
    ),
    "a-cell-that-does-not-apply": (
        (
            (LINES, "outside,市外培训,total,yes,,", "outside,市外培训,total,yes,note,"),
            stated(CROSS, 'rule("T9", cell.summary.outside.note != "x"' + SAID),
        ),
        f"{CROSS}: T9: cell.summary.outside.note: 表上没有这一格 · the form has no such cell",
    ),
    "a-total-of-what-does-not-add": (
        (stated(CROSS, 'rule("T9", total.courses.fee <= 5' + SAID),),
        f"{CROSS}: T9: total.courses.fee: 表上没有这个合计 · the form has no such total",
    ),
    "a-rule-of-no-line": (
        (*TWO_BLOCKS, stated(SUMMARY, 'rule("T9", (col.change <= 5) | blank(col.note)' + SAID)),
        f"{SUMMARY}: T9: 没有一行可审 · applies to no line",
    ),
    "a-rule-of-no-column": (
        (*TWO_BLOCKS, stated(SUMMARY, 'rule("T9", line.other <= line.inside' + SAID)),
        f"{SUMMARY}: T9: 没有一栏可审 · applies to no column: none stands beside all its lines",
    ),
    # Calculations
    "two-calculations-of-one-column": (
        (stated(SUMMARY, 'calculated("T9", col.change, col.prior' + SAID),),
        f"{SUMMARY}: T2: col.change: 已由 T9 计算 · T9 calculates it",
    ),
    "two-calculations-of-one-line": (
        (stated(SUMMARY, 'calculated("T9", line.total, line.inside' + SAID),),
        f"{SUMMARY}: T1: line.total: 已由 T9 计算 · T9 calculates it",
    ),
    "parts-of-a-leaf": (
        (stated(SUMMARY, 'rule("T9", line.inside <= parts(line.inside)' + SAID),),
        f"{SUMMARY}: T9: parts(line.inside): 下面没有可加的行 · no line below it adds up to it",
    ),
    "a-calculated-text": (
        (stated(SUMMARY, 'calculated("T9", col.note, col.prior' + SAID),),
        f"{SUMMARY}: T9: calculated: col.note: 不是数值 · is no number",
    ),
    "a-calculated-cell": (
        (stated(SUMMARY, 'calculated("T9", parts(line.total), line.inside' + SAID),),
        f"{SUMMARY}: T9: calculated: 应是 col.… 或 line.… · must be col.… or line.…",
    ),
    "a-circle-of-two": (
        (
            stated(SUMMARY, 'calculated("T9", col.current, col.change + col.prior' + SAID),
        ),
        f"{SUMMARY}: T9: 循环计算 col.current · calculates itself: col.current",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(edits: tuple[Edit, ...], said: str, tmp_path: Path) -> None:
    """One fault is one line: file, key, what is wrong."""
    with pytest.raises(PackError) as found:
        load_pack(small_pack(tmp_path, *edits))
    assert str(found.value).splitlines() == [said]


def test_the_pack_without_faults_loads(tmp_path: Path) -> None:
    """What the faults are put into is sound."""
    assert len(load_pack(small_pack(tmp_path)).forms) == len(
        FILES["templates/pack.toml"].split()[-2:]
    )


def test_a_code_list_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A list that no encoding fits is one problem: what names it is not blamed, too."""
    (small_pack(tmp_path) / LINES).write_bytes(b"code,label\n\x81\xff\xfe\x8d,x\n")
    with pytest.raises(PackError) as found:
        load_pack(tmp_path)
    assert str(found.value) == (
        f"{LINES}: 不是表格文件，也不是文本，请用 Excel 另存为 .xlsx 或 CSV · "
        "neither a workbook nor text: save it from Excel as .xlsx or CSV"
    )


def test_amounts_are_converted_to_be_compared(tmp_path: Path) -> None:
    """What is counted in 元 meets 万元 inside ``wan``."""
    measure = (ROWS, 'measure = "单位：万元"', 'measure = "单位：元"\nscale = "元"')
    converted = (CROSS, ">= total.courses.amount", ">= wan(total.courses.amount)")
    load_pack(small_pack(tmp_path, measure, converted))


def test_figures_that_can_be_adjusted_are_listed_only_where_a_parent_adjusts(
    tmp_path: Path, pack: Pack
) -> None:
    """Lines of one label are no fault of a pack without adjustments."""
    assert "cells" not in load_pack(small_pack(tmp_path)).codes
    assert "cells" in pack.codes
