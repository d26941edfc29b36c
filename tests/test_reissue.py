"""Reissued workbooks: everything that was typed, in its place, with the findings at their cells."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from tests.corpus import identity
from tests.corpus.book import Book, formula, inline, number
from tests.corpus.build import variants
from tests.corpus.shifting import delete_rows, insert_rows
from tests.corpus.variant import Clean
from tests.test_campaign import JAIL, POLICE, streams
from tests.test_cli import refused, run
from tests.test_standard import node
from xltool.batch.batch import check
from xltool.batch.given_facts import GivenFacts, without_keys
from xltool.campaign.correction_copy import correction_copy
from xltool.campaign.correction_text import UNKNOWN
from xltool.campaign.folder import load_campaign, planned
from xltool.campaign.ledger import open_ledger
from xltool.campaign.reissue import refusal
from xltool.identity import COVER_SHEET
from xltool.kinds import Severity, Verdict
from xltool.messages.render import render
from xltool.model.forms import OlderVersion
from xltool.model.submission import DELETED, Record, keyed_values
from xltool.reading.read import read_return
from xltool.validation.cell_places import CellPlaces
from xltool.validation.validate import validate
from xltool.values.cell_values import LONGEST
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission, Value

pytestmark = pytest.mark.usefixtures("reads_here")

LIST: Final = "检查"
MARKED: Final = frozenset({"#FFC7CE", "#FFD966", "#CFE2F3"})
"""Colours of marked cells in former editions: now the check of a cell colours it."""
TYPED: Final = frozenset({"XL-112", "XL-113", "XL-114", "XL-115", "XL-117"})
"""Rules about typed values, which the same values break again."""
SAMPLE: Final = 24
"""Files of the corpus that get a correction copy here, of some seven hundred."""


@dataclass(frozen=True, slots=True)
class Round:
    """A return, the workbook made of it, and what is read from that."""

    before: Return
    path: Path
    after: Return

    def facts(self) -> tuple[Mapping[Key, Value], Mapping[Key, Value]]:
        """Return the facts of both; what was deleted counts as asked for."""
        assert self.before.submission
        assert self.after.submission
        old = {key: UNKNOWN if value is DELETED else value for key, value in _facts(self.before)}
        return old, dict(_facts(self.after))


def _facts(item: Return) -> list[tuple[Key, Value]]:
    assert item.submission
    return list(item.submission.values())


def around(pack: Pack, campaign: Campaign | None, path: Path, target: Path) -> Round:
    """Check a file, write its correction copy to ``target``, and read that."""
    entities = campaign.entities if campaign else ()
    (before,) = validate(pack, [read_return(path, pack, entities=entities)])
    copy = correction_copy(pack, before, campaign, GivenFacts())
    write_workbook(target, pack, copy.submission, copy.fixed, copy.review)
    return Round(before, target, read_return(target, pack, entities=entities))


def notes(path: Path) -> dict[tuple[str, str], str]:
    """Return the text of each note, by sheet and cell; no cell has a colour for it."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not {f"#{str(cell.fill.fgColor.rgb)[2:]}" for cell in cells if cell.comment} & MARKED
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def marked(findings: tuple[Finding, ...]) -> dict[tuple[str, str], set[str]]:
    """Return the texts of the findings at each cell of a form, when nothing has moved."""
    texts: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        if finding.cell and finding.form and finding.sheet != COVER_SHEET:
            texts.setdefault((finding.sheet, finding.cell), set()).add(render(finding, "zh")[0])
    return texts


REVIEW: Final = "审核意见"


class Reviewed(NamedTuple):
    """A row of the sheet 审核意见 as it is stored."""

    place: str
    severity: str
    said: str
    hint: str
    state: str
    explanation: str
    reply: str


def reviewed(path: Path) -> list[Reviewed]:
    """Return the rows of the sheet 审核意见, in its order."""
    sheet: Any = openpyxl.load_workbook(path, data_only=True)[REVIEW]
    rows = sheet.iter_rows(min_row=4, min_col=2, max_col=8, values_only=True)
    return [Reviewed(*(str(cell or "") for cell in row)) for row in rows if row[0]]


