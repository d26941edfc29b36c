"""The findings of the HTML report: grouped by rule, each with the cells around its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.messages.render import item_of, render
from xltool.model.entries import entries, open_findings
from xltool.report.html_elements import Markup, tag
from xltool.report.html_explained import declined_note
from xltool.report.html_filters import filters
from xltool.report.html_words import return_name, rule_mark
from xltool.report.snippets import Snippet, SnippetSource, Square
from xltool.report.summary import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xltool.campaign.checking import Checked
    from xltool.kinds import Category, Severity
    from xltool.model.entries import Entry
    from xltool.model.findings import Finding

MOST_SNIPPETS = 40
"""Findings of one rule with cells drawn beside them; a page with many more becomes slow.

Those beyond come without cells, and a note says how many.
"""


@dataclass(frozen=True, slots=True)
class _FindingEntry:
    """One entry, the number and name of its file, and the cells around its finding's own.

    Between files ``file`` is None. ``left_out`` are the cells beyond ``MOST_SNIPPETS``.
    """

    entry: Entry
    file: int | None
    name: str
    snippet: Snippet | None = None
    left_out: bool = False

    @property
    def finding(self) -> Finding:
        """The finding that is listed in full."""
        return self.entry.finding


@dataclass(frozen=True, slots=True)
class _FindingGroup:
    """The findings of one rule and statement, the most severe first."""

    id: str
    rule: str
    title: str
    items: Sequence[_FindingEntry]

    @property
    def severity(self) -> Severity:
        """The severity of the most severe finding."""
        return self.items[0].finding.severity


def findings_section(
    checked: Checked,
    language: str,
    words: Mapping[str, str],
    categories: Collection[Category] = (),
) -> Markup:
    """Return the section with the filters and all findings, or those of some categories."""
    shown = list(_entries(checked, words, categories))
    title = tag("h2", words["findings"], id="findings", tabindex="-1")
    if not shown:
        return tag("section", title, tag("p", words["findings.none"], class_="note"))
    groups = _grouped(shown, language, words)
    return tag(
        "section",
        title,
        filters(checked, len(shown), words),
        _index(groups, words),
        *(_section(group, language, words) for group in groups),
        aria_labelledby="findings",
    )


def _grouped(
    entries: Sequence[_FindingEntry], language: str, words: Mapping[str, str]
) -> list[_FindingGroup]:
    """Return the findings by rule and title: the most severe groups first, then the largest."""
    groups: dict[tuple[str, str], list[_FindingEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.finding.rule, _title(entry, language, words)].append(entry)
    ordered = sorted(groups.items(), key=lambda group: _group_order(group[1]))
    return [
        _FindingGroup(f"group-{number}", rule, title, sorted(group, key=_entry_order))
        for number, ((rule, title), group) in enumerate(ordered)
    ]


def _group_order(group: Sequence[_FindingEntry]) -> tuple[int, int]:
    return min(entry.finding.severity.rank for entry in group), -len(group)


def _entry_order(entry: _FindingEntry) -> tuple[int, str]:
    return entry.finding.severity.rank, entry.name


def _index(groups: Sequence[_FindingGroup], words: Mapping[str, str]) -> Markup:
    """Return links to the groups, each with how many findings it has."""
    links = [
        tag(
            "li",
            tag(
                "a",
                tag("span", words[group.severity.value], class_=f"severity {group.severity.value}"),
                tag("span", group.rule, class_="rule"),
                tag("span", group.title, class_="what"),
                _count(group, words),
                href=f"#{group.id}",
                title=group.title,
            ),
        )
        for group in groups
    ]
    return tag("nav", tag("ul", *links), class_="index", aria_label=words["by.rule"])


def _count(group: _FindingGroup, words: Mapping[str, str]) -> Markup:
    """Return how many findings a group has; the script writes how many the filters leave."""
    text = words["hits"]
    return tag("span", text.format(len(group.items)), class_="count", data_text=text)


def _entries(
    checked: Checked, words: Mapping[str, str], categories: Collection[Category]
) -> Iterator[_FindingEntry]:
    drawn = Counter[str]()
    for index, item in enumerate(checked.returns):
        sheets = SnippetSource(checked.pack, item)
        for entry in entries(open_findings(listed(item.findings, categories))):
            finding = entry.finding
            drawn[finding.rule] += bool(finding.cell)
            many = bool(finding.cell) and drawn[finding.rule] > MOST_SNIPPETS
            snippet = None if many else sheets.snippet(finding)
            yield _FindingEntry(entry, index, return_name(item), snippet, left_out=many)
    for entry in entries(listed(checked.between, categories)):
        yield _FindingEntry(entry, None, entry.finding.workbook or words["between"])


def _title(entry: _FindingEntry, language: str, words: Mapping[str, str]) -> str:
    """Return the title of a finding's group: the sentence of its rule, else its kind."""
    rule, sentence = entry.finding.rule, entry.finding.params.get(language, "")
    if sentence:
        return sentence
    if rule.startswith("XL-"):
        return words.get(f"kinds.{rule[3:5]}", words["kinds"])
    # what is left are checks of columns that have an id of the pack
    return words["between"] if entry.file is None else words["kinds.14"]


