"""The board of the HTML report: a row for each return, a cell for each form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import FormState, Severity
from xltool.model.entries import count_entries, open_findings
from xltool.report.html_elements import Markup, tag
from xltool.report.html_filters import board_filters
from xltool.report.html_words import entity_name, return_name
from xltool.report.summary import rules_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Form


_CLEAN_MARK = "✓ "
_STATE_WORDS = {FormState.FILLED: "clean", FormState.NIL: "nil", FormState.EMPTY: "empty"}


def board_section(checked: Checked, language: str, words: Mapping[str, str]) -> Markup:
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
        _return_row(
            index, item, [form.id for form in forms], undecided, words, rules_text(item, language)
        )
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
    rules: str,
) -> Markup:
    """Return the row of a return; the last cell is for findings about the whole file."""
    entity = item.submission.entity if item.submission else None
    file = tag("span", Path(item.path).name, class_="file") if entity else ""
    by_form: dict[str, list[Finding]] = {}
    for finding in open_findings(item.findings):
        by_form.setdefault(finding.form, []).append(finding)
    cells = [_cell(index, form, by_form.get(form, []), item, words) for form in (*forms, "")]
    state = "undecided" if entity and entity.code in undecided else item.verdict.value
    verdict = tag("span", words[state], class_=f"verdict {state}")
    return tag(
        "tr", tag("th", tag("span", return_name(item), lang="zh-CN"), file, scope="row"),
        tag("td", verdict, *_unjudged(item, words), _rules(rules)), *cells, data_state=state,
        data_file=str(index),
    )  # fmt: skip


def _unjudged(item: Return, words: Mapping[str, str]) -> list[Markup]:
    """Return how many rules could not be judged, beside the verdict; nothing if none."""
    text = words["unjudged.count"].format(item.undecided)
    return [tag("span", text, class_="unjudged")] if item.undecided else []


def _rules(text: str) -> Markup:
    """Return what became of the rules of a file."""
    return tag("span", text, class_="file rules") if text else Markup()


def _cell(
    index: int, form: str, findings: list[Finding], item: Return, words: Mapping[str, str]
) -> Markup:
    """Return the cell of a form: whether it is filled in, how many findings of each severity.

    For the whole file ``form`` is empty, and so is a cell without findings. A form that is filled
    in and has findings shows only these.
    """
    if not findings:
        return tag("td", _state(form, item, words), class_="mark")
    counts = count_entries(findings)
    badges = [
        _badge(severity, counts[severity], words) for severity in Severity if counts[severity]
    ]
    link = tag(
        "a", *badges, href="#findings", data_file=str(index), data_form=form, class_="badges"
    )
    state = item.forms.get(form, FormState.FILLED)
    shown = _state(form, item, words) if state is not FormState.FILLED else ""
    return tag("td", shown, link, class_="mark")


def _state(form: str, item: Return, words: Mapping[str, str]) -> Markup:
    """Return the word for what a return holds of a form; nothing for the whole file."""
    if not form:
        return Markup()
    absent = item.submission is None or form not in item.submission.extents
    name = "missing" if absent else _STATE_WORDS[item.forms.get(form, FormState.FILLED)]
    mark = tag("span", _CLEAN_MARK, aria_hidden="true") if name == "clean" else ""
    return tag("span", mark, words[name], class_=f"state {name}")


def _badge(severity: Severity, count: int, words: Mapping[str, str]) -> Markup:
    text = f"{words[severity.value]} {count}"
    return tag("span", text, class_=f"badge {severity.value}", data_count=str(count))


def _owing_row(entity: Entity, columns: int, words: Mapping[str, str]) -> Markup:
    name = tag("th", tag("span", entity_name(entity), lang="zh-CN"), scope="row")
    verdict = tag("td", tag("span", words["owes"], class_="verdict owes"))
    return tag(
        "tr", name, verdict, tag("td", "", colspan=str(columns)), data_state="owes", data_file=""
    )
