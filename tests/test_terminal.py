"""Reports on a terminal: tables that keep to its width, in colour, where nothing typed in acts."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.test_campaign import POLICE, edit
from tests.test_cli import run
from tests.test_report import HOSTILE, hostile_return, raw_controls
from xltool.campaign.prior_year import LargeChange
from xltool.campaign.receipts import LedgerEvent, ReceiptLine
from xltool.campaign.reissue import ReissuedWorkbook
from xltool.campaign.status_board import EntityStatus, ReportingState, StatusBoard
from xltool.cli.output import has_colour, terminal_columns
from xltool.documents.styled_text import StyledText, TextStyle
from xltool.kinds import Severity
from xltool.model.findings import Finding, Return
from xltool.model.forms import Entity
from xltool.pack.load import load_pack
from xltool.report import copies_page, listings, screen
from xltool.report.board_document import board_document
from xltool.report.change_document import change_document
from xltool.report.difference_document import ChangeEntry, difference_document
from xltool.report.document_text import document_blocks
from xltool.report.history_document import history_document
from xltool.report.receipt_document import receipt_document
from xltool.report.rule_listing import RuleEntry, rules_page
from xltool.report.screen import CLOSING, find_breaks, screen_text
from xltool.report.terminal import findings_page
from xltool.report.text_table import TextTable, plain_text
from xltool.text import same_in_both
from xltool.writing.corrections import CorrectionEntry, Corrections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xltool.model.campaign import Campaign
    from xltool.report.text_table import Block

ROOT: Final = Path(__file__).resolve().parents[1]
ESCAPE: Final = re.compile(r"\x1b\[[0-9;]*m")
Settings = dict[str, str]
NONE: Final[Settings] = {}
COPIED: Final = ("下一步", "Next: ")
"""How lines begin that stay whole, for somebody copies a command from them."""
LOCAL: Final = datetime(2020, 11, 30, 8, tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
ENTITY: Final = Entity("312005", "平乡县看守所", "看守所")
LONG: Final = {
    "two hundred Chinese characters": "预算" * 100,
    "a long word": "W" * 200,
    "figures": "1,234,567.89，" * 20,
    "emoji": "❤️👍🏽" * 30,
    "combining marks": "é̀" * 90,
}


def shown(page: Iterable[Block], columns: int = 80, *, colour: bool = False) -> str:
    """Return a report as a terminal of so many columns shows it."""
    return "".join(screen_text(page, columns, colour=colour))


def widest(text: str) -> int:
    """Return the columns that the widest line takes, apart from lines to be copied."""
    lines = ESCAPE.sub("", text).splitlines()
    return max(cell_len(line) for line in lines if not line.startswith(COPIED))


def unspaced(text: str) -> str:
    """Return a text without spaces and line ends: wrapping moves both."""
    return re.sub(r"\s", "", text)


# --- Real commands on a pseudo-terminal ---------------------------------------------------------

on_posix = pytest.mark.skipif(os.name != "posix", reason="elsewhere there is no pseudo-terminal")


def on_terminal(
    folder: Path, *arguments: str, columns: int = 80, piped: bool = False, settings: Settings = NONE
) -> tuple[str, str]:
    """Run a command on a terminal; return what it wrote there, and to the pipe if ``piped``."""
    import fcntl  # noqa: PLC0415 - not on Windows
    import termios  # noqa: PLC0415 - not on Windows

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    left_out = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)} | settings
    written = bytearray()

    def collect() -> None:
        try:
            while data := os.read(ours, 1 << 16):
                written.extend(data)
        except OSError:  # how Linux says that the other end is closed
            pass

    reader = Thread(target=collect)
    reader.start()
    process = subprocess.run(
        [sys.executable, "-m", "xltool", *arguments],
        cwd=folder, stdin=theirs, stderr=theirs, env=environment, check=False,
        stdout=subprocess.PIPE if piped else theirs,
    )  # fmt: skip
    os.close(theirs)
    reader.join()
    os.close(ours)
    assert process.returncode in {0, 1}
    return written.decode().replace("\r\n", "\n"), (process.stdout or b"").decode()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the campaign of the example, where two entities have sent errors."""
    folder = tmp_path_factory.mktemp("work")
    run("init", folder / "c", "--example", "pingxiang-2020")
    run("check", "-C", folder / "c")
    shutil.copyfile(folder / "c" / "in" / POLICE, folder / "before.xlsx")
    mistakes = {"收支总表!B6": 1, "政府采购!G15": "2辆", "政府采购!C9": "[red]x[/red]"}
    edit(folder / "c" / "in" / POLICE, mistakes)
    (folder / "c" / "in" / "x.xlsx").write_text("nothing", encoding="utf-8")
    for own in (folder / "c" / "in").glob("312-*"):  # of so few files no bar is drawn
        own.unlink()
    run("check", "-C", folder / "c", code=1)
    return folder


