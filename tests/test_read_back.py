"""Proof 2, the text is right: whatever is altered in the document is told, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pytest

from tests.disclosures import NARRATIVE, bundled, changed, disclosed
from tests.published_sentences import published_text
from xltool.kinds import Severity
from xltool.publication.content import SpanKind, TextBlock
from xltool.publication.figure_values import figure_value
from xltool.publication.find_figures import FigureNames
from xltool.publication.flat_figures import FlatFigures
from xltool.publication.read_back import ReadBack, read_back
from xltool.publication.render_text import render
from xltool.publication.text_file import parse_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.source import PublicationSource

JUDGED: Final = {"disclosure.txt": 34, "table_notes.txt": 47}
"""How many numerals and words for a change stand in the two texts."""


@pytest.fixture(scope="module")
def source(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> PublicationSource:
    """What the example's publication is made of."""
    return disclosed(pack, campaign, list(submissions.values()))


@dataclass(frozen=True)
class Place:
    """A piece of a paragraph that figures made: an amount, a unit, or a word for a change."""

    paragraph: int
    start: int
    end: int
    kind: str


@pytest.fixture(scope="module")
def paragraphs(pack: Pack, source: PublicationSource) -> list[str]:
    """The paragraphs of the document, as they are read back from a clean one."""
    blocks = render(bundled(pack), source).blocks
    return [block.text for block in blocks if isinstance(block, TextBlock)]


@pytest.fixture(scope="module")
def places(pack: Pack, source: PublicationSource) -> list[Place]:
    """Every amount, unit and word for a change that figures made."""
    found: list[Place] = []
    blocks = [b for b in render(bundled(pack), source).blocks if isinstance(b, TextBlock)]
    for number, block in enumerate(blocks):
        at = 0
        for span in block.spans:
            if span.kind in {SpanKind.FIGURE, SpanKind.CHANGE}:
                for kind, pattern in (("word", "增加|减少|持平"), ("amount", r"\d+(?:\.\d+)?"),
                                      ("unit", "万元")):  # fmt: skip
                    found += [
                        Place(number, at + hit.start(), at + hit.end(), kind)
                        for hit in re.finditer(pattern, span.text)
                    ]
            at += len(span.text)
    return found


def with_text(paragraphs: list[str], place: Place, text: str) -> list[str]:
    """Return the paragraphs with other words at a place."""
    old = paragraphs[place.paragraph]
    new = old[: place.start] + text + old[place.end :]
    return [new if at == place.paragraph else each for at, each in enumerate(paragraphs)]


def altered(text: str, kind: str) -> str:
    """Return what a careless hand makes of a piece: another digit, unit or direction."""
    if kind == "word":
        return "减少" if text == "增加" else "增加"
    if kind == "unit":
        return "元"
    return text[:-1] + str((int(text[-1]) + 1) % 10)


@pytest.mark.parametrize("name", JUDGED)
def test_a_clean_document_is_proved(
    pack: Pack, source: PublicationSource, name: str, say: Callable[[str], None]
) -> None:
    """Everything that figures made is judged, and there is nothing to tell."""
    text = bundled(pack, name)
    blocks = render(text, source).blocks
    found = read_back(
        [b.text for b in blocks if isinstance(b, TextBlock)], text, source, "公开.docx"
    )
    assert found.findings == ()
    assert (found.judged, found.missing, found.unexplained) == (JUDGED[name], (), ())
    say(f"{name}: {found.judged} judged, 0 differ")


def test_what_people_wrote_is_listed(
    pack: Pack, source: PublicationSource, paragraphs: list[str]
) -> None:
    """Targets of the duties are theirs: no figure explains them, and none is contradicted."""
    found = read_back(paragraphs, bundled(pack), source, "公开.docx")
    assert [(each.text, each.person) for each in found.written] == [
        ("3%", "duty_indicators.value"), ("15%", "duty_indicators.value"),
    ]  # fmt: skip


def test_every_alteration_is_told(
    pack: Pack,
    source: PublicationSource,
    paragraphs: list[str],
    places: list[Place],
    say: Callable[[str], None],
) -> None:
    """Each amount, unit word and word for a change, altered in turn: at its paragraph, alone."""
    kinds = {"amount": 0, "unit": 0, "word": 0}
    for place in places:
        text = paragraphs[place.paragraph][place.start : place.end]
        made = with_text(paragraphs, place, altered(text, place.kind))
        (finding,) = read_back(made, bundled(pack), source, "公开.docx").findings
        assert finding.sheet == f"公开.docx:{place.paragraph + 1}"
        assert finding.rule == ("XL-213" if place.kind == "word" else "XL-211")
        kinds[place.kind] += 1
    assert kinds == {"amount": 29, "unit": 29, "word": 5}
    say(f"altered {sum(kinds.values())}, told {sum(kinds.values())}: {kinds}")


