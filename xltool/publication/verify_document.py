"""What came of verifying a document, as a listing for people and as data for programs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.messages.render import render
from xltool.publication.review_document import finding_row, place_text
from xltool.publication.verify import VerifiedBy
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.publication.verify import Verification

_TITLE: Final = Bilingual("公开文件核对", "Verification of a document")
_UNEXPLAINED: Final = Bilingual("没有比对的数字", "Numerals that nothing was compared with")
_BY: Final[Mapping[VerifiedBy, Bilingual]] = {
    VerifiedBy.MANIFEST: Bilingual(
        "与清单一致，没有改动：{} {}", "As in the manifest, unchanged: {} {}"
    ),
    VerifiedBy.WORKBOOK: Bilingual("与汇总工作簿核对", "Verified by the department's workbook"),
    VerifiedBy.ITSELF: Bilingual(
        "只与文件自身核对，没有对照报表", "Verified by itself only, not by any form"
    ),
}
_DRAFT, _FINAL = Bilingual("送审稿", "draft"), Bilingual("公开稿", "final")
_CLEAN: Final = Bilingual("没有发现问题。", "Nothing is wrong.")
VERIFIED_WORDS: Final[Mapping[str, Bilingual]] = {
    "amounts": Bilingual("读到金额", "amounts read"),
    "sums": Bilingual("核对合计", "sums judged"),
    "summed": Bilingual("其中的金额", "amounts in them"),
    "groups": Bilingual("核对小计", "subtotals judged"),
    "judged": Bilingual("核对数字和增减词", "numerals and words judged"),
    "written": Bilingual("人工填写的数字", "numerals written by a person"),
    "missing": Bilingual("没有找到的句子", "sentences not found"),
    "cells": Bilingual("核对表格", "cells of tables judged"),
    "secrets": Bilingual("查找不公开的文字", "withheld texts searched for"),
    "hidden": Bilingual("页面上没有的文字", "texts that no page shows"),
}
"""What the counts of a verification count."""
_COLUMNS: Final = (
    (Bilingual("位置", "Place"), 30.0), (Bilingual("级别", "Severity"), 9.0),
    (Bilingual("编号", "Rule"), 8.0), (Bilingual("问题", "What is wrong"), 46.0),
    (Bilingual("怎么改", "What to do"), 40.0),
)  # fmt: skip
_SHORT: Final = 20
"""Characters up to which a column holds words and does not wrap."""


def verify_document(found: Verification, language: str) -> Document:
    """Return what was judged and found, with the numerals that nothing was compared with."""
    columns = tuple(
        DocumentColumn(name.in_language(language), ContentKind.TEXT, width, wraps=width > _SHORT)
        for name, width in _COLUMNS
    )
    rows = tuple(finding_row(finding, language) for finding in found.findings)
    tables = [DocumentTable(columns, rows)] if rows else []
    if found.unexplained:
        tables.append(_unexplained(found, language))
    title = f"{found.name} {_TITLE.in_language(language)}"
    page = DocumentPage(
        _TITLE.in_language(language), title, tuple(_lines(found, language)), tuple(tables)
    )
    return Document(title, language, datetime.now().astimezone(), (page,), wide=True)


def verify_data(found: Verification, language: str) -> dict[str, object]:
    """Return the same as JSON has it."""
    return {
        "file": found.name,
        "kind": found.kind,
        "sha256": found.sha256,
        "verified_by": found.verified_by.value,
        "edition": found.edition.number if found.edition else None,
        "final": found.edition.final if found.edition else None,
        "counts": dict(found.counts),
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "place": place_text(finding, language),
                "value": finding.value,
                "expected": finding.expected,
                "text": text,
                "hint": hint,
            }
            for finding in found.findings
            for text, hint in [render(finding, language)]
        ],
        "unexplained": list(found.unexplained),
    }


def _lines(found: Verification, language: str) -> Iterator[str]:
    by = _BY[found.verified_by].in_language(language)
    if found.edition:
        kind = _FINAL if found.edition.final else _DRAFT
        by = by.format(kind.in_language(language), found.edition.number)
    yield by
    mark, gap = ("，", " ") if language == "zh" else (", ", " ")
    counted = (
        f"{VERIFIED_WORDS[name].in_language(language)}{gap}{count:,}"
        for name, count in found.counts.items()
    )
    if found.counts:
        yield mark.join(counted)
    if not found.findings:
        yield _CLEAN.in_language(language)


def _unexplained(found: Verification, language: str) -> DocumentTable:
    column = DocumentColumn(_UNEXPLAINED.in_language(language), ContentKind.TEXT, 60.0, wraps=True)
    return DocumentTable((column,), tuple((each,) for each in found.unexplained))
