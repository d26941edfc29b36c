"""Documents verified by the department's workbook: ours, edited, as text; what is withheld."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from tests.examples import example_of
from tests.withheld import decided, with_decisions
from tests.word_parts import parts_of, with_parts
from xltool.campaign.folder import examples, load_campaign
from xltool.cli.app import app
from xltool.publication.compose import compose, public_files
from xltool.publication.read_text_file import read_text_file
from xltool.publication.verify_workbook import verify_by_workbook
from xltool.wordfile.read import read_document_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.forms import Pack
    from xltool.publication.compose import Composition
    from xltool.publication.verify import Verification

pytestmark = pytest.mark.usefixtures("reads_here")

DOCUMENT = "word/document.xml"
PROJECT = "天网工程运行保障费"


@pytest.fixture(scope="module")
def composition(pack: Pack) -> Composition:
    """What is published of the example, one project without its name."""
    parent = with_decisions(
        example_of("pingxiang-2020", pack)[-1], [decided(PROJECT, "隐名公开", "天***费")]
    )
    text = read_text_file(pack.folder / "templates" / "disclosure.txt")
    return compose(pack, load_campaign(examples() / "pingxiang-2020"), parent, text)


@pytest.fixture(scope="module")
def files(composition: Composition) -> Mapping[str, bytes]:
    """The public files, by their endings."""
    found = public_files(composition, "送审稿")
    return {name.rpartition(".")[2]: data for name, data in found.items()}


def verified(data: bytes, composition: Composition, name: str = "a.docx") -> Verification:
    """Return what came of verifying bytes."""
    return verify_by_workbook(data, read_document_data(data), name, composition)


def errors(found: Verification) -> list[tuple[str, str, str]]:
    """Return rule, what stands there and what should of the errors."""
    return [
        (each.rule, each.value or each.params.get("name", "") or each.params.get("row", ""),
         each.expected)
        for each in found.findings
        if each.severity == "error"
    ]  # fmt: skip


def edited(data: bytes, old: str, new: str) -> bytes:
    """Return a document in which somebody changed a text."""
    text = parts_of(data)[DOCUMENT].decode()
    assert text.count(old) >= 1
    return with_parts(data, {DOCUMENT: text.replace(old, new, 1)})


def test_our_files_are_right(composition: Composition, files: Mapping[str, bytes]) -> None:
    """Sentences, cells and withheld texts are judged, and nothing is wrong."""
    document = verified(files["docx"], composition)
    assert errors(document) == []
    assert document.counts["judged"] > 30
    assert document.counts["cells"] > 2000
    assert document.counts["secrets"] > 0
    workbook = verified(files["xlsx"], composition, "a.xlsx")
    assert errors(workbook) == []
    assert workbook.counts["cells"] > 2000


EDITS = {
    "unit": ("共计安排657.2万元", "共计安排657.2元", ("XL-211", "657.2元", "657.2万元")),
    "number": ("共计安排657.2万元", "共计安排675.2万元", ("XL-211", "675.2万元", "657.2万元")),
    "direction": ("减少902.24万元", "增加902.24万元", ("XL-213", "增加", "减少")),
}


@pytest.mark.parametrize("what", EDITS)
def test_sentences_that_somebody_edited(
    what: str, composition: Composition, files: Mapping[str, bytes]
) -> None:
    """A wrong unit, number or direction is told with what the form has, and nothing else."""
    old, new, told = EDITS[what]
    assert errors(verified(edited(files["docx"], old, new), composition)) == [told]


def test_a_cell_that_somebody_edited(composition: Composition, files: Mapping[str, bytes]) -> None:
    """The table and the place are told."""
    data = edited(files["docx"], ">859.50<", ">859.40<")
    (found,) = [each for each in verified(data, composition).findings if each.severity == "error"]
    assert (found.message, found.params["name"]) == ("XL-211.table", "政府采购")


def test_a_title_that_somebody_edited(composition: Composition, files: Mapping[str, bytes]) -> None:
    """In a workbook of ours a table that is not found is an error, not another cut."""
    part = "xl/sharedStrings.xml"
    text = parts_of(files["xlsx"])[part].decode()
    old = "财政拨款“三公”经费预算表"
    assert old in text
    data = with_parts(files["xlsx"], {part: text.replace(old, "“三公”经费表")})
    assert {rule for rule, _, _ in errors(verified(data, composition, "a.xlsx"))} == {"XL-211"}


def test_a_withheld_name_that_came_back(
    composition: Composition, files: Mapping[str, bytes]
) -> None:
    """A name in a comment is told by the row of its decision; it is not in the finding."""
    data = with_parts(files["docx"], {"word/comments.xml": f"<c><p>{PROJECT}</p></c>"})
    found = verified(data, composition)
    assert ("XL-231", "1", "") in errors(found)
    assert "天网工程" not in repr(found.findings)


def test_texts_without_tables(composition: Composition, files: Mapping[str, bytes]) -> None:
    """As plain text the sentences are judged, and no cell is counted as if it were."""
    lines = [line.text for line in read_document_data(files["docx"]).lines()]
    found = verified("\n".join(lines).encode(), composition, "a.txt")
    assert errors(found) == []
    assert found.counts["judged"] > 30
    assert "cells" not in found.counts


FOREIGN = {
    "right": ("2020年公务接待费1.45万元，因公出国（境）费安排0万元。", 2, []),
    "wrong": ("2020年公务接待费14.5万元。", 1, [("XL-211", "14.5万元", "1.45万元")]),
    "unit": ("本部门机关运行经费共计657.2元。", 1, [("XL-211", "657.2元", "657.2万元")]),
    "rounded": ("本年基本支出4529.5万元。", 1, []),
    "last year's clause": ("上年公务接待费1.85万元。", 0, [("XL-214", "", "")]),
    "last year": ("上年机关运行经费700万元。", 0, [("XL-214", "", "")]),
    "change": ("公务接待费减少14.5万元。", 0, [("XL-214", "", "")]),
    "nothing known": ("会议经费安排14.5万元。", 0, [("XL-214", "", "")]),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_sentences_in_other_words(case: str, composition: Composition) -> None:
    """An amount is judged by the words before it where they name one figure, and only then."""
    sentence, judged, told = FOREIGN[case]
    found = verified(sentence.encode(), composition, "a.txt")
    assert (found.counts["judged"], errors(found)) == (judged, told)
    if told and judged:
        assert found.findings[0].sheet == "a.txt:1"


def test_something_else_is_not_evaluated(composition: Composition) -> None:
    """A text in which no sentence is recognised was not verified."""
    found = verified("支出100万元。".encode(), composition, "a.txt")
    assert errors(found) == [("XL-214", "", "")]


def run(*words: object, code: int = 0) -> str:
    """Run a command; return what it wrote."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.stdout


