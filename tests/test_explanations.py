"""Explained warnings: said in the reissued workbook, replied to, kept, lapsed, required."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import openpyxl
import pytest

from tests.corpus.book import Book, error, formula, inline, number
from tests.test_campaign import states, streams
from tests.test_cli import refused, run
from tests.test_reissue import REVIEW, reviewed
from xltool.batch.given_facts import GivenFacts
from xltool.batch.resubmissions import NO_EARLIER_RETURNS
from xltool.campaign.correction_copy import correction_copy
from xltool.campaign.folder import load_campaign, start_from_example
from xltool.campaign.ledger import open_ledger
from xltool.campaign.status_board import ReportingState
from xltool.kinds import Severity, Verdict
from xltool.model.explanations import LONGEST_EXPLANATION
from xltool.model.findings import Finding
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.corpus.book import Content
    from xltool.model.forms import Pack
    from xltool.model.submission import Record, Submission, Value

pytestmark = pytest.mark.usefixtures("reads_here")

JAIL: Final = "312005-看守所-2020.xlsx"
UNIT: Final = "312005"
HOUSES: Final = "固定资产!B7"
QUALITY: Final = "绩效目标!B21"
"""The two warnings of the example's return: R32 and P3."""
TEXT: Final = "办公用房与业务用房尚未分割，已报机关事务局。"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with one return, which has two warnings; its marked workbook is in back/."""
    folder = tmp_path_factory.mktemp("begun") / "c"
    start_from_example(folder, "pingxiang-2020")
    for path in (folder / "in").iterdir():
        if path.name != JAIL:
            path.unlink()
    reissue(folder)
    return folder


@pytest.fixture
def jail(begun: Path, tmp_path: Path) -> Path:
    """A copy of that campaign."""
    return Path(shutil.copytree(begun, tmp_path / "c"))


def reissue(folder: Path, code: int = 0) -> None:
    """Check, and write the marked workbook of every return."""
    run("check", "-C", folder, "--reissue", folder / "back", "--all", code=code)


def row_of(folder: Path, place: str) -> int:
    """Return the row of a finding on the sheet 审核意见, as Excel counts."""
    rows = reviewed(folder / "back" / JAIL)
    return next(at for at, row in enumerate(rows, start=4) if row.place == place)


def send(folder: Path, cells: Mapping[str, Content], name: str = JAIL) -> None:
    """Send the marked workbook back with something typed into it, in place of the first."""
    book = Book((folder / "back" / JAIL).read_bytes())
    for at, content in cells.items():
        book.cell(at, content)
    (folder / "in" / name).write_bytes(book.data())


def explain(folder: Path, place: str = HOUSES, text: str = TEXT) -> None:
    """Send the marked workbook back with an explanation of one warning."""
    send(folder, {f"{REVIEW}!G{row_of(folder, place)}": inline(text)})


class Checked(NamedTuple):
    """The findings of the return by place, and all of the report."""

    findings: Mapping[str, list[dict[str, Any]]]
    file: dict[str, Any]
    summary: dict[str, int]

    def at(self, place: str) -> dict[str, Any]:
        """Return the one warning at a place."""
        (found,) = (each for each in self.findings[place] if each["severity"] == "warning")
        return found

    def rules(self) -> list[str]:
        """Return the rules about explanations and resubmission that have findings."""
        found = (each["rule"] for each in self.file["findings"])
        return sorted(rule for rule in found if rule.startswith("XL-19"))


def check(folder: Path, code: int = 0) -> Checked:
    """Check the campaign; return what was found in its one return."""
    document = json.loads(run("check", "-C", folder, "--format", "json", code=code))
    (file,) = document["files"]
    places: dict[str, list[dict[str, Any]]] = {}
    for each in file["findings"]:
        places.setdefault(f"{each['sheet']}!{each['cell']}", []).append(each)
    return Checked(places, file, document["summary"])


# --- The sheet ----------------------------------------------------------------------------------


def test_sheet_lists_what_was_found(jail: Path, pack: Pack) -> None:
    """A row each in the order of the sheets; only warnings have an open cell, with the answers."""
    rows = reviewed(jail / "back" / JAIL)
    assert {(row.severity, row.state) for row in rows} == {("提醒", "仍在")}
    assert (rows[0].place, QUALITY in {row.place for row in rows[1:]}) == (HOUSES, True)
    assert {row.place.partition("!")[0] for row in rows[1:]} == {"绩效目标"}
    sheet: Any = openpyxl.load_workbook(jail / "back" / JAIL)[REVIEW]
    assert [sheet[f"G{row}"].protection.locked for row in (3, 4, 5)] == [True, False, False]
    assert sheet.protection.sheet
    assert [sheet[f"J{row}"].value for row in range(4, 4 + len(pack.answers))] == [*pack.answers]
    choices = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert choices["G4"].formula1 == f"$J$4:$J${3 + len(pack.answers)}"
    assert not choices["G4"].showErrorMessage


def test_error_cannot_be_explained(jail: Path) -> None:
    """An error has no open cell; what is typed there all the same is not taken, and told."""
    send(jail, {"收支总表!B6": number(1)})
    reissue(jail, code=1)
    place = next(row.place for row in reviewed(jail / "back" / JAIL) if row.severity == "错误")
    row = row_of(jail, place)
    sheet: Any = openpyxl.load_workbook(jail / "back" / JAIL)[REVIEW]
    assert (sheet[f"G{row}"].value, sheet[f"G{row}"].protection.locked) == ("——", True)
    send(jail, {f"{REVIEW}!G{row}": inline("就是这样")})
    found = check(jail, code=1)
    assert found.findings[f"{REVIEW}!G{row}"][0]["rule"] == "XL-192"
    assert found.summary["answered"] == 0


def test_length_is_limited_without_answers(pack: Pack, tmp_path: Path, jail: Path) -> None:
    """A pack without standard answers limits the length of the open cells instead."""
    item = read_return(jail / "in" / JAIL, pack)
    (checked,) = validate(pack, [item])
    bare = replace(pack, answers=())
    copy = correction_copy(bare, checked, None, GivenFacts())
    write_workbook(tmp_path / "a.xlsx", bare, copy.submission, copy.fixed, copy.review)
    sheet: Any = openpyxl.load_workbook(tmp_path / "a.xlsx")[REVIEW]
    limits = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert (limits["G4"].type, limits["G4"].formula1) == ("textLength", str(LONGEST_EXPLANATION))


# --- Taken, kept, lapsed ------------------------------------------------------------------------


def test_explanation_is_taken(jail: Path) -> None:
    """It stands beside its warning, counts apart, and nothing else is reported of it."""
    explain(jail)
    found = check(jail)
    said = found.at(HOUSES)
    assert (said["answer"], said["decision"], said["reply"]) == (TEXT, "undecided", "")
    assert "answer" not in found.at(QUALITY)
    assert (found.summary["warning"], found.summary["answered"]) == (3, 1)
    assert found.rules() == []
    assert check(jail).at(HOUSES)["answer"] == TEXT


def test_reports_show_it_apart(jail: Path) -> None:
    """Text and page list explained warnings behind the others, folded, in both languages."""
    explain(jail)
    text = run("check", "-C", jail, "--lang", "zh")
    head, _, apart = text.partition("已说明的提醒")
    assert (HOUSES in apart, "R32" in head, "P3" in head) == (True, False, True)
    assert f"说明“{TEXT}”（待答复）" in apart
    assert "提醒 3 条，提示 1 条；已说明 1 条。" in text
    assert "3 warnings, 1 note; 1 explained." in run("check", "-C", jail, "--lang", "en")
    run("check", "-C", jail, "--format", "html", "-o", jail / "r.html", "--lang", "en")
    page = (jail / "r.html").read_text(encoding="utf-8")
    head, _, apart = page.partition('id="answers"')
    assert (TEXT in head.partition('id="findings"')[2], TEXT in apart) == (False, True)


def test_it_stays_with_the_values(jail: Path) -> None:
    """The same values again, without the sheet or with the cell blank: it was said once."""
    original = (jail / "in" / JAIL).read_bytes()
    explain(jail)
    check(jail)
    (jail / "in" / JAIL).write_bytes(Book(original).cell("收支总表!F6", inline("说明")).data())
    assert check(jail).at(HOUSES)["answer"] == TEXT
    send(jail, {"收支总表!F6": inline("另一说明")})
    assert check(jail).at(HOUSES)["answer"] == TEXT


def test_it_lapses_with_a_value(jail: Path) -> None:
    """One cell changed: the warning is open again, and a note says why, once; then changed back."""
    explain(jail)
    check(jail)
    send(jail, {"固定资产!B6": number(2508), "固定资产!B7": number(2508)})
    found = check(jail)
    assert "answer" not in found.at(HOUSES)
    assert found.rules() == ["XL-190"]
    (note,) = (each for each in found.findings[HOUSES] if each["rule"] == "XL-190")
    assert "原说明作废" in note["message"]
    assert TEXT[:20] in note["message"]
    send(jail, {"收支总表!F6": inline("改回")})
    found = check(jail)
    assert (found.at(HOUSES)["answer"], found.rules()) == (TEXT, [])


def test_another_text_replaces_it(jail: Path) -> None:
    """What is said last counts; an older file that is checked again does not bring back its own."""
    explain(jail)
    check(jail)
    shutil.move(jail / "in" / JAIL, jail / "older.xlsx")
    explain(jail, text="另一句")
    assert check(jail).at(HOUSES)["answer"] == "另一句"
    shutil.move(jail / "older.xlsx", jail / "in" / JAIL)
    assert check(jail).at(HOUSES)["answer"] == "另一句"


def test_without_a_campaign(jail: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is checked alone says what stands in it."""
    explain(jail)
    monkeypatch.chdir(tmp_path)
    document = json.loads(run("check", jail / "in" / JAIL, "--format", "json"))
    assert document["summary"]["answered"] == 1
    assert document["files"][0]["resubmission"] is None


