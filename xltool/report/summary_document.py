"""The department at a glance, as one page for whoever signs: totals, changes, what is open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.campaign.reminders import needs_reminder
from xltool.campaign.status_board import ReportingState
from xltool.documents.content_text import titled
from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText, TextStyle
from xltool.report.board_document import STATES, counts_text, deadline_text, late_text
from xltool.text import Bilingual
from xltool.values.decimal_text import MASK, shown_value
from xltool.values.decimals import NOT_COMPARABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from xltool.campaign.department_summary import DepartmentSummary
    from xltool.campaign.status_board import EntityStatus
    from xltool.documents.document import Content
    from xltool.documents.styled_text import AnyText
    from xltool.model.submission import Value
    from xltool.schedules.key_figures import KeyFigure

MOST_OPEN = 12
"""Entities that the page names; with more of them it would be no page for a leader any more."""
_TITLE = Bilingual("汇总情况", "summary")
_NAME = Bilingual("汇报", "Summary")
_FIGURES = Bilingual("主要数据", "Main figures")
_OPEN = Bilingual("尚未办结的单位", "What is still open")
_FIGURE_COLUMNS = (
    (Bilingual("报表", "form"), ContentKind.TEXT, 14.0),
    (Bilingual("项目", "line"), ContentKind.TEXT, 30.0),
    (Bilingual("本年", "this year"), ContentKind.AMOUNT, 14.0),
    (Bilingual("上年", "last year"), ContentKind.AMOUNT, 14.0),
    (Bilingual("增减", "change"), ContentKind.AMOUNT, 14.0),
    (Bilingual("增减%", "change %"), ContentKind.RATE, 10.0),
)
_OPEN_COLUMNS = (
    (Bilingual("单位代码", "code"), ContentKind.CODE, 14.0),
    (Bilingual("单位", "entity"), ContentKind.TEXT, 30.0),
    (Bilingual("状态", "state"), ContentKind.TEXT, 14.0),
    (Bilingual("说明", "remarks"), ContentKind.TEXT, 38.0),
)
_NO_FIGURES = Bilingual(
    "还没有已接受的报表，没有可以汇总的数。",
    "No return has been accepted yet: there are no figures.",
)
_UNKNOWN = Bilingual(
    "** 表示其中有被隐去或读不出的数，不是零。",
    "** means that a figure in it is hidden or unreadable; it is not zero.",
)
_NO_PRIOR = "——"
_ALL_DONE = Bilingual("各单位均已接受，没有待办事项。", "All are accepted; nothing is open.")


def summary_document(
    summary: DepartmentSummary, above: Decimal, language: str, made: datetime | None = None
) -> Document:
    """Return the page; ``above`` is the percentage beyond which a change counts as large."""
    title = titled(summary.board.title, _TITLE, language)
    figures = [_figure_table(summary.figures, language)] if summary.figures else []
    open_ = [item for item in summary.board.statuses if _is_open(item)]
    tables = (*figures, *([_open_table(open_, language)] if open_ else []))
    page = DocumentPage(
        _NAME.in_language(language), title, tuple(_lines(summary, language)), tables,
        tuple(_after(summary, open_, above, language)),
    )  # fmt: skip
    return Document(title, language, made or datetime.now().astimezone(), (page,))


def _is_open(item: EntityStatus) -> bool:
    return needs_reminder(item) or item.state is ReportingState.RETURNED


def _lines(summary: DepartmentSummary, language: str) -> Iterator[AnyText]:
    yield deadline_text(summary.board, language)
    yield counts_text(summary.board, language)
    if not summary.figures:
        yield StyledText(_NO_FIGURES.in_language(language), TextStyle.WARNING)
        return
    names = {entity.code for entity in summary.included}
    missing = [s.entity.short for s in summary.board.standings if s.entity.code not in names]
    count, due = len(summary.included), len(summary.board.standings)
    if language == "en":
        unit = summary.measure.removeprefix("单位：")
        text = f"The figures add up {count} of {due} entities, in {unit}."
        left = f"Not in the figures: {_named(missing, language)}."
    else:
        text = f"以下数据由 {count} 个单位汇总（应报 {due} 个）　{summary.measure}"
        left = f"未计入：{_named(missing, language)}"
    yield text
    if missing:
        yield StyledText(left, TextStyle.WARNING)


def _named(names: Sequence[str], language: str) -> str:
    """Return names; of many, how many more there are."""
    named = (", " if language == "en" else "、").join(names[:MOST_OPEN])
    more = len(names) - MOST_OPEN
    if more <= 0:
        return named
    return f"{named} and {more} more" if language == "en" else f"{named}等 {len(names)} 个单位"


def _columns(
    columns: Iterable[tuple[Bilingual, ContentKind, float]], language: str, *wrapped: int
) -> tuple[DocumentColumn, ...]:
    return tuple(
        DocumentColumn(name.in_language(language), kind, width, wraps=at in wrapped)
        for at, (name, kind, width) in enumerate(columns)
    )


def _figure_table(figures: Sequence[KeyFigure], language: str) -> DocumentTable:
    rows, before = [], ""
    for figure in figures:
        sheet = figure.sheet if figure.sheet != before else ""
        rows.append((sheet, "　" * figure.depth + figure.label, *_amounts(figure, language)))
        before = figure.sheet
    strong = frozenset(at for at, figure in enumerate(figures) if not figure.depth)
    columns = _columns(_FIGURE_COLUMNS, language, 1)
    return DocumentTable(columns, tuple(rows), _FIGURES.in_language(language), strong)


def _amounts(figure: KeyFigure, language: str) -> Iterator[Content]:
    yield _content(figure.current, language)
    for value in (figure.prior, figure.change, figure.rate):
        yield _content(value, language) if figure.compared else _NO_PRIOR


def _content(value: Value | None, language: str) -> Content:
    shown = shown_value(value)
    return "n/a" if shown == NOT_COMPARABLE and language == "en" else shown


def _open_table(open_: Sequence[EntityStatus], language: str) -> DocumentTable:
    rows = tuple(
        (
            item.entity.code, item.entity.name, STATES[item.state].in_language(language),
            _remarks(item, language),
        )
        for item in open_[:MOST_OPEN]
    )  # fmt: skip
    columns = _columns(_OPEN_COLUMNS, language, 3)
    return DocumentTable(columns, rows, _OPEN.in_language(language))


def _remarks(item: EntityStatus, language: str) -> str:
    english = language == "en"
    said = [late_text(item, language)] if item.late else []
    if item.errors:
        said.append(f"{item.errors} errors" if english else f"错误 {item.errors} 处")
    if item.warnings:
        said.append(f"{item.warnings} warnings" if english else f"提醒 {item.warnings} 条")
    return (", " if english else "，").join(said)


def _after(
    summary: DepartmentSummary, open_: Sequence[EntityStatus], above: Decimal, language: str
) -> Iterator[AnyText]:
    english = language == "en"
    more = len(open_) - MOST_OPEN
    if more > 0:
        yield f"{more} more entities are open." if english else f"另有 {more} 个单位尚未办结。"
    if not open_:
        yield _ALL_DONE.in_language(language)
    if summary.figures:
        count, missing = len(summary.changes), sum(not each.reason for each in summary.changes)
        percent = f"{above.normalize():f}%"
        yield (
            f"Lines that changed by more than {percent}: {count}, {missing} without a reason."
            if english
            else f"比上年增减超过 {percent} 的有 {count} 处，没有写明原因的 {missing} 处。"
        )
    values = ((each.current, each.prior) for each in summary.figures)
    if any(shown_value(value) == MASK for pair in values for value in pair):
        yield _UNKNOWN.in_language(language)
