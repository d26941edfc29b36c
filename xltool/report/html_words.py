"""The words of the HTML report, Chinese and English; the forms' own words stay Chinese."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "report": ("审核报告", "Check report"),
        "skip": ("跳到问题清单", "Skip to the findings"),
        "made": ("生成时间", "Made"),
        "pack": ("报表包", "Pack"),
        "overview": ("总览", "Overview"),
        "files": ("收到的文件", "Files"),
        "accepted": ("可以接受", "Accepted"),
        "needs-fix": ("需要修改", "Need fixing"),
        "rejected": ("不予读取", "Rejected"),
        "owes": ("未报", "Owes"),
        "undecided": ("待定", "Undecided"),
        "error": ("错误", "Error"),
        "warning": ("提醒", "Warning"),
        "info": ("提示", "Note"),
        "board": ("各单位各表", "Entities and forms"),
        "board.note": (
            "数字是问题条数，点击只看该单位该表的问题。",
            "Numbers count findings; follow one to see only those of that entity and form.",
        ),
        "entity": ("单位", "Entity"),
        "file": ("文件", "File"),
        "verdict": ("结论", "Verdict"),
        "whole": ("整个文件", "Whole file"),
        "clean": ("无问题", "clean"),
        "missing": ("没有本表", "form missing"),
        "findings": ("问题清单", "Findings"),
        "findings.none": ("没有发现问题。", "Nothing was found."),
        "filters": ("筛选", "Filters"),
        "severity": ("轻重", "Severity"),
        "form": ("报表", "Form"),
        "all": ("全部", "All"),
        "search": ("查找", "Search"),
        "reset": ("全部显示", "Show all"),
        "rows": ("显示 {shown} 行，共 {all} 行", "Showing {shown} of {all} rows"),
        "showing": ("显示 {shown} 条，共 {all} 条", "Showing {shown} of {all}"),
        "hits": ("{0} 条", "{0}"),
        "by.rule": ("按规则", "By rule"),
        "todo": ("怎么改：", "What to do: "),
        "between": ("各文件之间", "Between the files"),
        "item": ("项目", "Item"),
        "value": ("填写的值", "Value"),
        "expected": ("应为", "Expected"),
        "around": ("{0} 附近的单元格", "Cells around {0}"),
        "here": ("问题所在", "the finding's cell"),
        "part": ("参与计算", "takes part"),
        "without": (
            "其余 {0} 条不附单元格图，以免文件过大。",
            "The other {0} come without their cells, to keep this file small.",
        ),
        "charts": ("收支构成", "Composition"),
        "charts.note": (
            "按本年预算数；空白、遮住或读不出的数不计入。",
            "This year's figures; blank, masked and unreadable ones are left out.",
        ),
        "chart.left": ("只画出最大的 {0} 个单位。", "Only the {0} largest entities are drawn."),
        "rest": ("其他", "Other"),
        "total": ("合计", "Total"),
        "figures": ("数据表", "Figures"),
        "kinds.10": ("文件", "The file"),
        "kinds.11": ("填写的内容", "What was typed"),
        "kinds.12": ("表样和单元格", "Forms and cells"),
        "kinds.13": ("公式和给定的数", "Formulas and given figures"),
        "kinds.14": ("栏次要求", "Requirements of a column"),
        "kinds.15": ("工作簿的身份", "Identity of the workbook"),
        "kinds.16": ("表样的移动和改动", "Forms that were moved or altered"),
        "kinds.17": ("填报以外的改动", "Changes besides filling in"),
        "kinds": ("其他", "Other"),
        "foot": (
            "本页由 xltool 在本机生成，不联网，可以直接转发或打印。",
            "Made by xltool on this computer. Works offline; forward or print it as it is.",
        ),
    }
)


def page_words(language: str) -> Mapping[str, str]:
    """Return the words of a language, ``zh`` or ``en``."""
    return {key: pair[language == "en"] for key, pair in _WORDS.items()}