def subjects(pack: Pack, submission: Submission, path: Path) -> dict[str, str]:
    """Return the states of the warnings by their subjects, as a workbook of it is checked."""
    write_workbook(path, pack, submission)
    (item,) = validate(pack, [read_return(path, pack)])
    return {f.subject: f.state for f in item.findings if f.severity is Severity.WARNING}


def test_rows_may_move(pack: Pack, submissions: Mapping[str, Submission], tmp_path: Path) -> None:
    """Rows and cards that stand elsewhere are the same places, with the same values."""
    before = submissions["312002"]
    first = subjects(pack, before, tmp_path / "a.xlsx")
    assert len(first) > 5
    rows = before.tables["procurement"]
    moved = (rows[-1], *rows[:-1])
    tables = {**before.tables, "procurement": tuple(map(_numbered, range(1, len(rows) + 1), moved))}
    after = subjects(pack, replace(before, tables=tables), tmp_path / "b.xlsx")
    assert after == first


def _numbered(number: int, record: Record) -> Record:
    return replace(record, row=str(number))


# --- What nobody trusts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (inline("长" * (LONGEST_EXPLANATION + 1)), "501"),
        (error("#N/A"), "#N/A"),
        (formula("1+1"), "没有结果"),
    ],
    ids=["long", "error", "formula"],
)
def test_unusable_explanation(jail: Path, content: Content, message: str) -> None:
    """It is not taken, and a note at its cell says why; nothing else is reported."""
    at = f"{REVIEW}!G{row_of(jail, HOUSES)}"
    send(jail, {at: content})
    found = check(jail)
    assert [each["rule"] for each in found.findings[at]] == found.rules() == ["XL-191"]
    assert message in found.findings[at][0]["message"]
    assert found.summary["answered"] == 0


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (inline("=1+1"), "=1+1"),
        (formula("1+1", "2"), "2"),
        (inline("  有\n 两行\u202e。_x0007_ "), "有 两行。"),
        (inline("x" * LONGEST_EXPLANATION), "x" * LONGEST_EXPLANATION),
        (number(12), "12"),
    ],
    ids=["like a formula", "formula", "unseen characters", "longest", "number"],
)
def test_odd_explanation(jail: Path, content: Content, text: str) -> None:
    """Whatever it is, it is one line of text."""
    send(jail, {f"{REVIEW}!G{row_of(jail, HOUSES)}": content})
    found = check(jail)
    assert (found.at(HOUSES)["answer"], found.rules()) == (text, [])