def _section(group: _FindingGroup, language: str, words: Mapping[str, str]) -> Markup:
    """Return the section of a group; a hint that all its findings share is given once."""
    hints = {render(entry.finding, language)[1] for entry in group.items}
    common = hints.pop() if len(hints) == 1 and len(group.items) > 1 else ""
    head = tag(
        "h3",
        tag("span", group.rule, class_=f"rule {group.severity.value}"),
        tag("span", group.title, class_="about"),
        _count(group, words),
    )
    hint = tag("p", tag("strong", words["todo"]), common, class_="hint") if common else ""
    left_out = sum(entry.left_out for entry in group.items)
    note = tag("p", words["without"].format(left_out), class_="note") if left_out else ""
    articles = [_article(entry, language, words, with_hint=not common) for entry in group.items]
    return tag("section", head, hint, note, *articles, class_="group", id=group.id)


def _article(
    entry: _FindingEntry, language: str, words: Mapping[str, str], *, with_hint: bool
) -> Markup:
    finding, place = entry.finding, entry.finding.location
    text, hint = render(finding, language)
    where = tag(
        "p",
        tag("span", words[finding.severity.value], class_=f"severity {finding.severity.value}"),
        tag("span", entry.name, class_="who", lang="zh-CN"),
        tag("code", place, lang="zh-CN") if place else "",
        class_="where",
    )
    to_do = ""
    if hint and with_hint:
        to_do = tag("p", tag("strong", words["todo"]), hint, class_="hint")
    details = _details(finding, language, words)
    said = declined_note(finding, language)
    return tag(
        "article",
        tag(
            "div",
            where,
            tag("p", text, class_="text"),
            details,
            to_do,
            said,
            *_more(entry.entry, language, words),
            class_="told",
        ),
        _window(entry.snippet, place, words) if entry.snippet else "",
        class_="finding",
        data_severity=finding.severity.value,
        data_category=finding.category.value,
        data_file="" if entry.file is None else str(entry.file),
        data_form=finding.form,
    )


def _details(finding: Finding, language: str, words: Mapping[str, str]) -> Markup:
    """Return what the finding is about, what was typed and what is expected, as far as known."""
    pairs = (
        ("item", item_of(finding, language)),
        ("value", finding.value),
        ("expected", finding.expected),
    )
    shown = [
        tag("div", tag("dt", words[name]), tag("dd", value, lang="zh-CN"))
        for name, value in pairs
        if value
    ]
    return tag("dl", *shown, class_="details") if shown else Markup()


def _more(entry: Entry, language: str, words: Mapping[str, str]) -> Iterator[Markup]:
    """Yield the other places of an entry, folded, and what it probably causes, in one line each."""
    if entry.others:
        lines = [_brief(each, each.cell or each.sheet, language, words) for each in entry.others]
        title = tag("summary", words["others"].format(len(lines)))
        yield tag("details", title, tag("ul", *lines), class_="others")
    if entry.related:
        lines = [
            _brief(each, each.location, language, words)
            for other in entry.related
            for each in other.findings
        ]
        yield tag("p", words["related"], class_="hint")
        yield tag("ul", *lines, class_="related")


def _brief(finding: Finding, place: str, language: str, words: Mapping[str, str]) -> Markup:
    text = render(finding, language)[0]
    return tag("li", rule_mark(finding, words), " ", tag("code", place), " ", text)


def _window(snippet: Snippet, place: str, words: Mapping[str, str]) -> Markup:
    """Return the cells around a finding's as a table with column letters and row numbers.

    Where rows are left out below the headings, the next one has a thick line above it.
    """
    head = tag("tr", tag("td"), *(tag("th", name, scope="col") for name in snippet.columns))
    before = (*snippet.rows[:1], *(number + 1 for number in snippet.rows))
    rows = [
        tag(
            "tr",
            tag("th", str(number), scope="row"),
            *(_square(square, words) for square in row),
            class_="gap" if number != expected else None,
        )
        for number, expected, row in zip(snippet.rows, before, snippet.squares, strict=False)
    ]
    caption = tag("caption", words["around"].format(place), class_="spoken")
    table = tag(
        "table", caption, tag("thead", head), tag("tbody", *rows), class_="sheet", lang="zh-CN"
    )
    return tag("div", table, class_="window")


def _square(square: Square, words: Mapping[str, str]) -> Markup:
    classes = [square.kind, square.mark, "number" if square.number else ""]
    spoken = tag("span", f" ({words[square.mark]})", class_="spoken") if square.mark else ""
    return tag(
        "td", tag("span", square.text, class_="cell", title=square.text or None), spoken,
        class_=" ".join(filter(None, classes)),
        colspan=str(square.width) if square.width > 1 else None,
    )  # fmt: skip
