"""Two half-filled copies of one workbook put together: nothing is guessed, nothing is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.corpus.book import Book, error, formula, number
from tests.nil_cells import answer_cell
from tests.readers_here import ReadersHere
from tests.test_campaign import edit, streams
from tests.test_cli import refused, run
from tests.test_outputs import snapshot
from xltool.batch import batch
from xltool.batch.given_facts import GivenFacts
from xltool.campaign.combined_forms import combined_form
from xltool.campaign.correction_copy import correction_copy
from xltool.campaign.folder import load_campaign, size_forms
from xltool.identity import COVER_SHEET
from xltool.model.submission import Record
from xltool.reading.read import read_return
from xltool.text import in_one_language
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.corpus.book import Content
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

    Write = Callable[[str, Submission], Path]

JAIL: Final = "312005"
STATEMENT, REGISTER, CARDS = "income_expenditure", "procurement", "performance"
ACCOUNTS: Final = frozenset({"income_expenditure", "three_public"})
"""What the accountant fills in; the other forms are those of whoever keeps the assets."""
STOPPED: Final = (
    "有的无法读取，有的合并后会丢失，没有写入文件；请在原文件里改好，再合并 · "
    "this cannot be read or would be lost, so nothing was written: correct it in the files, "
    "then combine again\n"
)
DIFFERENT: Final = (
    "没有写入文件；请在其中一份里改好或清空这些地方，再合并 · nothing was written: correct or "
    "clear these places in one of the files, then combine again\n"
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, in a folder of the test's own."""
    monkeypatch.setattr(batch, "WorkerPool", ReadersHere)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write(tmp_path: Path, pack: Pack) -> Write:
    """Writes a workbook under a name."""

    def written(name: str, submission: Submission) -> Path:
        write_workbook(tmp_path / name, pack, submission)
        return tmp_path / name

    return written


@pytest.fixture
def jail(submissions: Mapping[str, Submission]) -> Submission:
    """The example's return of one entity."""
    return submissions[JAIL]


def half(pack: Pack, whole: Submission, forms: frozenset[str]) -> Submission:
    """Return what somebody has filled in who fills in some forms: of the others nothing."""
    tables = {
        table: records for table, records in whole.tables.items() if pack.form_of(table).id in forms
    }
    return replace(whole, tables=tables, nil=whole.nil & forms)


def halves(pack: Pack, whole: Submission) -> tuple[Submission, Submission]:
    """Return what the accountant has filled in, and what all others have."""
    others = frozenset(form.id for form in pack.forms) - ACCOUNTS
    return half(pack, whole, ACCOUNTS), half(pack, whole, others)