def test_explanation_without_a_mark(jail: Path) -> None:
    """A mark that was altered binds nothing; an explanation whose warning is gone needs none."""
    row = row_of(jail, HOUSES)
    send(jail, {f"{REVIEW}!G{row}": inline(TEXT), f"{REVIEW}!I{row}": inline("0123:zz")})
    found = check(jail)
    assert [each["cell"] for each in found.file["findings"] if each["rule"] == "XL-192"] == [
        f"G{row}"
    ]
    assert found.summary["answered"] == 0
    mark = f"{'0' * 20}:{'1' * 20}"
    send(jail, {f"{REVIEW}!G{row}": inline(TEXT), f"{REVIEW}!I{row}": inline(mark)})
    found = check(jail)
    assert found.rules() == ["XL-192"]
    assert "已经没有了" in found.findings[f"{REVIEW}!G{row}"][0]["message"]


def rewritten(data: bytes, *, rename: str = "", delete: tuple[int, int] = (0, 0)) -> bytes:
    """Return a workbook whose sheet 审核意见 was renamed or lost, or lost rows or columns."""
    book: Any = openpyxl.load_workbook(BytesIO(data))
    row, col = delete
    if row:
        book[REVIEW].delete_rows(row)
    elif col:
        book[REVIEW].delete_cols(col)
    elif rename:
        book[REVIEW].title = rename
    else:
        del book[REVIEW]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "answered"),
    [
        ({"rename": "意见"}, True),
        ({"delete": (1, 0)}, True),
        ({"delete": (3, 0)}, False),
        ({"delete": (0, 1)}, True),
        ({}, False),
    ],
    ids=["renamed", "row above", "heading", "column", "lost"],
)
def test_altered_sheet(jail: Path, change: dict[str, Any], *, answered: bool) -> None:
    """A sheet that was renamed or moved is read, one that is gone says nothing: no finding."""
    explain(jail)
    path = jail / "in" / JAIL
    path.write_bytes(rewritten(path.read_bytes(), **change))
    found = check(jail)
    assert ("answer" in found.at(HOUSES)) is answered
    kinds = {each["rule"] for each in found.file["findings"]}
    assert not {"XL-162", "XL-191"} & kinds


