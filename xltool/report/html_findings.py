"""The findings of the HTML report: grouped by rule, each with the cells around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.messages.render import item_of, render
from xltool.report.html_elements import Markup, tag
from xltool.report.html_filters import filters
from xltool.report.snippets import Snippet, SnippetSource, Square

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Finding, Return

MOST_SNIPPETS = 40
"""Findings of one rule with cells drawn beside them; a page with many more becomes slow."""
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class _Found:
    """One finding, the number of its file (none between files) and what is around its cell."""

    finding: Finding
    file: int | None
    name: str
    snippet: Snippet | None = None
    left_out: bool = False

    @property
    def weight(self) -> int:
        """How early it stands: errors first."""
        return _WEIGHT[self.finding.severity]


@dataclass(frozen=True, slots=True)
class _FindingGroup:
    """The findings that state the same, errors first."""

    id: str
    rule: str
    title: str
    items: Sequence[_Found]

    @property
    def worst(self) -> Severity:
        """How much the heaviest weighs."""
        return self.items[0].finding.severity


def findings_section(checked: Checked, language: str, said: Mapping[str, str]) -> Markup:
    """Return the section with the filters and all findings."""
    found = list(_found(checked, said))
    title = tag("h2", said["findings"], id="findings", tabindex="-1")
    if not found:
        return tag("section", title, tag("p", said["findings.none"], class_="note"))
    groups = _grouped(found, language, said)
    return tag(
        "section",
        title,
        filters(checked, len(found), said),
        _index(groups, said),
        *(_section(group, language, said) for group in groups),
        aria_labelledby="findings",
    )


def _grouped(
    found: Sequence[_Found], language: str, said: Mapping[str, str]
) -> list[_FindingGroup]:
    """Return the findings by what they state, those with errors first, then the largest."""
    groups: dict[tuple[str, str], list[_Found]] = defaultdict(list)
    for item in found:
        groups[item.finding.rule, _title(item, language, said)].append(item)
    ordered = sorted(groups.items(), key=lambda group: _rank(group[1]))
    return [
        _FindingGroup(
            f"group-{number}", rule, title, sorted(items, key=lambda item: (item.weight, item.name))
        )
        for number, ((rule, title), items) in enumerate(ordered)
    ]


def _index(groups: Sequence[_FindingGroup], said: Mapping[str, str]) -> Markup:
    """Return links to the groups, each with how many findings it has."""
    links = [
        tag(
            "li",
            tag(
                "a",
                tag("span", group.rule, class_=f"rule {group.worst.value}"),
                tag("span", str(len(group.items)), class_="count"),
                href=f"#{group.id}",
                title=group.title,
            ),
        )
        for group in groups
    ]
    return tag("nav", tag("ul", *links), class_="index", aria_label=said["by.rule"])


def _found(checked: Checked, said: Mapping[str, str]) -> Iterator[_Found]:
    drawn = Counter[str]()
    for index, item in enumerate(checked.returns):
        sheets = SnippetSource(checked.pack, item)
        for finding in item.findings:
            drawn[finding.rule] += bool(finding.cell)
            many = bool(finding.cell) and drawn[finding.rule] > MOST_SNIPPETS
            snippet = None if many else sheets.snippet(finding)
            yield _Found(finding, index, _name(item), snippet, left_out=many)
    for finding in checked.between:
        yield _Found(finding, None, said["between"])


def _name(item: Return) -> str:
    if item.submission:
        return f"{item.submission.entity.code} {item.submission.entity.short}"
    return Path(item.path).name


def _title(item: _Found, language: str, said: Mapping[str, str]) -> str:
    """Return what a finding's group is about: its rule's own words, else what kind it is."""
    rule, stated = item.finding.rule, item.finding.params.get(language, "")
    if stated:
        return stated
    if rule.startswith("XL-"):
        return said.get(f"kinds.{rule[3:5]}", said["kinds"])
    return said["between"] if item.file is None else said["kinds.14"]


def _rank(items: Sequence[_Found]) -> tuple[int, int]:
    return min(item.weight for item in items), -len(items)


def _section(group: _FindingGroup, language: str, said: Mapping[str, str]) -> Markup:
    hints = dict.fromkeys(render(item.finding, language)[1] for item in group.items)
    common = next(iter(hints)) if len(hints) == 1 and len(group.items) > 1 else ""
    head = tag(
        "h3",
        tag("span", group.rule, class_=f"rule {group.worst.value}"),
        tag("span", group.title, class_="about"),
        tag("span", said["hits"].format(len(group.items)), class_="count"),
    )
    hint = tag("p", tag("strong", said["todo"]), common, class_="hint") if common else ""
    left = sum(item.left_out for item in group.items)
    note = tag("p", said["without"].format(left), class_="note") if left else ""
    items = [_item(item, language, said, hinted=bool(common)) for item in group.items]
    return tag("section", head, hint, note, *items, class_="group", id=group.id)


def _item(item: _Found, language: str, said: Mapping[str, str], *, hinted: bool) -> Markup:
    finding = item.finding
    text, hint = render(finding, language)
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    where = tag(
        "p",
        tag("span", said[finding.severity.value], class_=f"severity {finding.severity.value}"),
        tag("span", item.name, class_="who", lang="zh-CN"),
        tag("code", place, lang="zh-CN") if place else "",
        class_="where",
    )
    told = tag("p", text, class_="text")
    more = tag("p", tag("strong", said["todo"]), hint, class_="hint") if hint and not hinted else ""
    return tag(
        "article",
        tag("div", where, told, _details(finding, language, said), more, class_="told"),
        _window(item.snippet, place, said) if item.snippet else "",
        class_="finding",
        data_severity=finding.severity.value,
        data_file="" if item.file is None else str(item.file),
        data_form=finding.form,
    )


def _details(finding: Finding, language: str, said: Mapping[str, str]) -> Markup:
    pairs = (
        ("item", item_of(finding, language)),
        ("value", finding.value),
        ("expected", _signed(finding.expected)),
    )
    shown = [
        tag("div", tag("dt", said[name]), tag("dd", value, lang="zh-CN"))
        for name, value in pairs
        if value
    ]
    return tag("dl", *shown, class_="details") if shown else Markup()


def _signed(expected: str) -> str:
    """Return what is expected with the signs that people write."""
    return expected.replace(">=", "≥").replace("<=", "≤").replace("!=", "≠")


def _window(snippet: Snippet, place: str, said: Mapping[str, str]) -> Markup:
    head = tag("tr", tag("td"), *(tag("th", name, scope="col") for name in snippet.columns))
    rows = [
        tag("tr", tag("th", str(number), scope="row"), *(_square(square, said) for square in row))
        for number, row in zip(snippet.rows, snippet.squares, strict=True)
    ]
    caption = tag("caption", said["around"].format(place), class_="spoken")
    table = tag(
        "table", caption, tag("thead", head), tag("tbody", *rows), class_="sheet", lang="zh-CN"
    )
    return tag("div", table, class_="window")


def _square(square: Square, said: Mapping[str, str]) -> Markup:
    names = [square.kind, square.mark, "number" if square.number else ""]
    spoken = tag("span", f" ({said[square.mark]})", class_="spoken") if square.mark else ""
    return tag(
        "td", tag("span", square.text, class_="cell", title=square.text or None), spoken,
        class_=" ".join(filter(None, names)),
    )  # fmt: skip
