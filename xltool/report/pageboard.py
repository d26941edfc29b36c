"""The board of the HTML report: entities × forms, each with its verdict."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.model import Severity
from xltool.report.elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.campaign.checking import Checked
    from xltool.model import Entity, Finding, Return


def board_section(checked: Checked, said: Mapping[str, str]) -> Markup:
    """Return the section with the board."""
    forms = [(form.id, form.template.sheet) for form in checked.pack.forms]
    head = tag(
        "tr",
        *(tag("th", said[name], scope="col") for name in ("entity", "verdict")),
        *(tag("th", sheet, scope="col", class_="form", lang="zh-CN") for _, sheet in forms),
        tag("th", said["whole"], scope="col", class_="form"),
    )
    rows = [
        _row(index, item, [name for name, _ in forms], said)
        for index, item in enumerate(checked.returns)
    ]
    rows += [_owing(entity, len(forms) + 1, said) for entity in owing(checked)]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="board")
    return tag(
        "section",
        tag("h2", said["board"], id="board"),
        tag("p", said["board.note"], class_="note"),
        tag("div", table, class_="scroll", tabindex="0", role="region", aria_labelledby="board"),
        aria_labelledby="board",
    )


def owing(checked: Checked) -> list[Entity]:
    """Return the entities of the campaign that have not reported."""
    if checked.campaign is None:
        return []
    reported = {item.submission.entity.code for item in checked.returns if item.submission}
    return [entity for entity in checked.campaign.reporting() if entity.code not in reported]


def _row(index: int, item: Return, forms: Iterable[str], said: Mapping[str, str]) -> Markup:
    entity = item.submission.entity if item.submission else None
    name = f"{entity.code} {entity.short}" if entity else Path(item.path).name
    file = tag("span", Path(item.path).name, class_="file") if entity else ""
    found: dict[str, list[Finding]] = {}
    for finding in item.findings:
        found.setdefault(finding.form, []).append(finding)
    cells = [_cell(index, form, found.get(form, []), item, said) for form in (*forms, "")]
    verdict = tag("span", said[item.verdict.value], class_=f"verdict {item.verdict.value}")
    return tag(
        "tr", tag("th", tag("span", name, lang="zh-CN"), file, scope="row"), tag("td", verdict),
        *cells,
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
    return tag("tr", name, verdict, tag("td", "", colspan=str(columns)))