@pytest.mark.parametrize(("name", "rules"), [(REVIEW, ["XL-162"]), ("问题清单", [])])
def test_sheet_of_that_name(jail: Path, name: str, rules: list[str]) -> None:
    """A sheet that somebody made and called so is foreign; the list of former editions is not."""
    path = jail / "in" / JAIL
    before = Counter(each["rule"] for each in check(jail).file["findings"])
    book: Any = openpyxl.load_workbook(path)
    book.create_sheet(name)["A1"] = "我的笔记"
    book.save(path)
    after = Counter(each["rule"] for each in check(jail).file["findings"])
    assert list((after - before - Counter({"XL-194": 1})).elements()) == rules


# --- The officer --------------------------------------------------------------------------------


def test_accepted(jail: Path) -> None:
    """Accepted, it stays so when the file comes again; the reissued workbook says it."""
    explain(jail)
    check(jail)
    told = run("note", UNIT, HOUSES, "--accept", "已核对", "-C", jail, "--lang", "zh")
    assert told.startswith(f"采纳 {UNIT} {HOUSES} [R32]")
    reissue(jail)
    said = check(jail).at(HOUSES)
    assert (said["decision"], said["reply"]) == ("accepted", "已核对")
    (row,) = (row for row in reviewed(jail / "back" / JAIL) if row.place == HOUSES)
    assert (row.explanation, row.reply) == (TEXT, "采纳：已核对")
    send(jail, {"收支总表!F6": inline("又一次")})
    assert check(jail).at(HOUSES)["decision"] == "accepted"


