"""What the example's department fills in: its texts make the published document again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.disclosures import bundled
from tests.published_sentences import comparable, published_lines, published_sentences
from tests.test_disclosure_sentences import EXPECTED, sections, texts
from xltool.campaign.folder import planned
from xltool.consolidation.consolidate import consolidate
from xltool.facts.facts import read_entered_facts
from xltool.publication.render_text import render
from xltool.publication.source import no_tables, publication_source
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.conftest import Say
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.render_text import Rendered

BETWEEN_FORMS: Final = ("R15", "R16", "R27", "R33", "R38", "R50", "R51", "R52", "R53")
"""Rules between forms of the units: none of these forms stands in the department's workbook."""
VALUE_FIRST: Final = ("进一步提高多发性", "提升户口信息")
"""Clauses that were published with their value before what it is the value of."""


@pytest.fixture(scope="module")
def own(pack: Pack, campaign: Campaign) -> Submission:
    """What the department itself enters."""
    facts = read_entered_facts(campaign.folder / "facts" / "312.csv", pack)
    entered = facts["312", campaign.period]
    return planned(campaign, pack, campaign.entity("312"), entered.tables, entered.nil)[0]


@pytest.fixture(scope="module")
def judged(pack: Pack, own: Submission, tmp_path_factory: pytest.TempPathFactory) -> Return:
    """Its workbook, read back and judged."""
    path: Path = tmp_path_factory.mktemp("own") / "own.xlsx"
    write_workbook(path, pack, own)
    return validate(pack, [read_return(path, pack)])[0]


@pytest.fixture(scope="module")
def made(
    pack: Pack, campaign: Campaign, own: Submission, submissions: Mapping[str, Submission]
) -> Rendered:
    """The text that is made of the example."""
    parent = consolidate(pack, campaign.entity("312"), list(submissions.values()), own)
    source = publication_source(pack, parent, campaign.entities, no_tables)
    return render(bundled(pack), source)


def test_all_that_was_entered_comes_back_and_nothing_is_found(
    own: Submission, judged: Return
) -> None:
    """Paragraphs of 500 characters, names of asterisks only, dates: all as entered."""
    assert judged.findings == ()
    assert judged.submission is not None
    assert dict(judged.submission.values()) == dict(own.values())


def test_rules_between_forms_of_units_do_not_apply(judged: Return) -> None:
    """They are neither held nor undecided where none of their forms is."""
    between = [each for each in judged.tallies if each.rule in BETWEEN_FORMS]
    assert {each.rule for each in between} == {*BETWEEN_FORMS}
    assert [each for each in between if each.held or each.broken or each.undecided] == []


def test_sentences_are_the_published_ones_but_for_three_misprints(made: Rendered, say: Say) -> None:
    """Reasons and uses from 公开说明, figures from the forms."""
    found, published = list(sections(made)), published_sentences()
    assert len(found) == len(published) == 31
    differ = [was for was, now in zip(published, found, strict=True) if was != now]
    assert [old for old in EXPECTED for was in differ if old in was] == [*EXPECTED]
    assert len(differ) == len(EXPECTED)
    say(f"sentences of the example: {len(found)}, equal {len(found) - len(differ)}")


def test_long_texts_are_the_published_ones(made: Rendered, say: Say) -> None:
    """Every line of 一 and 五 stands in the text; only clauses with their value first are turned.

    Between indicators the text prints one sign, the published one now a comma, now a semicolon.
    """
    found = {unpunctuated(text) for text in texts(made)}
    lines = [line for section in "一五" for line in published_lines(section)]
    turned = [line for line in lines if unpunctuated(line) not in found]
    say(f"lines of 一 and 五: {len(lines)}, equal {len(lines) - len(turned)}")
    assert [line[:10] for line in turned] == ["绩效指标：进一步提高", "绩效指标：治安案件发"]
    assert all(any(value in line for value in VALUE_FIRST) for line in turned)
    assert len(lines) == 52


def unpunctuated(text: str) -> str:
    """Return a text as sentences are compared, without commas and semicolons."""
    return comparable(text).translate(dict.fromkeys(map(ord, ",;")))
