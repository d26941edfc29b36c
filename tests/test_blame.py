"""Whose fault it is: a file's, a pack's or the program's, and the other files go on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from typer.testing import CliRunner

from tests.small_pack import small_pack
from xltool.batch.batch import check
from xltool.campaign.folder import size_forms
from xltool.cli.app import app
from xltool.errors import PackError
from xltool.messages.render import render
from xltool.model.forms import Entity
from xltool.model.submission import Record, Submission
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import default_pack
from xltool.reading import read
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.forms import Pack
    from xltool.model.submission import Values

EQUAL = '"Total income equals total expenditure",'
MAINTAINER = "xltool 的维护人员"


def pack_with(folder: Path, file: str, old: str, new: str) -> Path:
    """Copy the default pack with one change in a schema; return its folder."""
    for name in ("schemas", "templates"):
        shutil.copytree(default_pack() / name, folder / name)
    path = folder / "schemas" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "error", [KeyError("x"), ZeroDivisionError(), AttributeError("a\nb"), UnicodeError("\ud800")]
)
def test_reading_never_raises(
    error: Exception, pack: Pack, returned: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is told as ours: not that the file is damaged, and nothing to save again."""

    def broken(_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(read, "_read", broken)
    item = read_return(returned["312005"], pack)
    (finding,) = item.findings
    assert (finding.rule, finding.message, item.submission) == ("XL-109", "XL-109", None)
    assert len(item.sha256) == 64
    text = "".join(render(finding, "zh"))
    assert "程序出错" in text
    assert MAINTAINER in text
    assert "另存" not in text
    assert "\n" not in text
    text.encode()


@pytest.mark.parametrize("error", [MemoryError(), RecursionError()])
def test_reading_has_its_bounds(
    error: Exception, pack: Pack, returned: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file needs too much of is its own fault, and no exception either."""

    def broken(_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(read, "_read", broken)
    (finding,) = read_return(returned["312005"], pack).findings
    assert finding.rule == "XL-108"


def test_one_fault_in_judging_stops_no_other_file(
    pack: Pack, returned: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the batch cannot be judged as a whole, each file is, and the one at fault says so."""
    from xltool.validation import validate  # noqa: PLC0415 - takes a second

    real = validate.validate

    def broken(pack: Pack, returns: object) -> object:
        items = list(returns)  # type: ignore[call-overload]
        if any(Path(item.path).name == "312005.xlsx" for item in items):
            raise LookupError
        return real(pack, items)

    monkeypatch.setattr(validate, "validate", broken)
    returns, _ = check([returned[code] for code in ("312002", "312005", "312006")], pack)
    assert [[f.rule for f in item.findings if f.rule == "XL-109"] for item in returns] == [
        [], ["XL-109"], [],
    ]  # fmt: skip


def test_a_pack_that_fails_is_blamed(returned: Mapping[str, Path], tmp_path: Path) -> None:
    """An exception in a pack's Python stops the command, and nothing is said of the files."""
    folder = pack_with(tmp_path / "pack", "three_public.py", "rules = (", "rules = (")
    text = (folder / "schemas" / "three_public.py").read_text(encoding="utf-8")
    failing = "\ndef _fail(*_, **__):\n    raise ValueError('of the pack')\n"
    failing += "\nimport xltool.reading.read as _read\n_read.find_alterations = _fail\n"
    (folder / "schemas" / "three_public.py").write_text(text + failing, encoding="utf-8")
    found = checked(folder, returned["312005"], returned["312006"])
    assert (found.returncode, found.stdout) == (2, "")
    said = found.stderr.splitlines()[-1]
    assert said.startswith("xltool: 报表包有误：schemas：ValueError：of the pack (three_public.py:")
    assert "the pack is faulty: schemas: ValueError: of the pack (three_public.py:" in said
    assert said.endswith((" (at 312005.xlsx)", " (at 312006.xlsx)"))


LATE = """
from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.operations.columns import ColumnRefOperations
from xltool.excel_formulas.drawing import drawn_by
from xltool.excel_formulas.drawings.columns import ColumnRefDrawing
from xltool.expressions.references import ColumnRef


class Late(ColumnRef):
    __slots__ = ()


@drawn_by(Late)
class LateDrawing(ColumnRefDrawing):
    pass


@operations(Late)
class LateOperations(ColumnRefOperations):
    def values(self):
        def fail(rows, at):
            if rows.source.submission.origin is not None:
                raise LookupError("late")
            return [None] * len(at)

        return fail

"""
"""A node that fails in what was read, and nowhere before."""


def test_a_rule_that_fails_is_named_and_no_return_judged(tmp_path: Path) -> None:
    """``check`` stops with the pack's file, the rule's id and what failed."""
    file, pack = "schemas/courses.py", tmp_path / "pack"
    late = 'rules = (\n    rule("T9", Late("fee") <= 5, "话", "Said"),'
    small_pack(pack, (file, "rules = (", f"{LATE}{late}"))
    write_one(load_pack(pack), tmp_path / "a.xlsx")
    found = checked(pack, tmp_path / "a.xlsx", "--lang", "en")
    assert (found.returncode, found.stdout) == (2, "")
    said = found.stderr.splitlines()[-1]
    assert said.startswith("xltool: the pack is faulty: schemas/courses.py: T9: LookupError: late")
    assert said.endswith("(at a.xlsx)")


def test_a_check_that_fails_is_named(tmp_path: Path) -> None:
    """A ready check of a column that crashes is the pack's fault, too."""
    crash = "import pandera.pandas as pa\n\ncourses = register("
    edits = (
        ("schemas/courses.py", "courses = register(", crash),
        ("schemas/courses.py", "adds=False)", "adds=False, checks=(pa.Check(lambda s: 1 / 0),))"),
    )
    pack = small_pack(tmp_path / "pack", *edits)
    write_one(load_pack(pack), tmp_path / "a.xlsx")
    found = checked(pack, tmp_path / "a.xlsx", "--lang", "en")
    assert (found.returncode, found.stdout) == (2, "")
    assert "the pack is faulty: schemas: fee: " in found.stderr
    assert "ZeroDivisionError" in found.stderr


def write_one(pack: Pack, path: Path) -> None:
    """Write the workbook of a unit with one row."""
    unit = Entity("500001", "某市第一中学", "一中")
    values: Values = {"name": "甲", "place": "市内", "people": Decimal(2), "fee": Decimal(3)}
    row = {"courses": (Record(unit.code, "1", values),)}
    write_workbook(path, pack, size_forms(pack.forms, Submission(unit, "2021", row, {}))[0])


def checked(pack: Path, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run ``check`` on files outside a campaign."""
    command = [sys.executable, "-m", "xltool", "check", *arguments, "--pack", pack]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


PROGRAM = (
    "import sys\nfrom xltool.__main__ import main\n{}\nsys.argv = ['xltool', 'rules']\nmain()\n"
)
BREAK = "import xltool.report.rule_listing as r\ndef broken(*_): raise KeyError('x')\nr.{} = broken"


@pytest.mark.parametrize("name", ["rule_entries", "rules_page"])
def test_a_fault_of_the_program_says_whom_to_tell(name: str) -> None:
    """Any other exception ends with exit code 3 and all that its maintainers need."""
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(BREAK.format(name))],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert found.returncode == 3
    assert "程序出错" in found.stderr
    assert "KeyError" in found.stderr
    assert all(line.startswith("xltool: ") for line in found.stderr.splitlines())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("three_public.py", 'EXPLAINED = ("abroad"', 'EXPLAINED = ("totals"', "totals"),
        ("income_expenditure.py", EQUAL, f'{EQUAL} lines=("basic",),', "lines"),
        ("cross.py", 'severity="warning", where=assets', 'lines=("total",), where=assets', "lines"),
        ("procurement.py", "rules = (", "raise SystemExit\nrules = (", "SystemExit"),
        ("cross.py", "rules = (", "1 / 0\nrules = (", "ZeroDivisionError"),
    ],
    ids=["unknown-line", "rule-of-lines", "rule-between-forms", "exit", "exception"],
)  # fmt: skip
def test_a_pack_that_cannot_work_is_refused(
    file: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    """Loading names file and rule, and never ends in a traceback."""
    with pytest.raises(PackError, match=said) as found:
        load_pack(pack_with(tmp_path, file, old, new))
    assert f"schemas/{file}" in str(found.value)


@pytest.mark.parametrize("lines", ['("total",)', '("total", "vehicle")', '("reception",)'])
def test_rules_of_total_rows_work(lines: str, tmp_path: Path) -> None:
    """``lines`` can name a line that is calculated."""
    folder = pack_with(
        tmp_path,
        "year_on_year.py",
        "where=rises & (",
        f"lines={lines} if zh == '原因' else (), where=rises & (",
    )
    load_pack(folder)


# --- Names of files -------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names there are Unicode")
def test_names_in_any_bytes(folder: Path, returned: Mapping[str, Path]) -> None:
    """Odd names stop nothing; each is one finding or none, and is shown in characters."""
    inbox = folder / "in"
    for name in ("看守所.xlsx".encode("gbk"), b"\xff\xfe.xlsx", b"a." + b"x" * 200):
        shutil.copyfile(returned["312005"], os.fsencode(inbox) + b"/" + name)
    (inbox / "loop.xlsx").symlink_to("loop.xlsx")
    (inbox / "dir.xlsx").mkdir()
    os.mkfifo(inbox / "pipe.xlsx")
    outside = [folder / "fifo", folder / "loop", folder / ("y" * 300 + ".xlsx"), Path("/dev/zero")]
    os.mkfifo(outside[0])
    outside[1].symlink_to("loop")
    for command in (["check", "-C", folder], ["check", *outside, inbox / "pipe.xlsx"]):
        found = CliRunner().invoke(app, [*map(str, command), "--format", "json"])
        files = json.loads(found.stdout)["files"]
        json.dumps(files, ensure_ascii=False).encode()
        rules = {finding["rule"] for file in files for finding in file["findings"]
                 if finding["severity"] == "error"}  # fmt: skip
        assert rules == (set() if "-C" in command else {"XL-107"})
    for line in ("status", "receipt", "history 312005", "consolidate --force"):
        assert CliRunner().invoke(app, [*line.split(), "-C", str(folder)]).exit_code == 0


def test_a_file_that_changes_is_not_entered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was half there when it was read is not entered under the hash of the whole."""
    from xltool.campaign import inbox  # noqa: PLC0415 - patched
    from xltool.campaign.ledger import open_ledger  # noqa: PLC0415 - beside it

    path = next((folder / "in").glob("312006*"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    real = inbox.record_returns

    def later(*arguments: object) -> None:
        path.write_bytes(whole)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("xltool.campaign.session.record_returns", later)
    found = CliRunner().invoke(app, ["check", "-C", str(folder)])
    assert found.exit_code == 1
    assert "changed while checked" in found.stderr
    with open_ledger(folder) as ledger:
        assert not [item for item in ledger.received() if item.name == path.name]
    monkeypatch.undo()
    assert CliRunner().invoke(app, ["check", "-C", str(folder)]).exit_code == 0