def test_commands(tmp_path: Path) -> None:
    """A draft is known by its manifest wherever it lies; edited, it is judged by the workbook."""
    campaign = tmp_path / "2020"
    run("init", campaign, "--example", "pingxiang-2020")
    run("consolidate", "-C", campaign)
    CliRunner().invoke(app, ["publish", "-C", str(campaign), "--force"])
    (draft,) = (campaign / "公开" / "送审稿").glob("*.docx")
    assert "与清单一致，没有改动：送审稿" in run("verify", draft)
    elsewhere = tmp_path / "网页.docx"
    elsewhere.write_bytes(draft.read_bytes())
    found = json.loads(run("verify", elsewhere, "-C", campaign, "--format", "json"))
    assert (found["verified_by"], found["final"]) == ("manifest", False)
    elsewhere.write_bytes(edited(draft.read_bytes(), "共计安排657.2万元", "共计安排657.2元"))
    (workbook,) = campaign.glob("*汇总*.xlsx")
    words = ("verify", elsewhere, "--against", workbook, "-C", campaign, "--format", "json")
    found = json.loads(run(*words, code=1))
    assert found["verified_by"] == "workbook"
    told = [each for each in found["findings"] if each["severity"] == "error"]
    assert ("XL-211", "657.2元") in [(each["rule"], each["value"]) for each in told]
