"""The board of the HTML report: entities × forms, each with its verdict."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.report.html_elements import Markup, tag
from xltool.report.html_filters import board_filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Form


def board_section(checked: Checked, said: Mapping[str, str]) -> Markup:
    """Return the section with the board."""
    forms = [(form.id, form.template.sheet) for form in _forms(checked)]
    head = tag(
        "tr",
        *(tag("th", said[name], scope="col") for name in ("entity", "verdict")),
        *(tag("th", sheet, scope="col", class_="form", lang="zh-CN") for _, sheet in forms),
        tag("th", said["whole"], scope="col", class_="form"),
    )
    undecided = {f.entity for f in checked.between if f.message == "R34.duplicate"}
    rows = [
        _row(index, item, [name for name, _ in forms], undecided, said)
        for index, item in sorted(enumerate(checked.returns), key=lambda pair: _order(pair[1]))
    ]
    rows += [_owing(entity, len(forms) + 1, said) for entity in owing(checked)]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="board")
    return tag(
        "section",
        tag("h2", said["board"], id="board"),
        tag("p", said["board.note"], class_="note"),
        board_filters(len(rows), said),
        tag("div", table, class_="scroll", tabindex="0", role="region", aria_labelledby="board"),
        aria_labelledby="board",
    )


def _forms(checked: Checked) -> list[Form]:
    """Return the forms that somebody fills in: those of a parent only when one has done so."""
    seen = {name for item in checked.returns if item.submission for name in item.submission.extents}
    return [form for form in checked.pack.forms if not form.template.parent or form.id in seen]


def _order(item: Return) -> tuple[bool, str, str]:
    """Order the returns by entity; what could not be read comes last."""
    code = item.submission.entity.code if item.submission else ""
    return not code, code, item.path


def owing(checked: Checked) -> list[Entity]:
    """Return the entities of the campaign that have not reported."""
    if checked.campaign is None:
        return []
    reported = {item.submission.entity.code for item in checked.returns if item.submission}
    return [entity for entity in checked.campaign.reporting() if entity.code not in reported]


def _row(
    index: int, item: Return, forms: Iterable[str], undecided: set[str], said: Mapping[str, str]
) -> Markup:
    entity = item.submission.entity if item.submission else None
    name = f"{entity.code} {entity.short}" if entity else Path(item.path).name
    file = tag("span", Path(item.path).name, class_="file") if entity else ""
    found: dict[str, list[Finding]] = {}
    for finding in item.findings:
        found.setdefault(finding.form, []).append(finding)
    cells = [_cell(index, form, found.get(form, []), item, said) for form in (*forms, "")]
    state = "undecided" if entity and entity.code in undecided else item.verdict.value
    verdict = tag("span", said[state], class_=f"verdict {state}")
    return tag(
        "tr", tag("th", tag("span", name, lang="zh-CN"), file, scope="row"), tag("td", verdict),
        *cells, data_state=state,
    )  # fmt: skip


def _cell(
    index: int, form: str, findings: list[Finding], item: Return, said: Mapping[str, str]
) -> Markup:
    submission = item.submission
    if not findings:
        absent = submission is None or (form and form not in submission.extents)
        mark, word = ("–", said["missing"]) if absent else ("✓", said["clean"])
        if not form:
            mark, word = "", ""
        spoken = tag("span", word, class_="spoken")
        return tag("td", tag("span", mark, aria_hidden="true"), spoken, class_="mark quiet")
    found = Counter(finding.severity for finding in findings)
    counted = {severity: found[severity] for severity in Severity if found[severity]}
    badges = [_badge(severity, counted[severity], said) for severity in counted]
    link = tag(
        "a", *badges, href="#findings", data_file=str(index), data_form=form, class_="badges"
    )
    return tag("td", link, class_="mark")


def _badge(severity: Severity, count: int, said: Mapping[str, str]) -> Markup:
    spoken = tag("span", f" {said[severity.value]}", class_="spoken")
    return tag("span", str(count), spoken, class_=f"badge {severity.value}")


def _owing(entity: Entity, columns: int, said: Mapping[str, str]) -> Markup:
    name = tag("th", tag("span", f"{entity.code} {entity.short}", lang="zh-CN"), scope="row")
    verdict = tag("td", tag("span", said["owes"], class_="verdict owes"))
    return tag("tr", name, verdict, tag("td", "", colspan=str(columns)), data_state="owes")
