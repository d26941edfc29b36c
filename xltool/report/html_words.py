"""The words of the HTML report in Chinese and English; what the forms print stays Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import CATEGORY_WORDS
from xltool.report.html_elements import tag
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity
    from xltool.report.html_elements import Markup

_WORDS: Mapping[str, Bilingual] = {
    "report": Bilingual("审核报告", "Check report"),
    "skip": Bilingual("跳到问题清单", "Skip to the findings"),
    "made": Bilingual("生成时间", "Made"),
    "pack": Bilingual("报表包", "Pack"),
    "overview": Bilingual("总览", "Overview"),
    "files": Bilingual("收到的文件", "Files"),
    "accepted": Bilingual("可以接受", "Accepted"),
    "needs-fix": Bilingual("需要修改", "Need fixing"),
    "untouched": Bilingual("没有填写", "Not filled in"),
    "rejected": Bilingual("不予读取", "Rejected"),
    "owes": Bilingual("未报", "Owes"),
    "undecided": Bilingual("待定", "Undecided"),
    "error": Bilingual("错误", "Error"),
    "warning": Bilingual("提醒", "Warning"),
    "info": Bilingual("提示", "Note"),
    "unjudged.count": Bilingual("无法判断 {} 条规则", "{} rules could not be judged"),
    "unjudged": Bilingual("无法判断的规则", "Rules not judged"),
    "others": Bilingual("另有 {0} 处", "{0} more"),
    "related": Bilingual("可能由此引起", "Probably caused by this"),
    "answered": Bilingual("已说明", "Explained"),
    "answers": Bilingual("已说明的提醒", "Explained warnings"),
    "resubmissions": Bilingual("与上次报送相比", "Since the last returns"),
    "board": Bilingual("各单位各表", "Entities and forms"),
    "board.note": Bilingual(
        "数字是问题条数，点击只看该单位该表的问题。“无数据”是单位说明本表没有数；"
        "“没有填”是既没有填，也没有说明。",
        "Numbers count findings; follow one to see only those of that entity and form. "
        "“No data” is stated by the entity; “empty” is neither filled in nor stated.",
    ),
    "entity": Bilingual("单位", "Entity"),
    "file": Bilingual("文件", "File"),
    "verdict": Bilingual("结论", "Verdict"),
    "whole": Bilingual("整个文件", "Whole file"),
    "clean": Bilingual("无问题", "clean"),
    "nil": Bilingual("无数据", "no data"),
    "empty": Bilingual("没有填", "empty"),
    "missing": Bilingual("没有本表", "form missing"),
    "findings": Bilingual("问题清单", "Findings"),
    "findings.none": Bilingual("没有发现问题。", "Nothing was found."),
    "filters": Bilingual("筛选", "Filters"),
    "severity": Bilingual("级别", "Severity"),
    "form": Bilingual("报表", "Form"),
    "category": Bilingual("类别", "Category"),
    **{f"category.{category}": words for category, words in CATEGORY_WORDS.items()},
    "all": Bilingual("全部", "All"),
    "search": Bilingual("查找", "Search"),
    "reset": Bilingual("全部显示", "Show all"),
    "print": Bilingual("打印", "Print"),
    "print.one": Bilingual("只打印这个单位", "Print this entity alone"),
    "rows": Bilingual("显示 {shown} 行，共 {all} 行", "Showing {shown} of {all} rows"),
    "showing": Bilingual("显示 {shown} 条，共 {all} 条", "Showing {shown} of {all}"),
    "hits": Bilingual("{0} 条", "{0}"),
    "by.rule": Bilingual("按规则", "By rule"),
    "todo": Bilingual("修改建议：", "What to do: "),
    "between": Bilingual("各文件之间", "Between the files"),
    "item": Bilingual("项目", "Item"),
    "value": Bilingual("填写的值", "Value"),
    "expected": Bilingual("应为", "Expected"),
    "around": Bilingual("{0} 附近的单元格", "Cells around {0}"),
    "here": Bilingual("问题所在", "the finding's cell"),
    "part": Bilingual("参与计算", "takes part"),
    "without": Bilingual(
        "其余 {0} 条不附单元格图，以免文件过大。",
        "The other {0} come without their cells, to keep this file small.",
    ),
    "charts": Bilingual("收支构成", "Composition"),
    "charts.note": Bilingual(
        "按本年预算数；空白、遮住或无法读取的数不计入。",
        "This year's figures; blank, masked and unreadable ones are left out.",
    ),
    "chart.left": Bilingual(
        "只画出最大的 {0} 个单位。", "Only the {0} largest entities are drawn."
    ),
    "rest": Bilingual("其他", "Other"),
    "total": Bilingual("合计", "Total"),
    "total.of": Bilingual("{0} 个单位合计 {1}", "{0} entities together {1}"),
    "figures": Bilingual("数据表", "Figures"),
    "kinds.10": Bilingual("文件", "The file"),
    "kinds.11": Bilingual("填写的内容", "What was typed"),
    "kinds.12": Bilingual("表样和单元格", "Forms and cells"),
    "kinds.13": Bilingual("公式和给定的数", "Formulas and given figures"),
    "kinds.14": Bilingual("栏次要求", "Requirements of a column"),
    "kinds.15": Bilingual("工作簿的身份", "Identity of the workbook"),
    "kinds.16": Bilingual("表样的移动和改动", "Forms that were moved or altered"),
    "kinds.17": Bilingual("填报以外的改动", "Changes besides filling in"),
    "kinds.18": Bilingual("有无数据和填报情况", "Nil forms and what is filled in"),
    "kinds.19": Bilingual("说明和再次报送", "Explanations and resubmissions"),
    "kinds": Bilingual("其他", "Other"),
    "foot": Bilingual(
        "本页由 xltool 在本机生成，不联网，可以直接转发或打印。",
        "Made by xltool on this computer. Works offline; forward or print it as it is.",
    ),
}


def rule_mark(finding: Finding, words: Mapping[str, str]) -> Markup:
    """Return how heavy a finding is, and its rule: ``错误 R1``."""
    text = f"{words[finding.severity.value]} {finding.rule}"
    return tag("span", text, class_=f"rule {finding.severity.value}")


def page_words(language: str) -> Mapping[str, str]:
    """Return the words of a language, ``zh`` or ``en``, by key."""
    return {key: text.in_language(language) for key, text in _WORDS.items()}


def entity_name(entity: Entity) -> str:
    """Return how the page calls an entity: ``312002 公安局``."""
    return f"{entity.code} {entity.short}"


def return_name(item: Return) -> str:
    """Return how the page calls a return: by its entity; by its file if it could not be read."""
    return entity_name(item.submission.entity) if item.submission else Path(item.path).name


def return_label(item: Return) -> str:
    """Return the name of a return with its file, for an entity may have several."""
    file = Path(item.path).name
    return f"{return_name(item)}（{file}）" if item.submission else file