COMMANDS: Final = {
    ("check", "-C", "c"): ("单元格", "级别", "问题和改法"),
    ("check", "-C", "c", "--reissue", "back"): ("单位代码", "退回修改的工作簿", "错误"),
    ("status", "-C", "c"): ("单位代码", "状态", "收到时间"),
    ("receipt", "-C", "c"): ("收到时间", "SHA-256"),
    ("history", "312006", "-C", "c"): ("时间", "编号", "审核结论"),
    ("diff", "before.xlsx", f"c/in/{POLICE}", "-C", "c"): ("单元格", "原为", "现为"),
    ("compare", "-C", "c"): ("项目", "上年", "原因"),
    ("forms",): ("栏次", "类型", "名称"),
    ("rules",): ("规则", "级别", "内容"),
    ("demo", "demo"): (),
}


@on_posix
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:5:4]))
def test_tables_keep_to_the_terminal(work: Path, command: tuple[str, ...], columns: int) -> None:
    """Every command with a report shows tables with a head, none wider than the terminal."""
    shutil.rmtree(work / "back", ignore_errors=True)
    shutil.rmtree(work / "demo", ignore_errors=True)
    text, _ = (
        on_terminal(work, *command, "--lang", "zh", columns=columns)
        if (command[0] != "forms")
        else on_terminal(work, *command, columns=columns)
    )
    assert widest(text) <= columns
    assert "\x1b[1m" in text
    assert raw_controls(ESCAPE.sub("", text)) == set()
    assert [word for word in COMMANDS[command] if word not in ESCAPE.sub("", text)] == []


@on_posix
@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_without_colour_no_escapes(work: Path, settings: dict[str, str]) -> None:
    """With NO_COLOR and on a dumb terminal the same tables are shown without any escape code."""
    command = ("status", "-C", "c", "--lang", "en")
    coloured, _ = on_terminal(work, *command, columns=70)
    plain, _ = on_terminal(work, *command, columns=70, settings=settings)
    assert "\x1b" in coloured
    assert plain == ESCAPE.sub("", coloured)


@on_posix
def test_columns_may_be_set(work: Path) -> None:
    """``COLUMNS`` is wider than the terminal when somebody says so."""
    text, _ = on_terminal(work, "rules", columns=80, settings={"COLUMNS": "110"})
    assert 80 < widest(text) <= 110


@on_posix
@pytest.mark.parametrize("command", [("check", "-C", "c"), ("status", "-C", "c"), ("rules",)])
def test_pipes_get_plain_lines(work: Path, command: tuple[str, ...]) -> None:
    """What is piped is the same with a terminal beside it as without: no head, no escapes."""
    told, piped = on_terminal(work, *command, "--lang", "zh", piped=True)
    assert "\x1b" not in piped
    assert "----" not in piped
    assert "单元格" not in told
    here = Path.cwd()
    os.chdir(work)
    try:
        assert piped == run(*command, "--lang", "zh", code=int(command[0] == "check"))
    finally:
        os.chdir(here)


