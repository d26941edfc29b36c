"""The example's sections 二, 三, 四, 六 and 七 are the published ones, but for three misprints."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from tests.disclosures import NARRATIVE, bundled, changed, disclosed, rendered
from tests.published_sentences import SECTIONS, published_sentences, sentences_of
from xltool.publication.content import SpanKind, TextBlock
from xltool.publication.render_text import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.render_text import Rendered
    from xltool.publication.source import PublicationSource

EXPECTED: Final = {
    "反应本部门当年全部收入。": "反映本部门当年全部收入。",
    "2020年,我部门机关运行经费共计安排657.2元,": "2020年,我部门机关运行经费共计安排657.2万元,",
    "公安部门本年度拟新增固定资产总额为1794.5万元,": (
        "公安部门本年度拟新增固定资产总额为1278万元,"
    ),
}
"""What was published, and what the figures give: a misprint, a unit, and a total that is no sum."""


@pytest.fixture(scope="module")
def source(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> PublicationSource:
    """What the example's publication is made of."""
    return disclosed(pack, campaign, list(submissions.values()))


def texts(found: Rendered) -> list[str]:
    """Return the texts of the paragraphs."""
    return [block.text for block in found.blocks if isinstance(block, TextBlock)]


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Return message and place of each finding."""
    return [(each.message, each.sheet) for each in findings]


def sections(found: Rendered) -> Iterator[str]:
    """Yield the sentences of the sections that figures make, in the order of the text."""
    section = "-"
    for block in found.blocks:
        if isinstance(block, TextBlock):
            section = block.text[0] if block.level == 1 else section
            if section in SECTIONS:
                yield from sentences_of(block.text)


def test_28_of_31_published_sentences_are_made(
    pack: Pack, source: PublicationSource, say: Callable[[str], None]
) -> None:
    """The other three differ as expected, each in what was wrong in 2020."""
    made, published = list(sections(render(bundled(pack), source))), published_sentences()
    assert len(made) == len(published) == 31
    differ = [(was, now) for was, now in zip(published, made, strict=True) if was != now]
    assert [was.replace(old, new) for was, _ in differ for old, new in EXPECTED.items()
            if old in was] == [now for _, now in differ]  # fmt: skip
    assert len(differ) == len(EXPECTED) == 3
    say(f"published sentences: {len(made)}, equal {len(made) - len(differ)}, told {len(differ)}")


def test_a_reason_that_names_no_fall_is_the_only_finding(
    pack: Pack, source: PublicationSource
) -> None:
    """The published reason for “三公” names a rise of 18, and not what fell: 7.6 and 0.4."""
    (finding,) = render(bundled(pack), source).findings
    assert (finding.rule, finding.sheet) == ("XL-206", "disclosure.txt:42")
    assert finding.params["parts"] == "公务用车运行维护费减少7.6万元、公务接待费减少0.4万元"
    assert finding.params["change"] == "增加10万元"


def test_every_amount_has_cells_behind_it(pack: Pack, source: PublicationSource) -> None:
    """What is printed as a figure, a change or a share names its field and its cells."""
    spans = [
        span
        for block in render(bundled(pack), source).blocks
        if isinstance(block, TextBlock)
        for span in block.spans
        if span.kind in {SpanKind.FIGURE, SpanKind.CHANGE, SpanKind.SHARE}
    ]
    assert len(spans) == 30
    assert all(span.source and span.keys for span in spans)
    running = next(span for span in spans if span.source == "agency_running")
    assert {key.entity for key in running.keys} == {"312002", "312005", "312006"}


def test_the_other_text_is_only_another_text(pack: Pack, source: PublicationSource) -> None:
    """“One note per table” has shares, parts, and what is said of an empty fund."""
    found = render(bundled(pack, "table_notes.txt"), source)
    assert told(found.findings) == [("XL-206", "table_notes.txt:40")]
    whole = "\n".join(texts(found))
    assert "基本支出4529.49万元，占54.44%；项目支出3789.93万元，占45.56%。" in whole
    assert "没有使用政府性基金预算拨款安排的支出。" in whole
    assert "分单位看，公安局761.5万元；交警队859.5万元；看守所没有安排。" in whole
    assert "比上年增加55.6万元" in whole


# Findings --------------------------------------------------------------------------------------


def test_a_change_without_a_reason_is_told_with_what_the_units_said(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """Their own texts about the parts that changed are offered."""
    narrative = {line: text for line, text in NARRATIVE.items() if line != "why_three"}
    source = disclosed(pack, campaign, list(submissions.values()), narrative)
    found = render(bundled(pack), source)
    assert told(found.findings) == [("XL-205.offered", "disclosure.txt:42")]
    assert found.findings[0].params["change"] == "10"
    assert "交警队：增加18万元：计划新增两辆执法执勤用车" in found.findings[0].params["offered"]
    assert "“三公”经费比上年增加10万元。" in "".join(texts(found))


def test_a_reason_without_a_change_is_told(source: PublicationSource) -> None:
    """Of travel abroad nothing changed."""
    text = "{reason three_public.abroad.current narrative.why_three | 因为{}}无。"
    found = rendered(text, source)
    assert told(found.findings) == [("XL-205.idle", "disclosure.txt:1")]
    assert texts(found) == ["无。"]


def test_a_blank_figure_is_told_and_a_zero_is_printed(source: PublicationSource) -> None:
    """Nobody entered what affiliated entities paid in; what funds gave is a real zero."""
    text = "@from income_expenditure current\n基金{.income_fund}。\n\n上缴{.income_affiliate}。"
    found = rendered(text, source)
    assert told(found.findings) == [("XL-203", "disclosure.txt:4")]
    assert texts(found)[0] == "基金0万元。"


def test_a_reason_may_name_a_part_by_its_own_words(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """运行 and 接待 are words of one line each; 用车 is of several, and names none."""
    for reason, parts in (
        ("新增两辆用车，与运行维护费、接待费减少相抵", ""),
        ("新增两辆用车，公务接待减少", "公务用车运行维护费减少7.6万元"),
        ("新增两辆用车，减少7.6万元和0.4万元", ""),
    ):
        narrative = {**NARRATIVE, "why_three": reason}
        source = disclosed(pack, campaign, list(submissions.values()), narrative)
        found = render(bundled(pack), source).findings
        assert [finding.params["parts"] for finding in found] == ([parts] if parts else [])


def test_a_masked_figure_prints_as_it_stands(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """A sum with a masked part is masked, its change is not known, and no reason is asked for."""
    masked = changed(submissions["312006"], "three_public", "reception", "current", "**")
    source = disclosed(pack, campaign, [*list(submissions.values())[:2], masked])
    line = "安排{.total}，{change .total}{reason .total narrative.why_three}。"
    found = rendered(f"@from three_public current\n{line}", source)
    assert told(found.findings) == []
    assert texts(found)[0].startswith("安排**万元，增加/减少**万元")


def test_a_fall_is_a_word(source: PublicationSource) -> None:
    """A column that is negative cannot be printed: ``change`` says it."""
    found = rendered("{income_expenditure.income_total.change}。", source)
    assert told(found.findings) == [("XL-202.negative", "disclosure.txt:1")]
    assert rendered("{change income_expenditure.income_total.current}。", source).findings == ()


def test_only_administrative_bodies_have_running_costs(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """``children`` adds over the entities of a nature."""
    units = list(submissions.values())
    institution = replace(units[2].entity, nature="事业")
    other = replace(units[2], entity=institution)
    found = rendered("{agency_running}。", disclosed(pack, campaign, [*units[:2], other]))
    without = Decimal("657.2") - Decimal("151.8")
    assert texts(found) == [f"{without}万元。"]
