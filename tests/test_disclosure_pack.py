"""What a pack says of its publication: what does not fit is told when it is loaded."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from tests.disclosures import bundled, changed, disclosed, rendered
from xltool.consolidation.consolidate import consolidate
from xltool.errors import PackError, XltoolError
from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.disclosure import GlossaryTerm
from xltool.model.forms import Entity
from xltool.model.lookup import EvaluationPoint
from xltool.model.templates import YUAN
from xltool.pack.load import load_pack
from xltool.publication.content import TextBlock
from xltool.publication.figure_values import figure_value, printed_figure
from xltool.publication.find_figures import FigureNames
from xltool.publication.glossary import is_used
from xltool.publication.page_look import page_look
from xltool.publication.render_text import render
from xltool.publication.source import no_tables, publication_source
from xltool.schema import cell, children

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.source import PublicationSource

SETTINGS: Final = "templates/disclosure.toml"
FIGURES: Final = "schemas/disclosure.py"
FAULTS: Final = {
    "style": (SETTINGS, 'style = "plain"', 'style = "round"', f"{SETTINGS}: style: "),
    "measure": (SETTINGS, 'measure = "万元"', 'measure = "亿元"', f"{SETTINGS}: measure: "),
    "words": (SETTINGS, 'more = "增加", ', "", f"{SETTINGS}: words: "),
    "names": (SETTINGS, "county =", "country =", f"{SETTINGS}: names: 没有 country "),
    "texts": (SETTINGS, '"table_notes.txt"', '"notes.txt"', f"{SETTINGS}: texts: 没有 "),
    "key": (SETTINGS, 'style = "plain"', 'stile = "plain"', f"{SETTINGS}: stile: "),
    "form": (SETTINGS, 'id = "fixed_assets"', 'id = "assets"', f"{SETTINGS}: form assets: "),
    "column": (SETTINGS, '["note"]', '["notes"]', f"{SETTINGS}: form income_expenditure: "),
    "term": (SETTINGS, '["agency_running"]', '["agency_run"]', f"{SETTINGS}: term 机关运行费: "),
    "line": (FIGURES, "public.current", "publik.current", f"{FIGURES}: agency_running: 不认识 "),
    "figures": (FIGURES, "figures = {", "figures = 1, {", f"{FIGURES}: figures: "),
    "absent": (SETTINGS, "texts =", 'narrative = "w"\ntexts =', f"{SETTINGS}: 部门填报的表没有 w"),
}  # fmt: skip
"""Faults by name: a file of the pack, what stands there, what stands instead, how it is told."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_file_and_key(pack: Pack, tmp_path: Path, name: str) -> None:
    """One problem, and nothing else."""
    file, old, new, said = FAULTS[name]
    for folder in ("templates", "schemas"):
        shutil.copytree(pack.folder / folder, tmp_path / folder)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_pack(tmp_path)
    (line,) = str(error.value).splitlines()
    assert line.startswith(said)


