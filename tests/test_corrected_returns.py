"""A corrected workbook takes the place of the return that it was made of, and nothing else does."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from tests.corpus.book import Book, number
from tests.test_campaign import JAIL, POLICE, states, streams, the_board
from tests.test_cli import run
from xltool.batch.batch import ReadOptions
from xltool.batch.compact_returns import CompactReturns
from xltool.campaign.checking import check_files
from xltool.campaign.corrected_returns import corrections, set_aside
from xltool.campaign.folder import load_campaign
from xltool.campaign.kept_returns import kept_return
from xltool.campaign.ledger import Decision, Sent, open_ledger
from xltool.campaign.ledger_returns import Received
from xltool.campaign.status_board import ReportingState
from xltool.kinds import Verdict
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.campaign.ledger import Ledger
    from xltool.model.forms import Pack

UNIT: Final = "312005"
CELL: Final = "收支总表!B6"
AT: Final = "2020-11-30T08:15:00+00:00"


def typed(path: Path, target: Path, value: float) -> Path:
    """Type into a workbook what makes a mistake, or mends it."""
    target.write_bytes(Book(path.read_bytes()).cell(CELL, number(value)).data())
    return target


def stands_in(path: Path) -> float:
    """Return what stands in the cell."""
    sheet: Any = openpyxl.load_workbook(path)[CELL.partition("!")[0]]
    return float(sheet[CELL.partition("!")[2]].value)


@pytest.fixture
def right(folder: Path) -> float:
    """Make a mistake in a return, and send it back; return what should stand there."""
    path = folder / "in" / JAIL
    value = stands_in(path)
    typed(path, path, 1)
    run("check", "-C", folder, "--reissue", folder / "back", code=1)
    return value


def corrected(folder: Path, value: float, name: str = "改好.xlsx") -> Path:
    """Put the corrected workbook beside the return that it corrects."""
    return typed(folder / "back" / JAIL, folder / "in" / name, value)


def test_a_correction_takes_the_place_at_once(folder: Path, right: float) -> None:
    """The first check that sees it takes it alone, says so, and so do the board and the history."""
    corrected(folder, right)
    out, told = streams("check", "-C", folder, "--format", "json")
    assert f"{JAIL}: 不采用，改好.xlsx 是它的退回稿改好报回的" in told
    names = {file["path"].rpartition("/")[2] for file in json.loads(out)["files"]}
    assert "改好.xlsx" in names
    assert JAIL not in names
    (status,) = (each for each in the_board(folder).standings if each.entity.code == UNIT)
    assert (status.state, status.files) == (ReportingState.ACCEPTED, ("改好.xlsx",))
    _, again = streams("check", "-C", folder)
    assert f"{JAIL}: 不采用，改好.xlsx 是它的退回稿改好报回的" in again
    events = json.loads(run("history", UNIT, "-C", folder, "--format", "json"))
    assert [(each["what"], each["file"]) for each in events if each["what"] == "corrected"] == [
        ("corrected", "改好.xlsx")
    ]
    counts = {each["file"]: each["counts"] for each in events if each["what"] == "received"}
    assert counts == {JAIL: False, "改好.xlsx": True}
    assert "更正采用" in run("history", UNIT, "-C", folder, "--lang", "zh")


def test_it_is_consolidated_at_once(folder: Path, right: float) -> None:
    """Consolidating is not kept from its work by the return that was corrected; sealing neither."""
    path = corrected(folder, right)
    run("consolidate", "-C", folder, "-o", folder / "department.xlsx")
    with open_ledger(folder) as ledger:
        last = ledger.seals.consolidated("312")
        found = {item.name: item.verdict for item in ledger.summaries()}
    assert last
    assert f"in/{path.name}" in last.files
    assert f"in/{JAIL}" not in last.files
    assert found[JAIL] is Verdict.NEEDS_FIX
    run("seal", "-C", folder)


@pytest.mark.parametrize("keep", [list, CompactReturns])
def test_both_are_entered(folder: Path, right: float, pack: Pack, keep: type) -> None:
    """Of the return that was corrected everything stays known, its figures too."""
    corrected(folder, right)
    options = ReadOptions(keep=keep)
    checked = check_files(pack, load_campaign(folder), (), options=options)
    assert checked.between == []
    assert isinstance(checked.returns, keep)
    with open_ledger(folder) as ledger:
        for path in (folder / "in").iterdir():
            item = kept_return(ledger, digest(path))
            assert item
            assert item.submission


def test_one_with_errors_takes_the_place_too(folder: Path, right: float) -> None:
    """The sender has answered; what is still wrong stands in the newer one."""
    del right
    corrected(folder, 2)
    run("check", "-C", folder, code=1)
    (status,) = (each for each in the_board(folder).standings if each.entity.code == UNIT)
    assert (status.state, status.files) == (ReportingState.ERRORS, ("改好.xlsx",))


def test_corrections_of_corrections(folder: Path, right: float) -> None:
    """The last of a chain counts, also when one between is gone."""
    corrected(folder, 2)
    run("check", "-C", folder, "--reissue", folder / "back", code=1)
    last = typed(folder / "back" / JAIL, folder / "in" / "又改.xlsx", right)
    run("check", "-C", folder)
    assert the_files(folder) == ("又改.xlsx",)
    (folder / "in" / "改好.xlsx").unlink()
    assert the_files(folder) == ("又改.xlsx",)
    last.unlink()
    assert the_files(folder) == (JAIL,)


def the_files(folder: Path) -> tuple[str, ...]:
    """Return the files of the unit that count."""
    (status,) = (each for each in the_board(folder).standings if each.entity.code == UNIT)
    return status.files


def test_sent_back_unchanged_is_asked(folder: Path, right: float) -> None:
    """The workbook that comes back as it was sent corrects nothing."""
    del right
    shutil.copyfile(folder / "back" / JAIL, folder / "in" / "原样.xlsx")
    run("check", "-C", folder, code=1)
    assert states(folder)[UNIT] is ReportingState.UNDECIDED


def test_another_file_is_asked(folder: Path, right: float) -> None:
    """A workbook that was not sent back may be older: nobody knows which of them counts."""
    typed(folder / "in" / JAIL, folder / "in" / "另一份.xlsx", right)
    run("check", "-C", folder, code=1)
    assert states(folder)[UNIT] is ReportingState.UNDECIDED
    corrected(folder, right)
    run("check", "-C", folder, code=1)
    assert the_files(folder) == ("另一份.xlsx", "改好.xlsx")


def test_what_the_officer_chose_is_not_replaced(folder: Path) -> None:
    """A return that was accepted by name stands beside its correction until that is chosen."""
    run("check", "-C", folder, "--reissue", folder / "back", "--all")
    run("accept", JAIL, "-C", folder)
    edited = Book((folder / "back" / JAIL).read_bytes()).type("收支总表!B8", "0").data()
    (folder / "in" / "改好.xlsx").write_bytes(edited)
    run("check", "-C", folder, code=1)
    assert set(the_files(folder)) == {JAIL, "改好.xlsx"}
    run("consolidate", "-C", folder, code=1)
    run("accept", "改好.xlsx", "-C", folder)
    assert the_files(folder) == ("改好.xlsx",)


def test_files_that_are_named_are_all_checked(folder: Path, right: float) -> None:
    """Who names files gets both judged, whatever corrects what."""
    path = corrected(folder, right)
    run("check", "-C", folder)
    arguments = (folder / "in" / JAIL, path, "-C", folder, "--format", "json")
    assert len(json.loads(run("check", *arguments, code=1))["files"]) == 2


# --- Which file takes the place of which ----------------------------------------------------------


OLD: Final = Received("0", "0.xlsx", AT, UNIT, "2020", "S", AT, Verdict.NEEDS_FIX, (), {}, "a")
NEW: Final = Received("1", "1.xlsx", AT, UNIT, "2020", "T", AT, Verdict.ACCEPTED, (), {}, "b")
SENT: Final = Sent("0.xlsx", "9", AT, UNIT, "2020", "T", "0")


def entered(ledger: Ledger, *items: Received, sent: Sent = SENT) -> None:
    """Enter what was sent back and what came."""
    ledger.record_sent(sent)
    ledger.record_received([(item, item.name, b"") for item in items])


@pytest.mark.parametrize(
    ("old", "new", "sent", "expected"),
    [
        (OLD, NEW, SENT, {"0": ["1"]}),
        (OLD, replace(NEW, verdict=Verdict.NEEDS_FIX), SENT, {"0": ["1"]}),
        (replace(OLD, verdict=Verdict.ACCEPTED), NEW, SENT, {"0": ["1"]}),
        (
            replace(OLD, verdict=Verdict.ACCEPTED),
            replace(NEW, verdict=Verdict.NEEDS_FIX),
            SENT,
            {},
        ),
        (OLD, replace(NEW, verdict=Verdict.UNTOUCHED), SENT, {}),
        (OLD, replace(NEW, verdict=Verdict.REJECTED), SENT, {}),
        (OLD, replace(NEW, content="a"), SENT, {}),
        (OLD, replace(NEW, serial="S"), SENT, {}),
        (OLD, replace(NEW, serial=""), replace(SENT, serial=""), {}),
        (OLD, NEW, replace(SENT, of=""), {}),
        (OLD, NEW, replace(SENT, of="another"), {}),
        (OLD, NEW, replace(SENT, entity="312006"), {}),
        (OLD, replace(NEW, entity="312006"), SENT, {}),
        (replace(OLD, entity="312006"), NEW, SENT, {}),
    ],
)
def test_what_replaces_what(
    tmp_path: Path, old: Received, new: Received, sent: Sent, expected: dict[str, list[str]]
) -> None:
    """Serial and entity must be those that were sent, and the correction no worse."""
    with open_ledger(tmp_path) as ledger:
        entered(ledger, old, new, sent=sent)
        assert corrections(ledger) == expected


def test_circles_end(tmp_path: Path) -> None:
    """Whatever a ledger says that corrects what, the question has an answer."""
    with open_ledger(tmp_path) as ledger:
        entered(ledger, OLD, NEW)
        ledger.record_sent(replace(SENT, sha256="8", serial="S", of="1"))
        ledger.record_sent(replace(SENT, sha256="7", of="1"))
        found = corrections(ledger)
    assert found == {"0": ["1"]}


def test_a_decision_goes_before(tmp_path: Path) -> None:
    """What was decided stays decided, as long as the file that was chosen is there."""
    third = replace(NEW, sha256="2", name="2.xlsx", serial="U", content="c")
    with open_ledger(tmp_path) as ledger:
        entered(ledger, OLD, NEW, third)
        assert set_aside(ledger, {"0", "1"}).corrected == {"0": "1"}
        assert set_aside(ledger, {"0"}).corrected == {}
        ledger.record_decision(Decision(AT, UNIT, "2", frozenset({"0", "1"})))
        found = set_aside(ledger, {"0", "1", "2"})
        assert (found.decided, found.corrected) == ({"0": "2", "1": "2"}, {})
        assert set_aside(ledger, {"0", "1"}).corrected == {"0": "1"}
        ledger.record_decision(Decision(AT, UNIT, "0", frozenset({"2"})))
        found = set_aside(ledger, {"0", "1", "2"})
        assert (found.decided, found.corrected) == ({"2": "0"}, {})


def test_names_of_other_units_are_untouched(folder: Path, right: float) -> None:
    """The correction of one unit changes nothing for another."""
    corrected(folder, right)
    run("check", "-C", folder)
    assert states(folder)["312006"] is ReportingState.ACCEPTED
    assert POLICE in {name for status in the_board(folder).standings for name in status.files}