def listed(path: Path) -> list[tuple[str, ...]]:
    """Return the lines of the list as they are stored: sheet, cell, severity, text."""
    sheet: Any = openpyxl.load_workbook(path, data_only=True)[LIST]
    rows = sheet.iter_rows(min_row=4, max_col=5, values_only=True)
    return [tuple(str(cell or "") for cell in row[1:]) for row in rows if isinstance(row[0], int)]


@pytest.fixture(scope="session")
def clean(pack: Pack, campaign: Campaign) -> Clean:
    """What wrong returns are made from."""
    return Clean(pack, campaign)


def wrong(book: Book) -> Book:
    """Make one mistake of every kind that leaves a form in its place."""
    book.cell("收支总表!B15", number(2640.65))
    book.cell("收支总表!F6", inline("=1+1"))
    book.type("收支总表!B8", " 1，234 ")
    book.cell("政府采购!C8", number(85.5)).type("政府采购!G15", "2辆").type("政府采购!G16", "３")
    book.cell("政府采购!H17", number(1.005)).type("政府采购!E9", "X99").type("政府采购!B9", "**")
    book.cell("政府采购!G18", formula("1+2", "3")).cell("政府采购!G19", formula("NOW()"))
    book.type("固定资产!C9", "见附件").type("固定资产!C10", "***")
    book.beside("政府采购", 20, '<c r="BZ20" t="inlineStr"><is><t>旁注</t></is></c>')
    return book


@pytest.fixture(scope="module")
def sent(
    clean: Clean, pack: Pack, campaign: Campaign, tmp_path_factory: pytest.TempPathFactory
) -> Round:
    """A return with many mistakes, and the workbook that goes back to its sender."""
    folder = tmp_path_factory.mktemp("sent")
    (folder / POLICE).write_bytes(wrong(clean.book()).data())
    return around(pack, campaign, folder / POLICE, folder / "copy.xlsx")


# --- Facts --------------------------------------------------------------------------------------


def test_everything_typed_is_there(sent: Round) -> None:
    """Each value stands in its place, what could not be read as it was typed."""
    before, after = sent.facts()
    assert after == before
    assert Counter(after.values())[UNKNOWN] == 1
    assert {"2辆", "见附件", "***", Decimal("1.005"), Decimal(1234)} <= set(after.values())


def test_it_reads_like_any_return(sent: Round) -> None:
    """Only typed values have findings again: not our notes, colours and list."""
    assert {finding.rule for finding in sent.after.findings} <= TYPED
    again = {(f.rule, f.sheet, f.cell) for f in sent.after.findings}
    asked = {("XL-112", "政府采购", "G19")}
    first = {(f.rule, f.sheet, f.cell) for f in sent.before.findings if f.rule in TYPED}
    assert again == first | asked


def test_the_same_return_gives_the_same_bytes(
    sent: Round, pack: Pack, campaign: Campaign, tmp_path: Path
) -> None:
    """Written twice, it is the same file."""
    copy = correction_copy(pack, sent.before, campaign, GivenFacts())
    write_workbook(tmp_path / "again.xlsx", pack, copy.submission, copy.fixed, copy.review)
    assert (tmp_path / "again.xlsx").read_bytes() == sent.path.read_bytes()


KINDS: Final = st.one_of(
    st.none(),
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    st.sampled_from(
        ["2辆", "（123）", "1e3", "-", "无", "１２", "1，234", "**", "￥5", "5%", "0012"]
    ),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
)
"""What is typed; control characters, which nobody sees, are not written again."""


