"""The live checks of a reissued workbook, recalculated by LibreOffice: they vanish when mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from tests.corpus.book import Book, inline
from tests.corpus.variant import Clean
from tests.sheet_lab import Job, Lab, Paste
from tests.test_parity import is_alike, stored_results
from xltool.batch.given_facts import GivenFacts
from xltool.campaign.correction_copy import correction_copy
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.corrections import MOST_TESTS, LiveCheck, joined_tests
from xltool.writing.live_checks import _holds
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.writing.corrections import Corrections

UNIT: Final = "312006"
TARGET, SHARE = ("绩效目标", "E23"), "≥950%"
"""A target of a share above 100 per cent: a rule that no formula can draw."""
AMOUNT, UNIT_TYPED = ("固定资产", "C9"), "222.05元"


@dataclass(frozen=True)
class Desk:
    """Checks returns of one campaign."""

    pack: Pack
    campaign: Campaign

    def check(self, path: Path) -> Return:
        """Return a file with its findings."""
        (item,) = validate(
            self.pack, [read_return(path, self.pack, entities=self.campaign.entities)]
        )
        return item


@dataclass(frozen=True)
class Back:
    """A return with mistakes, and the workbook that goes back."""

    desk: Desk
    before: Return
    path: Path
    review: Corrections


@pytest.fixture(scope="module")
def back(pack: Pack, campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Back:
    """A return with one error that the sheet sees, one that it does not, and warnings."""
    folder, desk = tmp_path_factory.mktemp("back"), Desk(pack, campaign)
    book = Book(Clean(pack, campaign).data(UNIT)).type("!".join(AMOUNT), UNIT_TYPED)
    for cell, text in (("E23", SHARE), ("C23", "案件办理完成率")):
        book.cell(f"绩效目标!{cell}", inline(text))
    (folder / "in.xlsx").write_bytes(book.data())
    before = desk.check(folder / "in.xlsx")
    copy = correction_copy(pack, before, campaign, GivenFacts())
    write_workbook(folder / "back.xlsx", pack, copy.submission, copy.fixed, copy.review)
    return Back(desk, before, folder / "back.xlsx", copy.review)


def errors(item: Return) -> Counter[tuple[str, str, str]]:
    """Return rule, sheet and cell of each error."""
    found = (finding for finding in item.findings if finding.severity is Severity.ERROR)
    return Counter((finding.rule, finding.sheet, finding.cell) for finding in found)


def test_what_the_sheet_does_not_see(back: Back) -> None:
    """The error of a rule that is not drawn has a check of its own; what is typed has none."""
    assert {("XL-112", *AMOUNT), ("P4", *TARGET)} <= set(errors(back.before))
    live = {check.cell: check for check in back.review.live if check.severity is Severity.ERROR}
    assert set(live) == {TARGET[1]}
    assert live[TARGET[1]].text().startswith("错误 E23 审核：")
    assert AMOUNT[1] not in {check.cell for check in back.review.live}


def test_unmended_it_has_the_same_errors(back: Back) -> None:
    """Returned as it is, it has the errors that it was reissued for."""
    assert errors(back.desk.check(back.path)) == errors(back.before)


@pytest.mark.libreoffice
def test_stored_results(back: Back, office: Office) -> None:
    """What stands in the file is what LibreOffice gives."""
    cells = office.recalculate(back.path)
    different = [
        (at, text, cells[at].value)
        for at, text in stored_results(back.path)
        if cells[at].error or not is_alike(text, cells[at].value)
    ]
    assert different[:5] == []


@pytest.mark.libreoffice
@pytest.mark.usefixtures("office")
def test_mended_line_vanishes(back: Back, tmp_path: Path) -> None:
    """The list, the banner and the cover lose what is mended; nothing is left of its colour."""
    pastes = (Paste(*TARGET, "text", "≥95%"), Paste(*AMOUNT, "number", 222.05))
    with Lab() as lab:
        shown = lab.run(
            Job(back.path, tmp_path / f"{count}.xlsx", pastes[:count]) for count in range(3)
        )
    red = SEVERITY_WORDS[Severity.ERROR].zh
    faulty = [{line[:2] for line in each.lines if line[2] == red} for each in shown]
    assert faulty == [{TARGET, AMOUNT}, {AMOUNT}, set()]
    verdicts = [each.verdict for each in shown]
    assert verdicts[0].startswith("不可上报：还有 2 处错误")
    assert verdicts[1].startswith("不可上报：还有 1 处错误")
    assert verdicts[2].startswith("可以上报")
    banners = [banner(tmp_path / f"{count}.xlsx", TARGET[0]) for count in range(3)]
    assert banners[0] != banners[1] == banners[2]
    assert errors(back.desk.check(tmp_path / "2.xlsx")) == Counter()


def banner(path: Path, sheet: str) -> str:
    """Return the banner of a form."""
    cells: Any = openpyxl.load_workbook(path, data_only=True)[sheet]
    return str(cells["B1"].value)


def test_no_cell_has_a_colour_of_its_own(back: Back, tmp_path: Path) -> None:
    """Every cell looks as in a workbook without findings: a conditional format colours it."""
    desk = back.desk
    copy = correction_copy(desk.pack, back.before, desk.campaign, GivenFacts())
    write_workbook(tmp_path / "plain.xlsx", desk.pack, copy.submission, copy.fixed)
    books: list[Any] = [
        openpyxl.load_workbook(path) for path in (back.path, tmp_path / "plain.xlsx")
    ]
    looks = [
        [
            (cell.fill.fgColor.rgb, cell.number_format)
            for sheet in ("固定资产", "绩效目标")
            for row in book[sheet].iter_rows()
            for cell in row
        ]
        for book in books
    ]
    assert looks[0] == looks[1]
    assert books[0][AMOUNT[0]][AMOUNT[1]].comment


def test_message_is_one_message() -> None:
    """No text can begin or end another message, or be longer than the list takes."""
    said = "“错误 H7 \n提醒  甲_x000D_” " + "长" * 300
    check = LiveCheck("performance", "E23", Severity.WARNING, said, ("TRUE",))
    text = check.text()
    assert text.count("\n") == 1
    assert text.count("错误 ") == 0
    assert text.count("提醒 ") == 1
    assert len(text) < 230
    assert "_x000D_" not in text


@pytest.mark.parametrize(
    ("value", "formula"),
    [
        (None, 'EXACT(\'表\'!H7&"","")'),
        (Decimal("-2.5"), 'EXACT(\'表\'!H7&"",(-2.5)&"")'),
        ('222"元', 'EXACT(\'表\'!H7&"","222""元")'),
        ("a\rb", "EXACT(LEFT('表'!H7,1),\"a\")"),
        ("a\nb", "(LEN('表'!H7)=3)*EXACT(LEFT('表'!H7,1),\"a\")"),
        ("长" * 201, f"(LEN('表'!H7)=201)*EXACT(LEFT('表'!H7,100),\"{'长' * 100}\")"),
    ],
)
def test_tests_hold_what_stands_there(value: Decimal | str | None, formula: str) -> None:
    """Numbers are compared as the program writes them, long and odd texts in part."""
    assert _holds("'表'!H7", value) == formula


@pytest.mark.libreoffice
@pytest.mark.usefixtures("office")
def test_check_of_many_cells(back: Back, tmp_path: Path) -> None:
    """A check of more cells than one formula takes vanishes when the last of them changes."""
    blank = [f'EXACT(\'收支总表\'!J{row}&"","")' for row in range(100, 100 + 2 * MOST_TESTS)]
    last = _holds("'固定资产'!C9", UNIT_TYPED)
    long = LiveCheck("fixed_assets", "C9", Severity.ERROR, "合计不对", (*blank, last))
    assert len(joined_tests(long.tests)) > 1
    item, desk = back.before, back.desk
    copy = correction_copy(desk.pack, item, desk.campaign, GivenFacts())
    review = replace(copy.review, live=(long,))
    path = tmp_path / "many.xlsx"
    write_workbook(path, desk.pack, copy.submission, copy.fixed, review)
    with Lab() as lab:
        before, after = lab.run(
            Job(path, None, pastes) for pastes in ((), (Paste(*AMOUNT, "number", 222.05),))
        )
    assert any("合计不对" in line[3] for line in before.lines)
    assert not any("合计不对" in line[3] for line in after.lines)