@on_posix
def test_progress_stays_out_of_the_output(tmp_path: Path) -> None:
    """The bar is erased before a line is printed, and what is piped meanwhile is in the pipe."""
    header = "code,name,short,nature,parent\n312,部门,部门,部门,\n"
    rows = "".join(f"31200{number},某局{number},某局{number},行政,312\n" for number in range(1, 7))
    (tmp_path / "list.csv").write_text(header + rows, encoding="utf-8")
    run("init", tmp_path / "c", "--entities", tmp_path / "list.csv", "--period", "2021")
    names = [f"c/out/31200{number}-某局{number}-2021.xlsx" for number in range(1, 7)]
    names.append("c/out/312-部门-部门填报-2021.xlsx")
    drawn, piped = on_terminal(tmp_path, "generate", "-C", "c", piped=True)
    assert piped.splitlines() == names
    assert "/7" in drawn
    assert ".xlsx" not in drawn
    both, _ = on_terminal(tmp_path, "generate", "-C", "c")
    lines = [line for line in both.splitlines() if ".xlsx" in line]
    assert [re.split(r"\x1b\[2K|\r", ESCAPE.sub("", line))[-1] for line in lines] == names
    silent, _ = on_terminal(tmp_path, "generate", "-C", "c", settings={"TERM": "dumb"})
    assert "\x1b" not in silent
    assert "/7" not in silent


# --- Colours and heads --------------------------------------------------------------------------


def findings() -> list[Return]:
    """Return a file with one finding of each severity on a sheet, and one of the file."""

    def found(rule: str, severity: Severity, cell: str) -> Finding:
        return Finding(
            rule, severity, "XL-111", sheet="收支总表", cell=cell,
            label=same_in_both("合　计"), column="金额", value="３",
        )  # fmt: skip

    return [
        Return("a.xlsx", None, (
            found("E", Severity.ERROR, "B2"),
            found("W", Severity.WARNING, "B3"),
            found("I", Severity.INFO, "B4"),
            Finding("F", Severity.ERROR, "XL-121"),
        )),
    ]  # fmt: skip


@pytest.mark.parametrize(("mark", "code"), [("错误 E", "1;31"), ("提醒 W", "33"), ("提示 I", "36")])
def test_severities_have_their_colours(mark: str, code: str) -> None:
    """Errors are red, warnings yellow, notes cyan."""
    assert f"\x1b[{code}m{mark}\x1b[0m" in shown(findings_page(findings(), "zh"), colour=True)


def test_a_finding_names_cell_then_item_then_problem_then_action() -> None:
    """Who reads down the columns finds the cell, its severity, what it is, what to do."""
    lines = shown(findings_page(findings(), "zh")).splitlines()
    assert lines[0] == "a.xlsx — 不予读取"
    assert lines[1].split() == ["单元格", "级别", "问题和改法"]
    assert set(lines[2]) == {"-", " "}
    assert "整个文件" in lines[3]
    first = next(number for number, line in enumerate(lines) if line.startswith("B2"))
    assert lines[first - 1] == "收支总表"
    assert lines[first].split(maxsplit=3) == ["B2", "错误", "E", "合　计 金额：３"]
    assert lines[first + 2].strip().startswith("→ ")


def test_old_windows_console_gets_no_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console before Windows Terminal prints escape codes instead of obeying them."""
    for name in ("NO_COLOR", "TERM", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    assert has_colour()
    monkeypatch.setattr(os, "name", "nt")
    old = has_colour()
    monkeypatch.setenv("WT_SESSION", "1")
    new = has_colour()
    monkeypatch.undo()
    assert (old, new) == (False, True)


def test_width_of_what_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that does not say how wide it is has 80 columns."""
    monkeypatch.delenv("COLUMNS", raising=False)
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        assert terminal_columns(nothing) == 80
        monkeypatch.setenv("COLUMNS", "33")
        assert terminal_columns(nothing) == 33