@pytest.fixture(scope="module")
def written_halves(
    pack: Pack, submissions: Mapping[str, Submission], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the copies of the accountant and of all others: do not write there."""
    folder = tmp_path_factory.mktemp("halves")
    for name, each in zip(("a.xlsx", "b.xlsx"), halves(pack, submissions[JAIL]), strict=True):
        write_workbook(folder / name, pack, each)
    return folder


@pytest.fixture
def both(written_halves: Path) -> None:
    """The copies a.xlsx and b.xlsx in the folder of the test."""
    for path in written_halves.iterdir():
        shutil.copyfile(path, path.name)


def with_records(whole: Submission, table: str, *rows: Mapping[str, Value]) -> Submission:
    """Return a submission with other rows in a register."""
    code = whole.entity.code
    records = tuple(Record(code, str(number), row) for number, row in enumerate(rows, start=1))
    return replace(whole, tables={**whole.tables, table: records}, nil=whole.nil - {table})


def with_line(whole: Submission, line: str, **values: Value) -> Submission:
    """Return a submission with other values in a line of the first statement, and no other line."""
    record = Record(whole.entity.code, line, values)
    return replace(whole, tables={STATEMENT: (record,)}, nil=frozenset())


def read(pack: Pack, path: Path) -> Submission:
    """Read a workbook."""
    found = read_return(path, pack).submission
    assert found
    return found


def typed(submission: Submission) -> dict[tuple[str, ...], Value]:
    """Return every value by its key."""
    return {tuple(key): value for key, value in submission.values()}


def combined(first: str, second: str, *options: str) -> tuple[str, str]:
    """Combine two copies into c.xlsx; return what is said on stdout and stderr."""
    return streams("combine", first, second, "-o", "c.xlsx", *options)


def unequal(first: str, second: str, *options: str) -> str:
    """Return what is said of two copies that are not combined; nothing is written."""
    arguments = ("combine", first, second, "-o", "c.xlsx", *options)
    stdout, stderr = streams(*arguments, code=1)
    assert stdout == ""
    assert "c.xlsx" not in snapshot(Path())
    return stderr


# --- What fits ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("both")
def test_halves_by_form_make_the_whole(pack: Pack, jail: Submission) -> None:
    """The forms of one copy and those of the other are the return that one person would send."""
    assert combined("a.xlsx", "b.xlsx") == ("c.xlsx\n", "")
    whole = read(pack, Path("c.xlsx"))
    assert typed(whole) == typed(jail)
    assert whole.nil == jail.nil
    assert (whole.entity, whole.period) == (jail.entity, jail.period)
    combined("b.xlsx", "a.xlsx")
    assert typed(read(pack, Path("c.xlsx"))) == typed(jail)


def test_it_is_accepted_as_the_return(folder: Path, written_halves: Path) -> None:
    """In a campaign the workbook takes the place of its copies, and is accepted."""
    for path in (folder / "in").iterdir():
        path.unlink()
    for path in written_halves.iterdir():
        shutil.copy(path, folder / "in")
    stdout, stderr = streams("combine", "a.xlsx", "b.xlsx", "-o", "c.xlsx", "-C", folder)
    assert stdout == "c.xlsx\n"
    assert stderr == (
        f"下一步：把 c.xlsx 放进 {folder}/in，原来的两份移出去，再运行 xltool check {folder}\n"
    )
    for name in ("a.xlsx", "b.xlsx"):
        (folder / "in" / name).unlink()
    shutil.move("c.xlsx", folder / "in")
    run("check", "-C", folder)
    assert "312005    看守所  已接受" in run("status", "-C", folder)


def test_cells_of_one_statement(pack: Pack, jail: Submission, write: Write) -> None:
    """Different cells of a statement are put together; the same value twice is one value."""
    write("a.xlsx", with_line(jail, "income_general", current=Decimal("1.5"), prior=Decimal(2)))
    write("b.xlsx", with_line(jail, "income_general", current=Decimal("1.50"), note="说明"))
    combined("a.xlsx", "b.xlsx")
    (record,) = read(pack, Path("c.xlsx")).tables[STATEMENT]
    assert record.values == {"current": Decimal("1.5"), "prior": Decimal(2), "note": "说明"}


def test_what_was_typed_wrongly_stays(pack: Pack, jail: Submission, write: Write) -> None:
    """A text that is no number, and a masked figure, are carried as they were typed."""
    write("a.xlsx", with_line(jail, "income_general", current="约两万", prior="**"))
    write("b.xlsx", with_line(jail, "income_fund", current=Decimal(3)))
    combined("a.xlsx", "b.xlsx")
    first, second = read(pack, Path("c.xlsx")).tables[STATEMENT]
    assert first.values == {"current": "约两万", "prior": "**"}
    assert second.values == {"current": Decimal(3)}


ROW: Final[Mapping[str, Value]] = {"item": "打印机", "quantity": Decimal(2)}
OTHER: Final[Mapping[str, Value]] = {"item": "电脑", "quantity": Decimal(1)}


def test_the_longer_register_counts(pack: Pack, jail: Submission, write: Write) -> None:
    """A copy that has all rows of the other, wherever they stand, and more: its rows count."""
    rows = (OTHER, ROW, *({"item": f"物品{number}"} for number in range(40)))
    write("a.xlsx", with_records(jail, REGISTER, ROW))
    longer = size_forms(pack.forms, with_records(jail, REGISTER, *rows))[0]
    write("b.xlsx", longer)
    combined("a.xlsx", "b.xlsx")
    assert typed(read(pack, Path("c.xlsx"))) == typed(longer)


@pytest.mark.parametrize(
    ("first", "second"),
    [((ROW,), (OTHER,)), ((ROW, ROW), (ROW,) * 1 + (OTHER,)), ((ROW,), ({"item": "打印机"},) * 2)],
)
def test_registers_that_differ_are_told(
    pack: Pack, first: tuple[Mapping[str, Value], ...], second: tuple[Mapping[str, Value], ...]
) -> None:
    """Where neither has all that the other has, nobody knows which rows are meant."""

    def tables(rows: tuple[Mapping[str, Value], ...]) -> dict[str, tuple[Record, ...]]:
        return {REGISTER: tuple(Record("1", str(at), row) for at, row in enumerate(rows, 1))}

    found = combined_form(pack.form(REGISTER), tables(first), tables(second))
    assert (found.first, found.second) == (tables(first), tables(second))


def test_the_same_row_twice_counts_twice(pack: Pack) -> None:
    """Two rows alike are more than one."""
    one = {REGISTER: (Record("1", "1", ROW),)}
    two = {REGISTER: (Record("1", "1", ROW), Record("1", "2", ROW))}
    for first, second in ((one, two), (two, one)):
        found = combined_form(pack.form(REGISTER), first, second)
        assert found.tables == two
        assert found.first == found.second == {REGISTER: ()}


def test_cards_by_card(pack: Pack, jail: Submission, write: Write) -> None:
    """One copy has filled in the first card, the other the second; the names stand on both."""
    table, rows = (table.id for table in pack.form(CARDS).tables)
    name = next(iter(pack.form(CARDS).template.fields))

    def only(card: str) -> Submission:
        heads = tuple(
            head if head.row == card else replace(head, values={name: head.values[name]})
            for head in jail.tables[table]
        )
        below = tuple(row for row in jail.tables[rows] if row.row.startswith(f"{card}/"))
        tables = {**jail.tables, table: heads, rows: below}
        return replace(jail, tables=tables)

    write("a.xlsx", only("1"))
    write("b.xlsx", only("2"))
    combined("a.xlsx", "b.xlsx")
    assert typed(read(pack, Path("c.xlsx"))) == typed(jail)


# --- 有 and 无数据 -------------------------------------------------------------------------------


@pytest.mark.usefixtures("both")
def test_answers_follow_their_form(pack: Pack) -> None:
    """What one copy states of a form stands in the workbook: no data, and data."""
    edit(Path("b.xlsx"), {f"{COVER_SHEET}!{answer_cell(pack, 'fixed_assets')}": "有"})
    combined("a.xlsx", "b.xlsx")
    found = read(pack, Path("c.xlsx"))
    assert found.nil == {REGISTER}
    assert found.with_data == {"fixed_assets"}


def test_no_data_against_data(pack: Pack, jail: Submission, write: Write) -> None:
    """A form that one copy fills in, or says it has data, and the other that it has none."""
    blank = replace(jail, tables={}, nil=frozenset({STATEMENT, "three_public"}))
    write("a.xlsx", with_line(jail, "income_general", current=Decimal(1)))
    edit(Path("a.xlsx"), {f"{COVER_SHEET}!{answer_cell(pack, 'three_public')}": "有"})
    write("b.xlsx", blank)
    assert unequal("a.xlsx", "b.xlsx") == (
        "封面\n"
        "  单元格  行        栏次  a.xlsx         b.xlsx\n"
        "  D12     收支总表        收支总表!B6 1  无数据\n"
        "  D13     三公经费        有             无数据\n"
        "共 2 处填的不一样。\n" + DIFFERENT
    )
    assert unequal("b.xlsx", "a.xlsx", "--lang", "en") == (
        "封面\n"
        "  cell  line      column  b.xlsx  a.xlsx\n"
        "  D12   收支总表          无数据  收支总表!B6 1\n"
        "  D13   三公经费          无数据  有\n"
        "2 places differ.\n" + in_one_language(DIFFERENT, "en")
    )


# --- What differs -------------------------------------------------------------------------------


def test_each_place_is_told(jail: Submission, write: Write) -> None:
    """Cells of a statement, rows of a register and fields of a card: each with both values."""
    heads = jail.tables[CARDS]
    other_goal = {**heads[1].values, "goal": "另一个目标"}
    short_goal = {**heads[1].values, "goal": "一个目标"}
    other = with_records(jail, REGISTER, OTHER)
    line = {record.row: record for record in jail.tables[STATEMENT]}["income_general"]
    changed = replace(line, values={**line.values, "current": Decimal(1), "note": "说明"})
    statement = tuple(changed if record is line else record for record in jail.tables[STATEMENT])
    cards = (heads[0], replace(heads[1], values=other_goal))
    own = (heads[0], replace(heads[1], values=short_goal))
    bought = with_records(jail, REGISTER, ROW)
    write("a.xlsx", replace(bought, tables={**bought.tables, CARDS: own}))
    write("b.xlsx", replace(other, tables={**other.tables, STATEMENT: statement, CARDS: cards}))
    assert unequal("a.xlsx", "b.xlsx") == (
        "收支总表\n"
        "  单元格  行                    栏次        a.xlsx  b.xlsx\n"
        "  B6      一般公共预算拨款收入  本年预算数  399.75  1\n"
        "政府采购\n"
        "  单元格  行     栏次          a.xlsx  b.xlsx\n"
        "  D7      第1行  采购物品名称  打印机  电脑\n"
        "  G7      第1行  数量          2       1\n"
        "绩效目标\n"
        "  单元格  行         栏次      a.xlsx    b.xlsx\n"
        "  B19     第2张卡片  绩效目标  一个目标  另一个目标\n"
        "共 4 处填的不一样。\n" + DIFFERENT
    )


# --- Explanations -------------------------------------------------------------------------------


def explained(pack: Pack, path: Path, name: str, said: Mapping[str, str]) -> None:
    """Write the marked workbook of a return, with explanations of the warnings of these rules."""
    (item,) = validate(pack, [read_return(path, pack)])
    copy = correction_copy(pack, item, None, GivenFacts())
    write_workbook(path.with_name(name), pack, copy.submission, copy.fixed, copy.review)
    rows = list(openpyxl.load_workbook(path.with_name(name))["审核意见"].iter_rows(min_row=4))
    found = {str(row[8].value): row[6].coordinate for row in rows if row[8].value}
    rules = {f"{f.subject}:{f.state}": f.rule for f in item.findings}
    cells = {rules[mark]: cell for mark, cell in found.items()}
    edit(path.with_name(name), {f"审核意见!{cells[rule]}": text for rule, text in said.items()})


def test_explanations_are_put_together(pack: Pack, jail: Submission, write: Write) -> None:
    """What each copy says of its warnings stands in the workbook; in other words is a conflict."""
    path = write("whole.xlsx", jail)
    explained(pack, path, "a.xlsx", {"R32": "尚未分割"})
    explained(pack, path, "b.xlsx", {"R32": "尚未分割", "P3": "另有文件"})
    combined("a.xlsx", "b.xlsx")
    (item,) = validate(pack, [read_return(Path("c.xlsx"), pack)])
    rules = {(f.subject, f.state): f.rule for f in item.findings}
    assert {rules[e.subject, e.state]: e.text for e in item.explanations} == {
        "R32": "尚未分割", "P3": "另有文件",
    }  # fmt: skip
    Path("c.xlsx").unlink()
    explained(pack, path, "b.xlsx", {"R32": "已经分割"})
    assert unequal("a.xlsx", "b.xlsx") == (
        "审核意见\n"
        "  单元格  行  栏次  a.xlsx    b.xlsx\n"
        "  G4          说明  尚未分割  已经分割\n"
        "共 1 处填的不一样。\n" + DIFFERENT
    )


def test_an_explanation_that_lapses_is_told(pack: Pack, jail: Submission, write: Write) -> None:
    """Where the other copy adds to what was explained, the explanation does not stand any more."""
    indicators = tuple(record for record in jail.tables["indicators"] if record.row != "2/9")
    fewer = replace(jail, tables={**jail.tables, "indicators": indicators})
    explained(pack, write("fewer.xlsx", fewer), "a.xlsx", {"P3": "另有文件"})
    write("b.xlsx", jail)
    assert combined("a.xlsx", "b.xlsx") == (
        "c.xlsx\n",
        (
            "绩效目标!B21 [XL-190] 数已改，原说明作废：“另有文件”。 "
            "提醒仍在的，请核对；无误的，请在“审核意见”中重新说明。\n"
        ),
    )
    assert typed(read(pack, Path("c.xlsx"))) == typed(jail)


# --- What would be lost -------------------------------------------------------------------------


LOSSES: Final[Mapping[str, tuple[Mapping[str, Content], str]]] = {
    "a formula without a result": (
        {"收支总表!B6": formula("B7*2")},
        (
            "    B6  [错误 XL-126] 单元格是公式，但没有计算结果。"
            "请直接填写数据，或用 Excel、WPS 打开并保存一次。 ｜ 一般公共预算拨款收入 本年预算数\n"
        ),
    ),
    "an error value": (
        {"收支总表!B6": error("#REF!")},
        (
            "    B6  [错误 XL-125] 单元格是错误值 #REF!。请直接填写数据。 ｜ "
            "一般公共预算拨款收入 本年预算数 ｜ #REF!\n"
        ),
    ),
    "a formula typed over": (
        {"收支总表!B15": number("7")},
        (
            "    B15  [错误 R2] 公式被改成了数值 7，按明细应为 399.75，差 -392.75"
            "（本年收入合计等于各项收入之和）。请恢复公式；明细有误的，请改明细。 ｜ "
            "本年收入合计 本年预算数 ｜ 7\n"
        ),
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.usefixtures("both")
def test_what_would_be_lost_stops_it(loss: str) -> None:
    """What nobody can know, or has no place, is told at its cell, also where it is no error."""
    cells, said = LOSSES[loss]
    book = Book(Path("a.xlsx").read_bytes())
    for at, content in cells.items():
        book.cell(at, content)
    Path("a.xlsx").write_bytes(book.data())
    assert unequal("b.xlsx", "a.xlsx") == (
        "a.xlsx  312005 看守所 2020  — 需要修改\n  收支总表\n" + said + STOPPED
    )


@pytest.mark.usefixtures("both")
def test_a_wrong_answer_and_other_content(pack: Pack) -> None:
    """What is no answer on the cover is not taken for none, and a comment is not left behind."""
    book = openpyxl.load_workbook("a.xlsx")
    book[COVER_SHEET][answer_cell(pack, REGISTER)] = "没有"
    book["收支总表"]["AZ9"] = "见附件"
    book["收支总表"]["B6"].comment = Comment("请核对", "会计")
    book.save("a.xlsx")
    said = unequal("a.xlsx", "b.xlsx", "--lang", "en")
    assert [line.split("]")[0].strip() for line in said.splitlines() if "[" in line] == [
        "D14  [error XL-181", "AZ9  [error XL-171", "B6   [error XL-175",
    ]  # fmt: skip
    assert said.endswith(in_one_language(STOPPED, "en"))


# --- What does not belong together --------------------------------------------------------------


def test_copies_that_do_not_belong_together(
    jail: Submission, submissions: Mapping[str, Submission], department: Path, write: Write
) -> None:
    """Of other entities, other years and of departments; the same content twice; no workbook."""
    write("a.xlsx", jail)
    write("police.xlsx", submissions["312006"])
    sizes = {form: replace(size, period="2021") for form, size in jail.extents.items()}
    write("next.xlsx", replace(jail, period="2021", extents=sizes))
    shutil.copyfile("a.xlsx", "same.xlsx")
    Path("text.xlsx").write_text("text", encoding="utf-8")
    own, year = (
        "不是同一单位、同一年度的，不能合并",
        "not of the same entity and year, so they are not combined",
    )
    to = ("-o", "c.xlsx")
    assert refused("combine", "a.xlsx", "police.xlsx", *to) == (
        f"a.xlsx（312005 看守所 2020）、police.xlsx（312006 交警队 2020）: {own} · {year}"
    )
    assert refused("combine", "a.xlsx", "next.xlsx", *to) == (
        f"a.xlsx（312005 看守所 2020）、next.xlsx（312005 看守所 2021）: {own} · {year}"
    )
    assert refused("combine", department, "a.xlsx", *to) == (
        f"{department}（312 公安局 2020）: 是汇总工作簿，不能合并；请合并下级单位的，再重新汇总 · "
        "is a consolidated workbook: combine those below it, then consolidate again"
    )
    assert refused("combine", "a.xlsx", "same.xlsx", *to) == (
        "a.xlsx、same.xlsx: 内容完全相同，不用合并 · "
        "the same content, so there is nothing to combine"
    )
    assert refused("combine", "a.xlsx", "none.xlsx", *to) == (
        "none.xlsx: 没有这个文件、单位或版本，版本请用 xltool history 查看 · "
        "no such file, unit or version: see xltool history"
    )
    assert unequal("text.xlsx", "a.xlsx") == (
        "text.xlsx  — 不予读取\n"
        "    [错误 XL-101] text.xlsx 不是 Excel 工作簿，而是文本或 CSV。"
        "请在原工作簿中填写，存为 .xlsx 后重新报送。\n" + STOPPED
    )


def test_in_a_campaign(folder: Path, pack: Pack, jail: Submission, write: Write) -> None:
    """Its names, projects and given values count; another year is not its own."""
    given = folder / "given"
    given.mkdir()
    (given / "prior.csv").write_text(
        "entity,period,form,table,row,label,column,value\n"
        f"312005,2020,{STATEMENT},{STATEMENT},income_general,,prior,374.25\n",
        encoding="utf-8",
    )
    write("a.xlsx", with_line(jail, "income_general", prior=Decimal(1), current=Decimal(5)))
    write("b.xlsx", with_line(jail, "income_fund", current=Decimal(3)))
    stdout, stderr = streams("combine", "a.xlsx", "b.xlsx", "-o", "c.xlsx", "-C", folder)
    assert stdout == "c.xlsx\n"
    assert stderr.splitlines()[0] == (
        "a.xlsx 收支总表!C6 [XL-133] 任务给定的数被改动：应为“374.25”，现为“1”。 "
        "请恢复下发时的数；认为给定的数有误，请与汇总单位联系。"
    )
    found = read(pack, Path("c.xlsx"))
    assert found.tables[STATEMENT][0].values == {
        "prior": Decimal("374.25"), "current": Decimal(5),
    }  # fmt: skip
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"2020"', '"2021"'), "utf-8")
    shutil.rmtree(given)
    assert load_campaign(folder).period == "2021"
    assert refused("combine", "a.xlsx", "b.xlsx", "-o", "c.xlsx", "-C", folder) == (
        "a.xlsx（312005 看守所 2020）: 不是本任务 2021 年度的，不能合并 · "
        "not of this campaign's year 2021, so it is not combined"
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("c/in/c.xlsx", ("c/in/c.xlsx: 在任务的 in/ 里，那里不写入，请换一个文件夹 · "
         "stands in in/ of a campaign, where nothing is written: give another folder")),
        ("c.csv", "c.csv: 请以 .xlsx 结尾 · the name must end in .xlsx"),
        ("a.xlsx", ("a.xlsx: 本身是要读取的文件，请换一个文件名 · is a file that is read here: "
         "give the name of another file")),
    ],
)  # fmt: skip
def test_where_it_may_not_be_written(folder: Path, target: str, said: str) -> None:
    """Never among what came back, over a copy, or in another format; before anything is read."""
    assert folder.is_dir()
    for name in ("a.xlsx", "b.xlsx"):
        Path(name).write_text(name, encoding="utf-8")
    assert refused("combine", "a.xlsx", "b.xlsx", "-o", target) == said