@given(values=st.lists(KINDS, min_size=12, max_size=12), rows=st.integers(0, 3))
@settings(max_examples=12, deadline=None)
def test_facts_survive(
    values: list[Value | None],
    rows: int,
    pack: Pack,
    campaign: Campaign,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever is typed into figures and texts is the same fact in the reissued workbook."""
    folder = tmp_path_factory.mktemp("facts")
    blank, _ = planned(campaign, pack, campaign.entity("312005"), {})
    lines = [line.code for line in pack.form("income_expenditure").table.lines][:6]
    tables = dict(blank.tables)
    tables["income_expenditure"] = tuple(
        Record("312005", code, _filled({"current": values[at]}))
        for at, code in enumerate(lines)
        if values[at] is not None
    )
    columns = ("project", "budget", "item", "code", "quantity", "unit_price")
    tables["procurement"] = tuple(
        Record("312005", str(row + 1), _filled(dict(zip(columns, values[6:], strict=True))))
        for row in range(rows)
    )
    write_workbook(folder / "a.xlsx", pack, replace(blank, tables=_entered(pack, blank, tables)))
    found = around(pack, campaign, folder / "a.xlsx", folder / "b.xlsx")
    before, after = found.facts()
    assert after == before
    assert set(notes(found.path)) == set(marked(found.before.findings))


def _filled(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _entered(pack: Pack, blank: Submission, tables: Mapping[str, tuple[Record, ...]]) -> Any:  # noqa: ANN401 - tables
    """Drop what somebody cannot type: values of calculated cells."""
    places = CellPlaces(pack, blank)
    slots = {key: places.slot(key) for key, _ in keyed_values(tables)}
    closed = frozenset(key for key, cell in slots.items() if cell is None or not cell.entered)
    return {
        name: tuple(without_keys(record, name, closed) for record in records)
        for name, records in tables.items()
    }


def test_correction_copies_of_the_corpus(
    pack: Pack, campaign: Campaign, clean: Clean, tmp_path: Path
) -> None:
    """Files broken in every way keep their facts, and only typed values have findings again.

    What was deleted from a file is asked for if it is a figure or a code; texts are blank.
    """
    chosen = [variant for variant in variants() if not variant.office]
    files = []
    for at, variant in enumerate(chosen[:: len(chosen) // SAMPLE]):
        files.append(tmp_path / str(at) / (variant.file or POLICE))
        files[-1].parent.mkdir()
        files[-1].write_bytes(variant.make(clean))
    returns, _ = check(files, pack, campaign)
    count = 0
    for item in returns:
        if refusal(item, {}) is None:
            copy = correction_copy(pack, item, campaign, GivenFacts())
            path = tmp_path / "copy.xlsx"
            write_workbook(path, pack, copy.submission, copy.fixed, copy.review)
            after = read_return(path, pack, entities=campaign.entities)
            again = Round(item, path, after)
            old, new = again.facts()
            differing = {key for key in {*old, *new} if old.get(key) != new.get(key)}
            cut = {key for key in differing if len(str(old.get(key))) > LONGEST}
            lost = {key for key in differing if old.get(key) == UNKNOWN and key not in new}
            others = {new.get(key) for key in differing - copy.fixed - cut - lost}
            assert others <= {UNKNOWN}, item.path
            assert {finding.rule for finding in after.findings} <= TYPED, item.path
            assert set(notes(path)) == set(copy.review.notes()), item.path
            count += 1
    assert count > SAMPLE / 2


# --- Marks --------------------------------------------------------------------------------------


def test_marks_are_exactly_the_findings(sent: Round) -> None:
    """Each cell with findings has a note with all of them."""
    expected, found = marked(sent.before.findings), notes(sent.path)
    del expected["政府采购", "BZ20"]  # beside the form: listed, not marked
    assert set(found) == set(expected)
    for place, text in found.items():
        assert all(each.replace("\n", " ") in text for each in expected[place])


def test_list_has_every_finding(sent: Round) -> None:
    """The list names the cell of each error and warning, but what was restored or left out."""
    rows = listed(sent.path)
    places = {row[:2] for row in rows}
    serious = [f for f in sent.before.findings if f.severity is not Severity.INFO]
    missing = {(f.rule, f.sheet, f.cell) for f in serious if (f.sheet, f.cell) not in places}
    assert missing == {
        ("R2", "收支总表", "B15"), ("XL-127", "政府采购", "G18"), ("XL-171", "政府采购", "BZ20"),
    }  # fmt: skip
    (row,) = (row for row in rows if row[:2] == ("政府采购", "G15"))
    assert row[2] == "错误"
    assert "第9行" in row[3]
    assert any("审核：" in row[3] for row in rows)
    assert not any("XL-" in text for row in rows for text in row)


def test_what_was_restored_is_explained(sent: Round) -> None:
    """What is correct again stands among the rest, with a link, and is not counted."""
    (row,) = (row for row in reviewed(sent.path) if row.place == "收支总表!B15")
    assert row.state == "已恢复"
    sheet: Any = openpyxl.load_workbook(sent.path)[REVIEW]
    links = {cell.hyperlink.location for row in sheet["B3:B40"] for cell in row if cell.hyperlink}
    assert "'收支总表'!B15" in links
    assert sheet.protection.sheet


def test_what_was_not_carried_is_listed(sent: Round) -> None:
    """Content beside the form is listed with its text, and stands in no form."""
    (row,) = (row for row in reviewed(sent.path) if row.state == "没有带来")
    assert row.place == "政府采购"
    assert "“旁注”" in row.said
    book = openpyxl.load_workbook(sent.path)
    assert not any("旁注" in str(c.value) for row in book["政府采购"].iter_rows() for c in row)


def test_workbook_is_locked_and_checked(sent: Round) -> None:
    """Every sheet is locked, marked input cells stay open, and dropdowns are there."""
    book = openpyxl.load_workbook(sent.path)
    assert [sheet.title for sheet in book if not sheet.protection.sheet] == []
    sheet: Any = book["政府采购"]
    assert sheet["G15"].protection.locked is False
    assert sheet["I15"].protection.locked is True
    assert sheet.data_validations.dataValidation
    assert book.sheetnames[:4] == ["封面", LIST, REVIEW, "收支总表"]


# --- What is fixed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bench:
    """Makes broken returns of one entity, and their correction copies."""

    pack: Pack
    campaign: Campaign
    clean: Clean
    folder: Path

    def around(self, book: Book, pack: Pack | None = None) -> Round:
        """Check a return in the campaign and write its correction copy."""
        path = self.folder / POLICE
        path.write_bytes(book.data())
        return around(pack or self.pack, self.campaign, path, self.folder / "copy.xlsx")


@pytest.fixture
def bench(pack: Pack, campaign: Campaign, clean: Clean, tmp_path: Path) -> Bench:
    """A bench with an empty folder."""
    return Bench(pack, campaign, clean, tmp_path)


def stripped(book: Book) -> Book:
    """Take away every lock and every dropdown."""
    for part in book.cell_parts:
        for element in ("sheetProtection", "dataValidations"):
            text = book.text(part)
            start, end = text.find(f"<{element}"), text.find(f"</{element}>")
            if start >= 0:
                stop = end + len(element) + 3 if end > 0 else text.index("/>", start) + 2
                book.put(part, text[:start] + text[stop:])
    return book


def test_locks_and_dropdowns_are_back(bench: Bench) -> None:
    """A return without any has findings, and the reissued workbook has them all."""
    found = bench.around(stripped(bench.clean.book()))
    assert {"XL-172", "XL-173"} <= {finding.rule for finding in found.before.findings}
    assert found.after.findings == ()
    book: Any = openpyxl.load_workbook(found.path)
    assert all(sheet.protection.sheet for sheet in book)
    assert book["政府采购"].data_validations.dataValidation
    texts = "".join(row.said for row in reviewed(found.path))
    assert "保护被取消" in texts
    assert "下拉列表和填报校验被删去" in texts


def test_moved_and_inserted_rows(bench: Bench) -> None:
    """What moved is marked back in its place; a foreign row is listed with its content."""
    book = bench.clean.book()
    insert_rows(book, "政府采购", 12)
    cells = '<c r="B12" t="inlineStr"><is><t>新项目</t></is></c><c r="C12"><v>5</v></c>'
    book.swap(book.sheets["政府采购"], '<row r="13"', f'<row r="12">{cells}</row><row r="13"')
    book.type("政府采购!G16", "2辆")
    found = bench.around(book)
    assert found.facts()[0] == found.facts()[1]
    assert ("政府采购", "G15") in {row[:2] for row in listed(found.path)}
    assert ("政府采购", "G16") not in {row[:2] for row in listed(found.path)}
    assert any("“新项目｜5”" in row.said for row in reviewed(found.path))
    assert "2辆" in notes(found.path)["政府采购", "G15"]
    assert ("政府采购", "G16") not in notes(found.path)


def test_many_cells_outside(bench: Bench) -> None:
    """Of many cells with content outside the form, each is in the list."""
    book = bench.clean.book()
    for row in range(8, 20):
        cell = f'<c r="BZ{row}" t="inlineStr"><is><t>旁注{row}</t></is></c>'
        book.beside("政府采购", row, cell)
    texts = "".join("".join(row) for row in reviewed(bench.around(book).path))
    assert all(f"旁注{row}" in texts for row in range(8, 20))


def test_lost_row_is_asked_for(bench: Bench) -> None:
    """What was deleted from the file is asked for: as long as it is, the return has an error."""
    book = bench.clean.book()
    delete_rows(book, "固定资产", 8)
    found = bench.around(book)
    assert "XL-164" in {finding.rule for finding in found.before.findings}
    asked = {k.column for k, value in _facts(found.after) if value == UNKNOWN}
    assert asked == {"quantity", "value"}
    assert found.after.verdict is Verdict.NEEDS_FIX
    assert ("固定资产", "B8") in notes(found.path)


@pytest.mark.parametrize("sheet", ["固定资产", "收支总表"])
def test_unread_form_is_asked_for(bench: Bench, sheet: str) -> None:
    """A form that was not read is blank, its title says why, and its first figure asks for it."""
    book = bench.clean.book()
    book.swap("xl/workbook.xml", f'<sheet name="{sheet}"', '<sheet name="别的"')
    book.cell(f"{'别的'}!A1", inline(""))
    found = bench.around(book)
    assert found.before.submission
    assert bench.pack.forms[0].id in found.before.submission.extents or sheet == "收支总表"
    asked = [finding for finding in found.after.findings if finding.value == UNKNOWN]
    assert [(finding.rule, finding.sheet) for finding in asked] == [("XL-112", sheet)]
    (title,) = (place for place in notes(found.path) if place[0] == sheet)
    assert title == (sheet, "A2")
    assert "空白" in notes(found.path)[title]


def test_older_version(bench: Bench) -> None:
    """A return of an older layout comes back on today's, which says what is new to fill in."""
    today = bench.pack
    printed = {"事业收入": "事业性收入"}
    older = OlderVersion("2019.9", printed, frozenset({"transfers", "procurement.disclosure"}))
    book = bench.clean.book()
    identity._everywhere(today.version, "2019.9")(book)  # noqa: SLF001
    book.type("收支总表!A10", "事业性收入")
    found = bench.around(book, replace(today, older=(older,)))
    assert found.facts()[0] == found.facts()[1]
    assert "XL-160" in {finding.rule for finding in found.before.findings}
    assert "XL-160" not in {finding.rule for finding in found.after.findings}
    (row,) = (row for row in reviewed(found.path) if "旧版" in row.said)
    assert "“内部往来”表" in row.hint
    assert "“公开情况”" in row.hint


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("suffix", "filter_"),
    [("xls", "MS Excel 97"), ("ods", "calc8"), ("xlsx", "Calc MS Excel 2007 XML")],
)
def test_corrected_in_libreoffice(
    sent: Round, bench: Bench, office: Office, suffix: str, filter_: str
) -> None:
    """A corrected cell loses nothing: whatever the format, all the rest is as it was."""
    corrected: dict[tuple[str, str], Decimal | str] = {
        ("政府采购", "G15"): Decimal(2), ("固定资产", "C9"): Decimal(300),
        ("政府采购", "G19"): Decimal(1),
    }  # fmt: skip
    path = bench.folder / f"312006.{suffix}"
    office.fill(sent.path, path, corrected, filter=filter_)
    again = around(bench.pack, bench.campaign, path, bench.folder / "copy.xlsx")
    before, after = dict(_facts(sent.after)), dict(_facts(again.before))
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert {after[key] for key in changed} == set(corrected.values())
    assert len(changed) == len(corrected)
    rules = {finding.rule for finding in again.before.findings if finding.rule.startswith("XL-1")}
    assert rules <= TYPED | {"XL-159", "XL-142", "XL-143"}
    assert not {"XL-171", "XL-162", "XL-175"} & rules
    assert again.facts()[0] == again.facts()[1]


