"""What the cells of the sheet 检查 show: the stored results of its formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import parse_address
from xltool.kinds import Severity
from xltool.writing.workbook_checks import COVER

if TYPE_CHECKING:
    from xltool.writing.content import WorkbookContent
    from xltool.writing.problems import Problem

NOTHING_FOUND, NOT_BEGUN = "没有发现问题", "还没有填写"


def summary(content: WorkbookContent) -> str:
    """Return how many problems there are, in words."""
    total, errors = len(content.problems.lines), content.problems.count(Severity.ERROR)
    if total:
        return f"共 {total} 处，其中错误 {errors} 处"
    return NOTHING_FOUND if content.problems.is_begun else NOT_BEGUN


def count_all(content: WorkbookContent, form: str) -> int:
    """Return how many problems a form has."""
    return len(content.problems.by_form[form])


def count(content: WorkbookContent, severity: Severity, form: str) -> int:
    """Return how many problems of a form have a severity."""
    return content.problems.count(severity, form)


def problems_before(content: WorkbookContent, number: int) -> int:
    """Return how many problems stand on the first ``number`` sheets."""
    forms = list(content.problems.by_form.values())[:number]
    return sum(map(len, forms))


def first(content: WorkbookContent, form: str) -> str:
    """Return the first message of a form."""
    problems = content.problems.by_form[form]
    return _message(problems[0]) if problems else ""


def _message(problem: Problem) -> str:
    return f"{problem.word} {problem.cell} {problem.said}"


def answer_text(content: WorkbookContent, number: int) -> str:
    """Return what the check of an answer says."""
    return content.problems.answers.get(number, "")


def answers_down_to(content: WorkbookContent, number: int) -> int:
    """Return how many answers are wrong, down to one."""
    return sum(each <= number for each in content.problems.answers)


def other_text(content: WorkbookContent, number: int) -> str:
    """Return what a check on 检查 says."""
    return content.problems.others.get(number, "")


def line_value(what: str, content: WorkbookContent, number: int) -> str | int:
    """Return what a cell of line ``number`` shows; ``what`` names the cell."""
    if number >= len(content.problems.lines):
        return ""
    problem = content.problems.lines[number]
    sections = content.problems.checks.sections
    section = next(each for each in sections if each.form == problem.form)
    values: dict[str, str | int] = {
        "number": number + 1,
        "form": section.number,
        "at": number + 1 - problems_before(content, section.number - 1),
        "row": _text_row(content, problem),
        "message": _message(problem),
        "sheet": section.sheet,
        "cell": problem.cell,
        "word": problem.word,
        "said": problem.said,
    }
    return values[what]


def _text_row(content: WorkbookContent, problem: Problem) -> int:
    """Return which of the texts of a sheet a problem stands in, counted from 1."""
    checks = content.problems.checks
    if problem.form == COVER:
        cells = [answer.cell for answer in checks.answers]
        return cells.index(problem.cell) + 1
    position = parse_address(problem.cell)
    assert position is not None
    return position[0] - checks.forms[problem.form].area.top