@pytest.fixture(scope="module")
def source(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> PublicationSource:
    """What the example's publication is made of."""
    return disclosed(pack, campaign, list(submissions.values()))


def test_a_pack_without_publication_says_so(pack: Pack, source: PublicationSource) -> None:
    """Nothing is made of a pack that publishes nothing."""
    bare = replace(pack, disclosure=None)
    with pytest.raises(XltoolError, match="no publication"):
        publication_source(bare, source.submission, (), no_tables)


def test_only_terms_that_were_used_are_explained(pack: Pack, source: PublicationSource) -> None:
    """Of ten terms the text of 2020 uses six; one more figure brings one more term."""
    text = bundled(pack)
    blocks = render(text, source).blocks
    at = next(number for number, line in enumerate(text.lines, 1) if line == "@glossary")
    terms = [b.text.partition("：")[0] for b in blocks if isinstance(b, TextBlock) and b.line == at]
    assert terms == [
        "1、一般公共预算拨款收入", "2、其他收入", "3、基本支出", "4、项目支出",
        "5、“三公”经费", "6、机关运行费",
    ]  # fmt: skip
    written = "@when income_expenditure.income_fund.current\n{agency_running}\n\n@glossary"
    found = rendered("无。\n\n@glossary", source).blocks
    assert [block.text for block in found if isinstance(block, TextBlock)] == ["无。"]
    assert rendered(written, source).blocks == ()
    assert not is_used(GlossaryTerm("三公", "", ("three",)), {"three_public.total.current"})


def test_a_form_in_yuan_is_converted_once_half_up(pack: Pack, source: PublicationSource) -> None:
    """12,345.50 元 are 1.23 万元, 12,350 are 1.24; what is added is added before."""
    figure = FigureNames(pack, source.disclosure).figure("three_public.total.current")
    in_yuan = replace(figure, scale=YUAN)
    printed = [
        printed_figure(Decimal(amount), in_yuan, source.disclosure)
        for amount in ("12345.50", "12350", "0", "10000", "49")
    ]
    assert printed == ["1.23万元", "1.24万元", "0万元", "1万元", "0万元"]
    places = replace(source.disclosure, style="places")
    assert printed_figure(Decimal("657.2"), figure, places) == "657.20万元"
    assert printed_figure(Decimal(0), figure, places) == "0.00万元"
    assert printed_figure("**", figure, places) == "**万元"


def test_a_form_that_is_stated_to_have_no_data_prints_zero(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """A blank that nobody stated is an error, one that all stated is a zero."""
    blank = [
        replace(unit, tables={**unit.tables, "three_public": ()}) for unit in submissions.values()
    ]
    text = "“三公”经费{three_public.total.current}。"
    found = rendered(text, disclosed(pack, campaign, blank))
    assert [finding.message for finding in found.findings] == ["XL-203"]
    stated = [replace(unit, nil=frozenset({"three_public"})) for unit in blank]
    found = rendered(text, disclosed(pack, campaign, stated))
    assert found.findings == ()
    assert [b.text for b in found.blocks if isinstance(b, TextBlock)] == ["“三公”经费0万元。"]


# children ----------------------------------------------------------------------------------------


def amount_of(pack: Pack, submission: Submission, *natures: str) -> tuple[Decimal, bool, bool]:
    """Return what routine costs come to over the entities below of some natures."""
    node = children(cell.income_expenditure.public.current, nature=natures)
    point = EvaluationPoint(None, submission.entity.code)
    found = SubmissionValues(pack, submission).amount(node, point)
    return found.value, found.blank, found.unknown


def test_children_adds_over_entities_at_any_depth(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """A department of departments adds those that report, each once; of no nature, all."""
    first, second, third = submissions.values()
    middle = consolidate(pack, Entity("31", "中间", "中间", "3", "部门"), [first, second])
    top = consolidate(pack, Entity("3", "上级", "上级"), [middle, third])
    assert amount_of(pack, top) == (Decimal("657.2"), False, False)
    assert amount_of(pack, top, "行政") == (Decimal("657.2"), False, False)
    assert amount_of(pack, top, "部门") == (Decimal(0), True, False)
    assert amount_of(pack, first, "行政") == (Decimal("468.6"), False, False)


def test_children_of_nobody_known_is_unknown(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """A department that was read without its entities does not say what each of them has."""
    top = consolidate(pack, Entity("3", "上级", "上级"), list(submissions.values()))
    assert amount_of(pack, replace(top, children=()))[2]
    masked = changed(submissions["312006"], "income_expenditure", "public", "current", "**")
    with_mask = consolidate(pack, Entity("3", "上级", "上级"), [submissions["312002"], masked])
    assert amount_of(pack, with_mask)[2]
    assert figure_value(
        FigureNames(pack, pack.disclosure).figure("agency_running"),  # type: ignore[arg-type]
        SubmissionValues(pack, with_mask),
    ).is_masked


def test_pages_look_as_the_pack_says(pack: Pack) -> None:
    """GB/T 9704-2012 without a word of the pack; what it says changes nothing else."""
    assert pack.disclosure is not None
    usual = page_look(pack.disclosure)
    assert (usual.top, usual.left, usual.body.size, usual.title.size) == (37, 28, 16, 22)
    own = page_look(replace(pack.disclosure, look={"top": 30, "body": {"size": 14}}))
    assert own == replace(usual, top=30, body=replace(usual.body, size=14))


@pytest.mark.parametrize(
    ("look", "key"),
    [
        ({"topp": 30}, "topp"), ({"top": -1}, "top"), ({"top": True}, "top"),
        ({"body": 14}, "body"), ({"body": {"size": "14"}}, "body"),
        ({"body": {"fonts": "仿宋"}}, "body"), ({"heading": {"size": 14}}, "heading"),
    ],
)  # fmt: skip
def test_a_look_that_is_none_is_told(pack: Pack, look: Mapping[str, object], key: str) -> None:
    """Each by its key."""
    assert pack.disclosure is not None
    with pytest.raises(PackError, match=rf"^{SETTINGS}: look\.{key}: "):
        page_look(replace(pack.disclosure, look=look))