# --- Hostile text -------------------------------------------------------------------------------


def pages(text: str) -> Iterator[tuple[str, Callable[[], Iterable[Block]]]]:
    """Yield every report with ``text`` wherever something from outside is shown."""
    item, entity = hostile_return(text), replace(ENTITY, short=text)
    campaign = cast("Campaign", SimpleNamespace(title=text, deadline="", entities=(entity,)))
    board = StatusBoard(
        text,
        text,
        text,
        overdue=True,
        standings=(EntityStatus(entity, ReportingState.ERRORS, (text,)),),
        strangers=(text,),
    )
    entries = (CorrectionEntry("R1", Severity.ERROR, text, text),)
    copies = [
        ReissuedWorkbook(text, Path("a/" + text.replace("\0", "")), entity, "1",
                         Corrections(text, text, entries)),
        ReissuedWorkbook(text, why=item.findings[0]),
    ]  # fmt: skip
    event = LedgerEvent("", "received", text, text, text, "accepted")
    receipt = ReceiptLine("", text, text, text, text, "accepted", 0)
    change = ChangeEntry("1", "f", text, text, text, text, text, text)
    large = LargeChange(text, "three_public", text, text, "1", "3", "2", "200", text, text)
    form = listings.FormEntry(
        text, text, "cards", (listings.ColumnEntry(text, text, text, "money"),)
    )
    rule = RuleEntry(text, "error", text, "asserts", text, text)
    yield "check", lambda: findings_page([item], "zh", item.findings)
    yield "status", lambda: document_blocks(board_document(board, "zh"))
    yield "reissue", lambda: copies_page.copies_page(copies, "zh")
    told = history_document(campaign, entity, [event], "zh")
    yield "history", lambda: document_blocks(told)
    yield "receipt", lambda: document_blocks(receipt_document(campaign, [receipt], "zh"))
    differing = difference_document(text, (text, text), [change], "zh")
    yield "diff", lambda: document_blocks(differing)
    compared = change_document(campaign, load_pack(), [large], Decimal(20), 1, "zh")
    yield "compare", lambda: document_blocks(compared)
    yield "forms", lambda: listings.forms_page([form], "zh")
    yield "rules", lambda: rules_page([rule], "zh")


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(("text", "visible"), HOSTILE.values(), ids=HOSTILE)
def test_nothing_typed_in_acts(text: str, visible: str, columns: int) -> None:
    """Markup, escapes and bidi signs are shown as what they are, in every report."""
    for name, page in pages(text):
        screened = shown(page(), columns)
        assert raw_controls(screened) == set(), name
        assert widest(screened) <= columns, name
        assert unspaced(visible) in unspaced(screened) or columns < 200, name
        coloured = shown(page(), columns, colour=True)
        assert ESCAPE.sub("", coloured) == screened, name
        assert raw_controls("".join(plain_text(page()))) == set(), name


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_text_is_wrapped_and_whole(text: str, columns: int) -> None:
    """Text without spaces is wrapped to the width of its column; not a character is lost."""
    page = TextTable(("单元格", "问题"), [("B2", text)], prose=(1,), title=text)
    screened = shown([page], columns)
    assert widest(screened) <= columns
    assert unspaced(screened).count(unspaced(text)) == 2
    for name, report in pages(text):
        assert widest(shown(report(), columns)) <= columns, name


def test_markup_of_rich_is_text() -> None:
    """A cell that reads like a colour of rich has none, and its brackets stay."""
    table = TextTable(("[red]head[/red]",), [("[red]cell[/red]",)], title="[red]title[/red]")
    text = shown([table, "[red]line[/red]"], colour=True)
    assert "31m" not in text
    for word in ("head", "cell", "title", "line"):
        assert f"[red]{word}[/red]" in text


# --- Lines and records --------------------------------------------------------------------------


