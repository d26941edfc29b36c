"""Findings as a document: a row for each file, and a row for each entry."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.documents.content_text import titled
from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText
from xltool.kinds import SEVERITY_WORDS, VERDICT_WORDS, Severity
from xltool.messages.render import item_of, render
from xltool.model.entries import answered_findings, by_sheet, count_entries, open_findings
from xltool.report.explained import ANSWERED
from xltool.report.summary import closing, listed
from xltool.report.terminal import SEVERITY_STYLES, VERDICT_STYLES, other_cells
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from xltool.campaign.checking import Checked
    from xltool.documents.document import Content
    from xltool.kinds import Category
    from xltool.model.entries import Entry
    from xltool.model.findings import Finding, Return

Headings = tuple[tuple[Bilingual, ContentKind, float], ...]
_TITLE = Bilingual("审核结果", "check results")
_FILES = Bilingual("各文件", "Files")
_LIST = Bilingual("问题清单", "Findings")
_BETWEEN = Bilingual("各文件之间", "Between the files")
_NONE = Bilingual("没有发现问题。", "Nothing was found.")
_CODE = Bilingual("单位代码", "code"), ContentKind.CODE, 10.0
_ENTITY = Bilingual("单位", "entity"), ContentKind.TEXT, 14.0
FILE_COLUMNS: Headings = (
    _CODE, _ENTITY,
    (Bilingual("文件", "file"), ContentKind.TEXT, 34.0),
    (Bilingual("审核结论", "verdict"), ContentKind.TEXT, 12.0),
    *((words, ContentKind.COUNT, 9.0) for words in SEVERITY_WORDS.values()),
    (ANSWERED, ContentKind.COUNT, 9.0),
    (Bilingual("无法判断的规则", "rules not judged"), ContentKind.COUNT, 11.0),
)  # fmt: skip
PROBLEM_COLUMNS: Headings = (
    (Bilingual("报表", "sheet"), ContentKind.TEXT, 13.0),
    (Bilingual("单元格", "cell"), ContentKind.CODE, 10.0),
    (Bilingual("级别", "severity"), ContentKind.TEXT, 9.5),
    (Bilingual("规则", "rule"), ContentKind.CODE, 8.0),
    (Bilingual("行和栏", "item"), ContentKind.TEXT, 18.0),
    (Bilingual("填写的值", "value"), ContentKind.TEXT, 16.0),
    (Bilingual("问题", "what is wrong"), ContentKind.TEXT, 42.0),
    (Bilingual("怎么改", "what to do"), ContentKind.TEXT, 32.0),
)
_WRAPPED = frozenset({"文件", "行和栏", "填写的值", "问题", "怎么改"})


def columns_of(headings: Headings, language: str) -> tuple[DocumentColumn, ...]:
    """Return columns in a language; those of longer texts wrap."""
    return tuple(
        DocumentColumn(name.in_language(language), kind, width, wraps=name.zh in _WRAPPED)
        for name, kind, width in headings
    )


def findings_document(
    checked: Checked,
    language: str,
    categories: Collection[Category] = (),
    made: datetime | None = None,
) -> Document:
    """Return what a check found; only findings of ``categories`` are listed, if any are named."""
    name = checked.campaign.title if checked.campaign else checked.pack.title
    title = titled(name, _TITLE, language)
    files = DocumentTable(
        columns_of(FILE_COLUMNS, language),
        tuple(_file_row(item, language) for item in checked.returns),
    )
    rows = tuple(_rows(checked, language, categories))
    found = DocumentTable(columns_of((_CODE, _ENTITY, *PROBLEM_COLUMNS), language), rows)
    closed = closing(checked.returns, checked.between, language)
    pages = (
        DocumentPage(_FILES.in_language(language), title, (), (files,), (closed,)),
        DocumentPage(
            _LIST.in_language(language), titled(name, _LIST, language),
            () if rows else (_NONE.in_language(language),), (found,) if rows else (), (),
        ),
    )  # fmt: skip
    return Document(title, language, made or datetime.now().astimezone(), pages, wide=True)


def _who(item: Return) -> tuple[str, str]:
    entity = item.submission.entity if item.submission else None
    return (entity.code, entity.short) if entity else ("", "")


def _file_row(item: Return, language: str) -> tuple[Content, ...]:
    counts = count_entries(open_findings(item.findings))
    verdict = VERDICT_WORDS[item.verdict].in_language(language)
    return (
        *_who(item), Path(item.path).name, StyledText(verdict, VERDICT_STYLES[item.verdict]),
        *(counts[severity] for severity in Severity), len(answered_findings(item.findings)),
        item.undecided,
    )  # fmt: skip


def _rows(
    checked: Checked, language: str, categories: Collection[Category]
) -> Iterator[tuple[Content, ...]]:
    for item in checked.returns:
        who = _who(item) if item.submission else ("", Path(item.path).name)
        for row in problem_rows(open_findings(listed(item.findings, categories)), language):
            yield (*who, *row)
    for row in problem_rows(listed(checked.between, categories), language):
        yield ("", _BETWEEN.in_language(language), *row)


def problem_rows(findings: Iterable[Finding], language: str) -> Iterator[tuple[Content, ...]]:
    """Yield a row of ``PROBLEM_COLUMNS`` for each entry, by sheet; what one causes below it."""
    for group in by_sheet(findings).values():
        for entry in group:
            yield problem_row(entry, language)
            yield from (problem_row(each, language, "└ ") for each in entry.related)


def problem_row(entry: Entry, language: str, mark: str = "") -> tuple[Content, ...]:
    """Return an entry as a row of ``PROBLEM_COLUMNS``; ``mark`` stands before what is wrong."""
    finding = entry.finding
    problem, action = render(finding, language)
    space = " " if language == "en" else ""
    said = space.join(text for text in (problem, other_cells(entry.others, language)) if text)
    severity = SEVERITY_WORDS[finding.severity].in_language(language)
    sheet = f"{finding.workbook} {finding.sheet}".strip()
    return (
        sheet, finding.cell, StyledText(severity, SEVERITY_STYLES[finding.severity]), finding.rule,
        item_of(finding, language), finding.value, mark + said, action,
    )  # fmt: skip