def test_declined(jail: Path) -> None:
    """Declined, it is open again, with the officer's words; another text is undecided."""
    explain(jail)
    check(jail)
    run("note", UNIT, HOUSES, "--decline", "请附文件", "-C", jail)
    found = check(jail)
    assert (found.at(HOUSES)["decision"], found.summary["answered"]) == ("declined", 0)
    text = run("check", "-C", jail, "--lang", "en")
    assert f"said: “{TEXT}” (declined: 请附文件)" in text.partition("Explained")[0]
    reissue(jail)
    (row,) = (row for row in reviewed(jail / "back" / JAIL) if row.place == HOUSES)
    assert (row.explanation, row.reply) == (TEXT, "不采纳：请附文件")
    send(jail, {})
    assert check(jail).at(HOUSES)["decision"] == "declined"
    explain(jail, text="文件已附后")
    assert check(jail).at(HOUSES)["decision"] == "undecided"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((UNIT, QUALITY, "--accept", "好"), f"explained are {HOUSES}"),
        ((UNIT, HOUSES, "--decline", " "), "say why"),
        ((UNIT, HOUSES, "--accept", "好" * (LONGEST_EXPLANATION + 1)), "at most 500"),
        ((UNIT, HOUSES), "give either"),
        ((UNIT, HOUSES, "--accept", "", "--decline", "不"), "give either"),
        (("999", HOUSES, "--accept", ""), "999: 名录里没有这个单位"),
        (("312006", HOUSES, "--accept", ""), "nothing is"),
    ],
)
def test_reply_that_cannot_be_entered(jail: Path, arguments: tuple[str, ...], why: str) -> None:
    """Each is refused with what there is to reply to; nothing is entered."""
    explain(jail)
    check(jail)
    assert why in refused("note", *arguments, "-C", jail)
    assert check(jail).at(HOUSES)["decision"] == "undecided"


# --- Required -----------------------------------------------------------------------------------