@given(st.text(st.sampled_from("预算表，。（）1.5ab %é"), max_size=60), st.integers(2, 30))
@example("éa%.。，", 6)
def test_lines_are_broken_as_chinese_is(text: str, width: int) -> None:
    """Every line fits, none is empty, and only a line without another place breaks a word."""
    breaks = find_breaks(text, width)
    starts = [0, *breaks]
    assert starts == sorted(set(starts))
    for start, end in zip(starts, [*breaks, len(text)], strict=True):
        assert cell_len(text[start:end].rstrip()) <= width


def test_figures_stay_whole_and_signs_at_their_words() -> None:
    """A line ends before a figure that does not fit, and begins with no closing sign."""
    text = (
        "收入总计 1,399.75，支出总计 417.75，差 18.00（本年收入合计）。请核对收入、支出各项。" * 3
    )
    for width in range(16, 60):
        starts = [0, *find_breaks(text, width)]
        lines = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
        assert not [line for line in lines if line[0] in CLOSING]
        assert not [line for line in lines if line.rstrip()[-1] in screen.OPENING]
        whole = re.findall(r"[\d,.]*\d", "\n".join(lines))
        assert set(whole) == {"1,399.75", "417.75", "18.00"}, width


def test_narrow_terminals_get_records() -> None:
    """Where prose had no room beside the other columns, each cell gets a line with its name."""
    event = LedgerEvent(
        "2020-11-30T08:00:00+00:00", "received", "a.xlsx", "f" * 64, "1F", "accepted"
    )
    campaign = cast("Campaign", SimpleNamespace(title="预算"))
    document = history_document(campaign, ENTITY, [event], "en")
    wide = shown(document_blocks(document), 80).splitlines()
    assert wide[2].split() == ["time", "event", "SHA-256", "serial", "file", "verdict"]
    narrow = shown(document_blocks(document), 40).splitlines()
    assert ["SHA-256", "f" * 12] in [line.split() for line in narrow]
    assert ["file", "a.xlsx"] in [line.split() for line in narrow]


# --- The plain form -----------------------------------------------------------------------------


def test_plain_lines_of_campaign_reports() -> None:
    """Pipes get two spaces between columns, numbers flush right, no column that is blank."""
    one = EntityStatus(
        ENTITY, ReportingState.ERRORS, ("a.xlsx", "b.xlsx"), "2020-11-30T08:00:00+00:00", 3
    )
    two = EntityStatus(replace(ENTITY, code="312", short="局"), ReportingState.OWES, late=2)
    board = StatusBoard(
        "预算", "2020", "2020-12-01", overdue=True, standings=(one, two), strangers=("c.xlsx",)
    )
    assert "".join(plain_text(document_blocks(board_document(board, "zh")))) == (
        "预算报送情况\n"
        "年度：2020　截止日期：2020-12-01（已过）\n"
        "单位代码  单位    状态    逾期       错误  提醒  收到时间          文件\n"
        f"312005    看守所  有错误                3     0  {LOCAL}  a.xlsx、b.xlsx\n"
        "312       局      未报    逾期 2 天\n"
        "不属于任何填报单位：c.xlsx\n"
        "共 2 个单位：未报 1，已报未审 0，有错误 1，待定 0，已接受 0。\n"
    )
    campaign = cast("Campaign", SimpleNamespace(title="预算", deadline="2020-11-29"))
    receipt = ReceiptLine(
        "2020-11-30T08:00:00+00:00", "312005", "平乡县看守所", "a.xlsx", "ff", "needs-fix", 3
    )
    assert "".join(plain_text(document_blocks(receipt_document(campaign, [receipt], "zh")))) == (
        "预算收件回执\n报送单位：312005 平乡县看守所　截止日期：2020-11-29\n"
        "收到时间          文件    SHA-256  审核结论  错误  逾期\n"
        f"{LOCAL}  a.xlsx  ff       需要修改     3  逾期 1 天\n"
        "SHA-256 是文件的校验码：校验码相同，就是同一份内容。\n"
    )
    event = LedgerEvent(
        "2020-11-30T08:00:00+00:00", "received", "a.xlsx", "f" * 64, "1F", "needs-fix", 3,
        counts=False,
    )  # fmt: skip
    document = history_document(campaign, ENTITY, [event], "en")
    assert "".join(plain_text(document_blocks(document))) == (
        "预算: history\nEntity: 312005 平乡县看守所\n"
        "time              event     SHA-256       serial  file    verdict                note\n"
        f"{LOCAL}  received  ffffffffffff  1F      a.xlsx  needs fixing 3 errors  set aside\n"
        "The SHA-256 is the first 12 digits of a file's fingerprint: xltool diff takes them.\n"
    )