def test_every_exchange_is_told(
    pack: Pack,
    source: PublicationSource,
    paragraphs: list[str],
    places: list[Place],
    say: Callable[[str], None],
) -> None:
    """Each pair of different amounts of a paragraph, exchanged."""
    count = 0
    amounts = [place for place in places if place.kind == "amount"]
    for one, other in combinations(amounts, 2):
        line = paragraphs[one.paragraph]
        first, second = line[one.start : one.end], line[other.start : other.end]
        if one.paragraph != other.paragraph or first == second:
            continue
        made = with_text(with_text(paragraphs, other, first), one, second)
        found = read_back(made, bundled(pack), source, "公开.docx").findings
        assert {each.sheet for each in found} == {f"公开.docx:{one.paragraph + 1}"}
        assert {each.rule for each in found} == {"XL-211"}
        assert len(found) == 2
        count += 1
    assert count >= 52
    say(f"exchanged {count}, told {count}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("8319.42万元", "8,319.42万元"), ("8319.42万元", "８３１９．４２万元"),
        ("8319.42万元", "83194200元"), ("8319.42万元", "8319.4万元"), ("8319.42万元", "8319万元"),
        ("8319.42万元", " 8319.42 万元"), ("8319.42万元", "0.83亿元"), ("55.05万元", "55.1万元"),
        ("减少902.24万元", "下降902.24万元"),
    ],
)  # fmt: skip
def test_what_says_the_same_is_accepted(
    pack: Pack, source: PublicationSource, paragraphs: list[str], old: str, new: str
) -> None:
    """Thousands separators, full width, another unit, correct rounding."""
    made = [each.replace(old, new) for each in paragraphs]
    assert made != paragraphs
    assert read_back(made, bundled(pack), source, "公开.docx").findings == ()


@pytest.mark.parametrize("new", ["8319.5万元", "8320万元", "0.84亿元", "8319.42元", "-8319.42万元"])
def test_what_does_not_is_told(
    pack: Pack, source: PublicationSource, paragraphs: list[str], new: str
) -> None:
    """Wrong rounding, a unit that was not converted, a sign."""
    made = [each.replace("收支安排8319.42万元", f"收支安排{new}") for each in paragraphs]
    (finding,) = read_back(made, bundled(pack), source, "公开.docx").findings
    assert (finding.rule, finding.value, finding.expected) == ("XL-211", new, "8319.42万元")


def test_an_edited_sentence_is_judged_clause_by_clause(
    pack: Pack, source: PublicationSource, paragraphs: list[str]
) -> None:
    """Other words hide no wrong number, and a number that was deleted is missed."""
    made = [each.replace("反映本部门", "反应本部门").replace("0万元，财政专户", "1万元，财政专户")
            for each in paragraphs]  # fmt: skip
    (finding,) = read_back(made, bundled(pack), source, "x.docx").findings
    assert (finding.rule, finding.value, finding.expected) == ("XL-211", "1万元", "0万元")
    made = [each.replace("，其他来源收入0万元", "") for each in paragraphs]
    found = read_back(made, bundled(pack), source, "x.docx")
    assert [(f.message, f.sheet) for f in found.findings] == [
        ("XL-214.missing", "disclosure.txt:20")
    ]
    assert found.missing == (20,)


def test_a_number_that_was_added_is_explained_by_nobody(
    pack: Pack, source: PublicationSource, paragraphs: list[str]
) -> None:
    """Wherever it stands: between two clauses, behind a paragraph, in one of its own."""
    for old, new in (
        ("基金预算收入0万元，", "基金预算收入0万元，利息99万元，"),
        ("其他来源收入0万元。", "其他来源收入0万元。另有99万元。"),
        ("机构设置：", "机构设置：共用99万元"),
    ):
        made = [each.replace(old, new) for each in paragraphs]
        assert made != paragraphs
        found = read_back(made, bundled(pack), source, "公开.docx")
        assert [each.text for each in found.unexplained] == ["99万元"]
        assert [each for each in found.findings if each.severity is Severity.ERROR] == []
        assert found.judged == JUDGED["disclosure.txt"]


