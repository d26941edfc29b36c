"""A return as it was judged last is drawn from the ledger alone: findings, figures, windows."""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_campaign import JAIL, edit
from tests.test_cli import run
from xltool.batch import packed_figures
from xltool.batch.batch import ReadOptions
from xltool.batch.compact_returns import CompactReturns
from xltool.batch.packed_figures import pack_figures, unpack_figures
from xltool.campaign.checking import check_files
from xltool.campaign.folder import load_campaign
from xltool.campaign.kept_returns import kept_return
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.model.observer import SILENT
from xltool.report.snippets import SnippetSource
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


def kept(folder: Path, sha256: str) -> Return | None:
    """Return the return of this content in a campaign's ledger."""
    with open_ledger(folder) as ledger:
        return kept_return(ledger, sha256)


@pytest.mark.parametrize("keep", [list, CompactReturns])
def test_it_is_what_was_checked(folder: Path, pack: Pack, keep: type) -> None:
    """Findings, figures and states are those of the check, whichever way it kept its returns."""
    edit(folder / "in" / JAIL, {"收支总表!B6": 1})
    options = ReadOptions(keep=keep)
    checked = check_files(pack, load_campaign(folder), (), SILENT, options)
    full = check_files(pack, load_campaign(folder), ()).returns
    assert len(checked.returns) == len(full) > 3
    for item in full:
        found = kept(folder, item.sha256)
        assert found
        assert found.submission == item.submission
        assert found.findings == item.findings
        assert (found.verdict, found.forms) == (item.verdict, item.forms)
        assert found.content == item.content != ""


def test_windows_of_its_cells_are_drawn(folder: Path, pack: Pack) -> None:
    """The page of one unit shows what stands around each finding, and opens no file."""
    edit(folder / "in" / JAIL, {"收支总表!B6": 1})
    run("check", "-C", folder, code=1)
    sha256 = digest(folder / "in" / JAIL)
    (before,) = (
        each
        for each in check_files(pack, load_campaign(folder), ()).returns
        if each.sha256 == sha256
    )
    for path in (folder / "in").iterdir():
        path.unlink()
    item = kept(folder, sha256)
    assert item
    assert item.path == JAIL
    drawn, expected = (
        [SnippetSource(pack, each).snippet(finding) for finding in each.findings]
        for each in (item, before)
    )
    assert any(drawn)
    assert drawn == expected


def test_a_file_that_was_not_read_has_no_figures(folder: Path) -> None:
    """A rejected file is kept with what is wrong with it; of an unknown one nothing is known."""
    path = folder / "in" / "x.xlsx"
    path.write_text("nothing", encoding="utf-8")
    run("check", "-C", folder, code=1)
    item = kept(folder, digest(path))
    assert item
    assert item.submission is None
    assert item.findings
    assert kept(folder, "0" * 64) is None


HOSTILE: Final = {
    "empty": b"",
    "no compression": b"figures",
    "cut": zlib.compress(b"x" * 100)[:-4],
    "no pickle": zlib.compress(b"figures"),
    "another class": zlib.compress(pickle.dumps({"a": 1})),
    "a function": zlib.compress(b"cos\nsystem\n(S'touch /tmp/xltool-was-run'\ntR."),
    "too large": zlib.compress(bytes(packed_figures.LARGEST + 1)),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_damaged_figures_are_none(folder: Path, data: bytes) -> None:
    """What was kept is data: damaged or hostile, there are no figures, and nothing is run."""
    run("check", "-C", folder)
    with sqlite3.connect(folder / LEDGER) as connection:
        connection.execute("UPDATE figures SET submission = ?", (data,))
    item = kept(folder, digest(folder / "in" / JAIL))
    assert item
    assert item.submission is None
    assert item.forms


def test_any_damaged_byte(submissions: Mapping[str, Submission]) -> None:
    """Whichever byte is another one, there are figures or none, and never an exception."""
    packed = pack_figures(submissions["312005"])
    assert unpack_figures(packed) == submissions["312005"]
    for at in range(0, len(packed), 7):
        damaged = bytes([*packed[:at], packed[at] ^ 0x55, *packed[at + 1 :]])
        assert unpack_figures(damaged) in (None, submissions["312005"])


def test_what_is_too_large_is_not_kept(
    submissions: Mapping[str, Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A return of any size is checked; only its figures are not kept."""
    monkeypatch.setattr(packed_figures, "LARGEST", 1000)
    assert pack_figures(submissions["312002"]) == b""
    assert pack_figures(None) == b""


def test_figures_of_a_file_that_is_no_longer_read_go(folder: Path, pack: Pack) -> None:
    """When a later check cannot read what an earlier one could, no old figures stay."""
    run("check", "-C", folder)
    sha256 = digest(folder / "in" / JAIL)
    with open_ledger(folder) as ledger:
        entry = ledger.received_file(sha256)
        assert entry
        ledger.record_received([(entry, entry.name, b"")])
    item = kept(folder, sha256)
    assert item
    assert item.submission is None
    check_files(pack, load_campaign(folder), ())
    item = kept(folder, sha256)
    assert item
    assert item.submission


def test_unchanged_is_told_after_any_check(folder: Path) -> None:
    """What was typed is known of a batch that kept no figures, too: sent again, it is told."""
    run("check", "-C", folder)
    edit(folder / "in" / JAIL, {})
    assert "XL-194" in run("check", "-C", folder, "--format", "json")
    with open_ledger(folder) as ledger:
        contents = {item.content for item in ledger.summaries()}
    assert len(contents) > 3
