"""The findings of the HTML report: grouped by rule, each with the cells around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.messages import item_of, render
from xltool.model import Finding, Return, Severity
from xltool.report.elements import Markup, tag
from xltool.report.pagefilters import filters
from xltool.report.snippets import Sheets, Snippet, Square

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.campaign.checking import Checked
    from xltool.model import Pack

MOST_SNIPPETS = 40
"""Findings of one rule with cells drawn beside them; a page with many more becomes slow."""
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class _Found:
    """One finding, the number of its file (none between files) and what is around its cell."""

    finding: Finding
    file: int | None
    name: str
    snippet: Snippet | None


def findings_section(checked: Checked, language: str, said: Mapping[str, str]) -> Markup:
    """Return the section with the filters and all findings."""
    found = list(_found(checked, said))
    title = tag("h2", said["findings"], id="findings", tabindex="-1")
    if not found:
        return tag("section", title, tag("p", said["findings.none"], class_="note"))
    titles = _titles(checked.pack, language)
    groups: dict[str, list[_Found]] = defaultdict(list)
    for item in found:
        groups[item.finding.rule].append(item)
    ordered = sorted(groups.items(), key=lambda group: _rank(group[1]))
    return tag(
        "section",
        title,
        filters(checked, len(found), said),
        *(_group(rule, group, titles, language, said) for rule, group in ordered),
        aria_labelledby="findings",
    )


def _found(checked: Checked, said: Mapping[str, str]) -> Iterator[_Found]:
    drawn = Counter[str]()
    for index, item in enumerate(checked.returns):
        sheets = Sheets(checked.pack, item)
        for finding in item.findings:
            drawn[finding.rule] += bool(finding.cell)
            few = drawn[finding.rule] <= MOST_SNIPPETS
            snippet = sheets.snippet(finding) if few else None
            yield _Found(finding, index, _name(item), snippet)
    for finding in checked.between:
        yield _Found(finding, None, said["between"], None)


def _name(item: Return) -> str:
    if item.submission:
        return f"{item.submission.entity.code} {item.submission.entity.short}"
    return Path(item.path).name


def _rank(group: Sequence[_Found]) -> tuple[int, int]:
    """Put groups with errors first, among them the largest."""
    return min(_WEIGHT[item.finding.severity] for item in group), -len(group)


def _titles(pack: Pack, language: str) -> dict[str, str]:
    titles: dict[str, str] = {}
    for _, rule in pack.rules():
        titles.setdefault(rule.id, rule.en if language == "en" else rule.zh)
    return titles


def _group(
    rule: str,
    group: Sequence[_Found],
    titles: Mapping[str, str],
    language: str,
    said: Mapping[str, str],
) -> Markup:
    worst = min((item.finding.severity for item in group), key=_WEIGHT.__getitem__)
    hints = dict.fromkeys(render(item.finding, language)[1] for item in group)
    common = next(iter(hints)) if len(hints) == 1 and len(group) > 1 else ""
    head = tag(
        "h3",
        tag("span", rule, class_=f"rule {worst.value}"),
        tag("span", titles.get(rule) or _family(rule, group, said), class_="about"),
        tag("span", said["hits"].format(len(group)), class_="count"),
    )
    hint = tag("p", tag("strong", said["todo"]), common, class_="hint") if common else ""
    left = sum(bool(item.finding.cell) for item in group) - MOST_SNIPPETS
    note = tag("p", said["without"].format(left), class_="note") if left > 0 else ""
    items = [_item(item, language, said, hinted=bool(common)) for item in group]
    return tag("section", head, hint, note, *items, class_="group", id=f"rule-{rule}")


def _family(rule: str, group: Sequence[_Found], said: Mapping[str, str]) -> str:
    """Name what an id without a text of its own is about."""
    if rule.startswith("XL-"):
        return said.get(f"kinds.{rule[3:5]}", said["kinds"])
    return said["between"] if all(item.file is None for item in group) else said["kinds.14"]


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
        ("expected", finding.expected),
    )
    shown = [
        tag("div", tag("dt", said[name]), tag("dd", value, lang="zh-CN"))
        for name, value in pairs
        if value
    ]
    return tag("dl", *shown, class_="details") if shown else Markup()


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