def test_the_published_text_has_two_wrong_numbers(
    pack: Pack, source: PublicationSource, say: Callable[[str], None]
) -> None:
    """657.2元 for 657.2万元, and 1794.5 for a sum of 1278; each at its line, and no other error."""
    found = read_back(published_text().splitlines(), bundled(pack), source, "disclosure-2020.txt")
    errors = [each for each in found.findings if each.severity is Severity.ERROR]
    assert [(e.sheet.partition(":")[2], e.value, e.expected) for e in errors] == [
        ("85", "657.2元", "657.2万元"), ("3603", "1794.5万元", "1278万元"),
    ]  # fmt: skip
    assert found.judged == JUDGED["disclosure.txt"]
    say(f"published text: {found.judged} judged, {len(errors)} told")


def test_a_figure_in_a_slot_in_the_wrong_unit_is_told(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """R20: 657.2元 is a figure of the forms in 万元; 30元 is nobody's."""
    for words, values in (("其中657.2元、每人30元", ["657.2元"]), ("每人35.5元", [])):
        narrative = {**NARRATIVE, "running_use": words}
        source = disclosed(pack, campaign, list(submissions.values()), narrative)
        blocks = render(bundled(pack), source).blocks
        texts = [b.text for b in blocks if isinstance(b, TextBlock)]
        found = read_back(texts, bundled(pack), source, "公开.docx")
        assert [finding.value for finding in found.findings] == values


def test_nothing_judged_is_not_evaluated(pack: Pack, source: PublicationSource) -> None:
    """A file without figures is no proof."""
    found = read_back(["天气很好。"], bundled(pack), source, "公开.docx")
    assert not found.is_evaluated
    assert [(f.message, f.sheet) for f in found.findings] == [("XL-214", "公开.docx")]
    assert isinstance(found, ReadBack)


def test_flat_facts_and_rules_come_to_the_same(
    pack: Pack, source: PublicationSource, say: Callable[[str], None]
) -> None:
    """Every figure of the reported statements and totals, by two ways that share no code."""
    names = FigureNames(pack, source.disclosure)
    flat, count = FlatFigures(pack, source.submission), 0
    assert source.disclosure.figures
    written = [*source.disclosure.figures, "procurement.total.amount", "procurement.total.general"]
    for form in ("income_expenditure", "three_public"):
        written += [f"{form}.{line.code}.{column}" for line in pack.form(form).table.lines
                    for column in ("current", "prior", "change")]  # fmt: skip
    written += [f"fixed_assets.{line.code}.value" for line in pack.form("fixed_assets").table.lines]
    for name in written:
        figure = names.figure(name)
        assert (flat.amount(figure) or 0) == (figure_value(figure, source.department).value or 0)
        count += 1
    say(f"figures derived twice: {count}")


def test_a_masked_figure_is_judged_as_such(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """A number where the form has ** is told, and so is ** where it has a number."""
    masked = changed(submissions["312006"], "three_public", "reception", "current", "**")
    source = disclosed(pack, campaign, [*list(submissions.values())[:2], masked])
    text = parse_text("t.txt", "接待费{three_public.reception.current}。")
    assert read_back(["接待费**万元。"], text, source, "x").findings == ()
    (finding,) = read_back(["接待费1.45万元。"], text, source, "x").findings
    assert (finding.rule, finding.expected) == ("XL-211", "**万元")
    other = parse_text("t.txt", "出国{three_public.abroad.current}。")
    (finding,) = read_back(["出国**万元。"], other, source, "x").findings
    assert finding.expected == "0万元"


def test_lines_that_a_page_breaks_are_read_on(
    pack: Pack, source: PublicationSource, paragraphs: list[str], say: Callable[[str], None]
) -> None:
    """A PDF has lines of 28 characters and numbers of pages; every number is judged."""
    lines = [each[at : at + 28] for each in paragraphs for at in range(0, len(each), 28)]
    paged = [line for at, each in enumerate(lines, 1)
             for line in ([each, f"— {at // 22} —"] if not at % 22 else [each])]  # fmt: skip
    found = read_back(paged, bundled(pack), source, "公开.pdf")
    assert [f for f in found.findings if f.severity is Severity.ERROR] == []
    assert (found.judged, found.unexplained) == (JUDGED["disclosure.txt"], ())
    wrong = next(at for at, line in enumerate(paged) if "657.2" in line and "机关" in "".join(
        paged[at - 1 : at + 1]))  # fmt: skip
    paged[wrong] = paged[wrong].replace("657.2", "675.2")
    (finding,) = read_back(paged, bundled(pack), source, "公开.pdf").findings
    assert (finding.sheet, finding.value) == (f"公开.pdf:{wrong + 1}", "675.2万元")
    say(f"broken lines: {len(paged)}, judged {found.judged}")
