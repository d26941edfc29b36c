"""The board of the HTML report: a row for each return, a cell for each form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.report.html_elements import Markup, tag
from xltool.report.html_filters import board_filters
from xltool.report.html_words import entity_name, return_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Form


def board_section(checked: Checked, words: Mapping[str, str]) -> Markup:
    """Return the section with the board; entities that have not reported come last."""
    forms = _shown_forms(checked)
    head = tag(
        "tr",
        *(tag("th", words[name], scope="col") for name in ("entity", "verdict")),
        *(
            tag("th", form.template.sheet, scope="col", class_="form", lang="zh-CN")
            for form in forms
        ),
        tag("th", words["whole"], scope="col", class_="form"),
    )
    undecided = checked.undecided()
    rows = [
        _return_row(index, item, [form.id for form in forms], undecided, words)
        for index, item in sorted(enumerate(checked.returns), key=lambda pair: _order(pair[1]))
    ]
    rows += [_owing_row(entity, len(forms) + 1, words) for entity in checked.owing()]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="board")
    return tag(
        "section",
        tag("h2", words["board"], id="board"),
        tag("p", words["board.note"], class_="note"),
        board_filters(len(rows), words),
        tag("div", table, class_="scroll", tabindex="0", role="region", aria_labelledby="board"),
        aria_labelledby="board",
    )


def _shown_forms(checked: Checked) -> list[Form]:
    """Return the forms with a column: those of a parent only when a return has them."""
    seen = {name for item in checked.returns if item.submission for name in item.submission.extents}
    return [form for form in checked.pack.forms if not form.template.parent or form.id in seen]


def _order(item: Return) -> tuple[bool, str, str]:
    """Return the sort key of a return: by entity; files that could not be read come last."""
    code = item.submission.entity.code if item.submission else ""
    return not code, code, item.path


def _return_row(
    index: int,
    item: Return,
    forms: Iterable[str],
    undecided: Collection[str],
    words: Mapping[str, str],
) -> Markup:
    """Return the row of a return; the last cell is for findings about the whole file."""
    entity = item.submission.entity if item.submission else None
    file = tag("span", Path(item.path).name, class_="file") if entity else ""
    by_form: dict[str, list[Finding]] = {}
    for finding in item.findings:
        by_form.setdefault(finding.form, []).append(finding)
    cells = [_cell(index, form, by_form.get(form, []), item, words) for form in (*forms, "")]
    state = "undecided" if entity and entity.code in undecided else item.verdict.value
    verdict = tag("span", words[state], class_=f"verdict {state}")
    return tag(
        "tr", tag("th", tag("span", return_name(item), lang="zh-CN"), file, scope="row"),
        tag("td", verdict), *cells, data_state=state,
    )  # fmt: skip


def _cell(
    index: int, form: str, findings: list[Finding], item: Return, words: Mapping[str, str]
) -> Markup:
    """Return the cell of a form: how many findings of each severity, or a sign that there are none.

    For the whole file ``form`` is empty, and so is a cell without findings.
    """
    if not findings:
        mark, word = "", ""
        if form:
            absent = item.submission is None or form not in item.submission.extents
            mark, word = ("–", words["missing"]) if absent else ("✓", words["clean"])
        spoken = tag("span", word, class_="spoken")
        return tag("td", tag("span", mark, aria_hidden="true"), spoken, class_="mark quiet")
    counts = Counter(finding.severity for finding in findings)
    badges = [
        _badge(severity, counts[severity], words) for severity in Severity if counts[severity]
    ]
    link = tag(
        "a", *badges, href="#findings", data_file=str(index), data_form=form, class_="badges"
    )
    return tag("td", link, class_="mark")


def _badge(severity: Severity, count: int, words: Mapping[str, str]) -> Markup:
    spoken = tag("span", f" {words[severity.value]}", class_="spoken")
    return tag("span", str(count), spoken, class_=f"badge {severity.value}")


def _owing_row(entity: Entity, columns: int, words: Mapping[str, str]) -> Markup:
    name = tag("th", tag("span", entity_name(entity), lang="zh-CN"), scope="row")
    verdict = tag("td", tag("span", words["owes"], class_="verdict owes"))
    return tag("tr", name, verdict, tag("td", "", colspan=str(columns)), data_state="owes")