@pytest.fixture
def strict(jail: Path) -> Path:
    """The same campaign, where every warning must be explained."""
    with (jail / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('answers = "required"\n')
    return jail


def test_required(strict: Path) -> None:
    """Until every warning is explained the return needs work; a declined one brings that back."""
    found = check(strict, code=1)
    assert (found.file["verdict"], found.rules()) == ("needs-fix", ["XL-193"])
    (error,) = (each for each in found.file["findings"] if each["rule"] == "XL-193")
    assert HOUSES in error["message"]
    assert states(strict)[UNIT] is ReportingState.ERRORS
    _, more = streams("check", "-C", strict, "--reissue", strict / "back", "--lang", "en", code=1)
    assert "Reissued 1" in more
    rows = range(4, 4 + len(reviewed(strict / "back" / JAIL)))
    send(strict, {f"{REVIEW}!G{row}": inline(TEXT) for row in rows})
    assert check(strict).file["verdict"] == "accepted"
    assert states(strict)[UNIT] is ReportingState.ACCEPTED
    run("note", UNIT, QUALITY, "--decline", "应当有", "-C", strict)
    assert states(strict)[UNIT] is ReportingState.ERRORS
    run("note", UNIT, QUALITY, "--accept", "", "-C", strict)
    assert states(strict)[UNIT] is ReportingState.ACCEPTED
    run("accept", JAIL, "-C", strict)


def test_required_or_optional(jail: Path) -> None:
    """Any other word in campaign.toml is refused."""
    with (jail / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('answers = "maybe"\n')
    assert "campaign.toml: answers" in refused("check", "-C", jail)


# --- Higher up ----------------------------------------------------------------------------------


def test_department_carries_it(folder: Path) -> None:
    """来源 lists whose, where, what was said and replied; the workbook is read back as it is."""
    reissue(folder)
    explain(folder)
    run("check", "-C", folder)
    run("note", UNIT, HOUSES, "--decline", "请附文件", "-C", folder)
    department = Path(run("consolidate", "-C", folder).strip())
    sheet: Any = openpyxl.load_workbook(department)["来源"]
    rows = list(sheet.iter_rows(values_only=True))
    (at,) = (at for at, row in enumerate(rows) if row[0] == "各单位对提醒的说明")
    place = "固定资产 其中：办公用房（平方米） 数量 R32"
    assert rows[at + 1][:6] == (1, UNIT, "平乡县看守所", place, TEXT, "不采纳：请附文件")
    item = read_return(department, load_pack())
    assert {finding.rule for finding in item.findings if finding.rule in {"R39", "XL-156"}} == set()
    assert item.submission
    (child,) = (part for part in item.submission.parts() if part.entity.code == UNIT)
    assert child.receipt
    (said,) = child.receipt.explanations
    assert said == (
        "R32",
        "fixed_assets",
        "其中：办公用房（平方米） 数量",
        TEXT,
        "declined",
        "请附文件",
    )


def test_department_need_not_explain(pack: Pack, department: Path) -> None:
    """Where explanations are required, a consolidated workbook need have none."""
    item = read_return(department, pack)
    warned = replace(item, findings=(Finding("XL-157", Severity.WARNING, "XL-157", subject="a"),))
    assert NO_EARLIER_RETURNS.with_history(warned, required=True).findings == warned.findings
    (child, *_) = item.submission.children if item.submission else ()
    own = replace(warned, submission=child)
    assert NO_EARLIER_RETURNS.with_history(own, required=True).verdict is Verdict.NEEDS_FIX


# --- Sent again ---------------------------------------------------------------------------------


def test_nothing_changed(jail: Path) -> None:
    """A return with other bytes and the same content says so; one with an explanation does not."""
    send(jail, {})
    found = check(jail)
    assert found.rules() == ["XL-194"]
    assert JAIL in next(f for f in found.file["findings"] if f["rule"] == "XL-194")["message"]
    explain(jail)
    assert check(jail).rules() == []


def test_what_was_done(jail: Path) -> None:
    """What was asked before: mended, answered, left; and what is new."""
    row = row_of(jail, HOUSES)
    send(jail, {"收支总表!B6": number(1), f"{REVIEW}!G{row}": inline(TEXT)})
    done = check(jail, code=1).file["resubmission"]
    named = {name: [f"{each['sheet']}!{each['cell']}" for each in done[name]]
             for name in ("mended", "answered", "left", "new")}  # fmt: skip
    left = named.pop("left")
    assert named == {"mended": [], "answered": [HOUSES], "new": ["收支总表!H17"]}
    assert sorted(left) == sorted(row.place for row in reviewed(jail / "back" / JAIL)[1:])
    send(jail, {"绩效目标!B21": inline("质量指标"), "收支总表!F6": inline("x")})
    text = run("check", "-C", jail, "--lang", "zh")
    counts = re.search(r"：已改 (\d+)，已说明 1，仍在 (\d+)，新增 \d+", text)
    assert counts
    mended, still = map(int, counts.groups())
    assert (mended + still, mended >= 2) == (len(left) + 1, True)
    assert re.search("已改：.*收支总表!H17 R1.*绩效目标!B21 P3|已改：.*P3.*R1", text)
    assert f"mended {mended}, answered 1" in run("check", "-C", jail, "--lang", "en")
    run("check", "-C", jail, "--format", "html", "-o", jail / "r.html")
    assert 'id="resubmissions"' in (jail / "r.html").read_text(encoding="utf-8")


def test_ledger_keeps_what_was_said(jail: Path) -> None:
    """It is entered once for a content, and read back with its reply."""
    explain(jail)
    check(jail)
    check(jail)
    run("note", UNIT, HOUSES, "--accept", "好", "-C", jail)
    with open_ledger(load_campaign(jail).folder) as ledger:
        (said,) = ledger.explanations()[UNIT].values()
        (finding,) = _explained(ledger.received()[-1].findings)
    assert finding.explained == said
    assert (said.text, said.decision, said.reply and said.reply.words) == (TEXT, "accepted", "好")


def _explained(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.explained]


def test_decimal_states(pack: Pack, submissions: Mapping[str, Submission], tmp_path: Path) -> None:
    """A value that differs in its last place is another state of the same subject."""
    before = submissions[UNIT]
    first = subjects(pack, before, tmp_path / "a.xlsx")
    tables = {
        table: tuple(replace(record, values=_raised(record)) for record in records)
        for table, records in before.tables.items()
    }
    after = subjects(pack, replace(before, tables=tables), tmp_path / "b.xlsx")
    assert set(after) == set(first)
    assert sum(after[subject] != first[subject] for subject in first) == 1


def _raised(record: Record) -> dict[str, Value]:
    """Return the values of a row with 0.01 more where the area of the houses stands."""
    houses, more = Decimal("2507.46"), Decimal("0.01")
    return {
        name: value + more if isinstance(value, Decimal) and value == houses else value
        for name, value in record.values.items()
    }