def test_plain_lines_of_changes_and_copies() -> None:
    """Changes have what stood there before and after; copies their counts in words."""
    changes = [
        ChangeEntry("1", "f", "收支总表", "合　计", "金额", "", "1.5", "B2"),
        ChangeEntry("1", "f", "收支总表", "收入", "说明", "x", "", "B10"),
    ]
    document = difference_document("312005 2020", ("a.xlsx", "b.xlsx"), changes, "zh")
    assert "".join(plain_text(document_blocks(document))) == (
        "报表变化\n312005 2020\na.xlsx → b.xlsx\n收支总表\n"
        "单元格  行      栏次  原为  现为\n"
        "B2      合　计  金额  空白  1.5\nB10     收入    说明  x     空白\n"
        "共 2 处变化。\n"
    )
    large = [
        LargeChange("312005", "three_public", "表", "收入", "1", "3001", "3000", "200", "", "B2"),
        LargeChange("9", "three_public", "表", "支", "0", "3", "3", "", "新增", "B10"),
    ]
    campaign = cast("Campaign", SimpleNamespace(title="预算", entities=(ENTITY,)))
    document = change_document(campaign, load_pack(), large, Decimal(20), 2, "zh")
    assert "".join(plain_text(document_blocks(document))) == (
        "预算比上年增减较大的项目\n"
        "只列已接受的报表（2 个单位）中增减超过 20% 的行。\n单位：万元\n"
        "单位           位置    项目  上年      本年      增减     增减%  原因\n"
        "312005 看守所  表!B2   收入  1.00  3,001.00  3,000.00   200.00%  请写明原因\n"
        "9              表!B10  支    0.00      3.00      3.00  上年为零  新增\n"
        "增减较大 2 处，其中 1 处没有写明原因。\n"
    )
    entries = (CorrectionEntry("R1", Severity.ERROR, "x", "y"),)
    copies = [
        ReissuedWorkbook("a.xlsx", Path("back/a.xlsx"), ENTITY, "1", Corrections("", "", entries)),
        ReissuedWorkbook("b.xlsx", why=Finding("XL-121", Severity.ERROR, "XL-121")),
    ]
    lines = list(plain_text(copies_page.copies_page(copies, "zh")))
    assert lines[:3] == [
        "已写出退回修改的工作簿 1 份：\n",
        "  312005  看守所  back/a.xlsx  错误 1  提醒 0  提示 0\n",
        "没有写出的 1 份：\n",
    ]
    assert lines[3].startswith("  b.xlsx：")


def test_styles_are_for_terminals_only() -> None:
    """A style leaves the plain form as it is."""
    styled: list[Block] = [
        StyledText("a", TextStyle.ERROR),
        TextTable(("x",), [(StyledText("b", TextStyle.GOOD),)]),
    ]
    assert "".join(plain_text(styled)) == "a\nb\n"


def test_rich_is_loaded_for_terminals_only(work: Path) -> None:
    """A piped report is written without rich, which takes its time to import."""
    program = (
        "import sys; from xltool.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.exit('rich' in sys.modules)"
    )
    done: Any = subprocess.run(
        [sys.executable, "-c", program, "status", "-C", "c"],
        cwd=work, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