@pytest.mark.clients
def test_open_xml_sdk_finds_nothing(sent: Round) -> None:
    """Microsoft's own validator has no error: Excel shows notes and links without a repair."""
    (found,) = node("validate.mjs", [sent.path])
    assert found["errors"] == []


def test_other_comments_are_reported(sent: Round, bench: Bench) -> None:
    """Notes of ours are no findings; a comment that somebody adds is one as ever."""
    book = openpyxl.load_workbook(sent.path)
    sheet: Any = book["固定资产"]
    sheet["B6"].comment = Comment("请看", "某人")
    book.save(bench.folder / POLICE)
    item = read_return(bench.folder / POLICE, bench.pack, entities=bench.campaign.entities)
    assert [(f.sheet, f.cell) for f in item.findings if f.rule == "XL-175"] == [("固定资产", "B6")]


HOSTILE: Final = (
    "表样 county-budget｜2020.2｜procurement｜312002｜2020｜312002*60｜A57DB834｜FBBC",
    "=HYPERLINK(1)", "http://example.org", "a\rb\nc", "a_x000D_b", "<b>&amp;", "\u202e156",
    "{0.__class__} %s", "长" * 33_000,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_from_a_cell_is_data(bench: Bench, text: str) -> None:
    """Whatever stands in a figure is written as text, in its cell, its note and the list."""
    found = bench.around(bench.clean.book().cell("固定资产!C9", inline(text)))
    assert found.facts()[0].keys() == found.facts()[1].keys()
    assert {finding.rule for finding in found.after.findings} <= TYPED
    book: Any = openpyxl.load_workbook(found.path)
    assert book["固定资产"]["C9"].data_type == "s"
    assert all(len(text) < 1100 for row in reviewed(found.path) for text in row)
    assert len(notes(found.path)["固定资产", "C9"]) < 1000


# --- In a campaign ------------------------------------------------------------------------------


def spoil(path: Path) -> None:
    """Make a mistake in a return."""
    path.write_bytes(Book(path.read_bytes()).cell("收支总表!B6", number(1)).data())


def test_command_writes_one_for_each(folder: Path) -> None:
    """Each return gets its workbook, named as it was sent out; the ledger knows each by itself."""
    spoil(folder / "in" / JAIL)
    run("generate", "-C", folder)
    out, err = streams("check", "-C", folder, "--reissue", folder / "back", "--all", code=1)
    names = sorted(path.name for path in (folder / "back").iterdir())
    assert names == sorted(path.name for path in (folder / "out").glob("*.xlsx"))
    assert "已写出退回修改的工作簿 4 份" in err
    assert "错误 1" in err
    assert out.rstrip().splitlines()[-1].startswith(f"下一步：把 {folder / 'back'}")
    with open_ledger(folder) as ledger:
        sent_out = ledger.sent()
    assert len(sent_out) == 8
    assert len({item.serial for item in sent_out}) == 8
    events = json.loads(run("history", "312005", "-C", folder, "--format", "json"))
    assert {event["what"] for event in events} == {"listed", "sent", "received", "reissued"}


def test_unchanged_reissued_workbook_comes_back(folder: Path) -> None:
    """Returned as it is, it has the same findings again; its serial says which copy it is."""
    spoil(folder / "in" / JAIL)
    run("check", "-C", folder, "--reissue", folder / "back", code=1)
    shutil.copyfile(folder / "back" / JAIL, folder / "in" / JAIL)
    first, second = (
        json.loads(run("check", folder / "in" / JAIL, folder / "back" / JAIL, "-C", folder,
                       "--format", "json", code=1))["files"]
    )  # fmt: skip
    assert first["findings"] == second["findings"]
    with open_ledger(folder) as ledger:
        copies = {item.serial for item in ledger.sent()}
        assert {item.serial for item in ledger.received() if item.entity == "312005"} & copies


def test_not_reissued_and_why(folder: Path, clean: Clean) -> None:
    """A return whose entity or period is not certain gets no copy, but a reason."""
    next((folder / "in").glob("312-*")).unlink()
    (folder / "in" / "x.xlsx").write_text("nothing", encoding="utf-8")
    other = Book((folder / "in" / JAIL).read_bytes()).cell("收支总表!B6", number(1)).data()
    (folder / "in" / "二.xlsx").write_bytes(other)
    contradiction = Book((folder / "in" / POLICE).read_bytes()).meta("period", "2019").data()
    (folder / "in" / POLICE).write_bytes(contradiction)
    (folder / "in" / "312.xlsx").write_bytes(clean.data("312"))
    _, err = streams(
        "check", "-C", folder, "--reissue", folder / "back", "--all", "--lang", "en", code=1
    )
    assert [path.name for path in (folder / "back").iterdir()] == ["312002-公安局-2020.xlsx"]
    lines = [line for line in err.splitlines() if line.startswith("  ") and ".xlsx: " in line]
    assert len(lines) == 5
    assert "Not reissued 5" in err
    for words in (
        "x.xlsx is not an Excel workbook", "has more than one return", "contradicts itself",
        "consolidated workbook",
    ):  # fmt: skip
        assert words in err


def test_of_another_year(folder: Path) -> None:
    """Last year's workbook gets no copy as this year's."""
    settings_ = folder / "campaign.toml"
    text = settings_.read_text(encoding="utf-8").replace('"2020"', '"2021"')
    settings_.write_text(text, encoding="utf-8")
    _, err = streams("check", "-C", folder, "--reissue", folder / "back", "--lang", "en", code=1)
    assert not (folder / "back").exists()
    assert "Not reissued 4" in err
    assert "2021 is expected" in err


@pytest.mark.parametrize("place", ["in", "out", "kept", "given"])
def test_never_over_other_files(folder: Path, place: str) -> None:
    """It does not write where the returns are, nor what was sent out or given."""
    before = {path: path.read_bytes() for path in (folder / "in").iterdir()}
    assert str(folder / place) in refused("check", "-C", folder, "--reissue", folder / place)
    assert {path: path.read_bytes() for path in (folder / "in").iterdir()} == before


def test_without_a_campaign(folder: Path, tmp_path: Path) -> None:
    """A single file gets a copy as well; the folder it lies in is not touched."""
    path = tmp_path / "single" / POLICE
    path.parent.mkdir()
    shutil.copyfile(folder / "in" / POLICE, path)
    spoil(path)
    run("check", path, "--reissue", tmp_path / "back", code=1)
    (found,) = (tmp_path / "back").iterdir()
    assert found.name == POLICE
    assert ("收支总表", "H17") in notes(found)
    refused("check", path, "--reissue", path.parent)


def test_given_figures_are_restored(folder: Path, tmp_path: Path) -> None:
    """What the campaign gives stands there as it was given, locked, and has a note."""
    run("init", tmp_path / "2021", "--from", folder)
    run("generate", "-C", tmp_path / "2021")
    name = "312006-交警队-2021.xlsx"
    data = (tmp_path / "2021" / "out" / name).read_bytes()
    book = Book(data).cell("收支总表!C6", number("2460.66")).cell("收支总表!C8", number(5))
    (tmp_path / "2021" / "in" / name).write_bytes(book.data())
    run("check", "-C", tmp_path / "2021", "--reissue", tmp_path / "back", code=1)
    sheet: Any = openpyxl.load_workbook(tmp_path / "back" / name)["收支总表"]
    assert (sheet["C6"].value, sheet["C6"].protection.locked) == (2460.65, True)
    assert (sheet["C8"].value, sheet["C8"].protection.locked) == (None, True)
    text = notes(tmp_path / "back" / name)["收支总表", "C6"]
    assert "2460.66" in text
    assert any("已恢复" in row.state for row in reviewed(tmp_path / "back" / name))
    assert "已恢复" in text


def test_project_names_stay_locked(folder: Path) -> None:
    """The cards of listed projects keep their names, locked as they were sent out."""
    run("check", "-C", folder, "--reissue", folder / "back", "--all")
    campaign = load_campaign(folder)
    sheet: Any = openpyxl.load_workbook(folder / "back" / JAIL)["绩效目标"]
    names = {cell.value: cell.protection.locked for row in sheet.iter_rows() for cell in row}
    assert campaign.projects["312005"]
    assert all(names[project] for project in campaign.projects["312005"])


def test_clean_return(folder: Path, pack: Pack) -> None:
    """A return without errors gets a copy without; the summary is in English, too."""
    _, err = streams("check", "-C", folder, "--reissue", folder / "back", "--all", "--lang", "en")
    assert "Reissued 4" in err
    item = read_return(folder / "back" / JAIL, pack)
    assert item.findings == ()
    assert {row.state for row in reviewed(folder / "back" / JAIL)} <= {"仍在", "——"}
    asked = [row for row in listed(folder / "back" / JAIL) if row[2] != "提醒"]
    assert asked == []


def test_only_those_that_need_work(folder: Path, pack: Pack) -> None:
    """A return with nothing but notes is counted, and written only when all are asked for."""
    blank, _ = planned(load_campaign(folder), pack, load_campaign(folder).entity("312005"), {})
    line = Record("312005", "income_general", {"current": Decimal(1), "prior": Decimal(1)})
    spent = Record("312005", "personnel", {"current": Decimal(1), "prior": Decimal(1)})
    nil = frozenset(blank.extents) - {"income_expenditure"}
    tables = {**blank.tables, "income_expenditure": (line, spent)}
    write_workbook(folder / "in" / JAIL, pack, replace(blank, tables=tables, nil=nil))
    spoil(folder / "in" / POLICE)
    command = ("check", "-C", folder, "--reissue", folder / "back", "--lang", "en")
    out, err = streams(*command, code=1)
    assert JAIL not in {path.name for path in (folder / "back").iterdir()}
    assert "Nothing to mend in 3" in err
    last = out.splitlines()[-1]
    assert "交警队" in last
    assert "看守所" not in last
    out, err = streams(*command, "--all", code=1)
    assert JAIL in {path.name for path in (folder / "back").iterdir()}
    assert "Nothing to mend" not in err
    assert "看守所" in out.splitlines()[-1]
    refused("check", "-C", folder, "--all")


MARKUP: Final = ("<r>1</r>", "<r><t>甲</t></r>", "<r></x></r>", "<r>a & b</r>")


def test_text_that_looks_like_markup_is_a_text(
    pack: Pack, campaign: Campaign, tmp_path: Path
) -> None:
    """What a clerk types is a text, also where it looks like what stands in the file."""
    blank, _ = planned(campaign, pack, campaign.entity("312005"), {})
    lines = ("income_general", "income_fund", "income_soe", "income_special")
    notes = dict(zip(lines, MARKUP, strict=True))
    records = tuple(Record("312005", row, {"note": text}) for row, text in notes.items())
    tables = {**blank.tables, "income_expenditure": records}
    write_workbook(tmp_path / "a.xlsx", pack, replace(blank, tables=tables))
    found = around(pack, campaign, tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    for facts in found.facts():
        assert {key.row: text for key, text in facts.items() if key.column == "note"} == notes
    sheet: Any = openpyxl.load_workbook(tmp_path / "b.xlsx")["收支总表"]
    assert set(MARKUP) <= {cell.value for row in sheet.iter_rows() for cell in row}
