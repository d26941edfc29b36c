"""The officer's day: a county health bureau of four units, from an empty folder to its workbook.

Every step is typed as an officer would, in Chinese, and so is every mistake in typing.
"""

from __future__ import annotations

import gc
import io
import os
import shutil
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from xltool.__main__ import main
from xltool.campaign.folder import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS: Final = (
    "代码,全称,简称,上级单位,性质\n"
    "361,某县卫生健康局（部门）,卫健系统,,部门\n"
    "361001,某县卫生健康局,卫健局,361,行政\n"
    "361002,某县人民医院,县医院,361,事业\n"
    "361003,某县疾病预防控制中心,疾控中心,361,事业\n"
    "361004,某县妇幼保健院,妇幼保健院,361,事业\n"
)
FIGURES: Final = {"361001": "312002", "361002": "312006", "361003": "312005", "361004": "312005"}
"""Whose figures of the example each unit reports."""
DEPARTMENT: Final = "361-卫健系统-部门填报-2027.xlsx"
NAMES: Final = {
    code: f"{code}-{name}-2027.xlsx"
    for code, name in (
        ("361001", "卫健局"), ("361002", "县医院"), ("361003", "疾控中心"),
        ("361004", "妇幼保健院"),
    )
}  # fmt: skip
SPOKEN: Final = {"XLTOOL_LANG": "zh", "LC_ALL": "", "LANG": ""}


def typed(line: str) -> tuple[int, str, str]:
    """Type a command in the current folder; return exit code, and what is printed where."""
    before = sys.argv, sys.unraisablehook, signal.getsignal(signal.SIGINT)
    sys.argv, out, err, code = ["xltool", *line.split(" ")], io.StringIO(), io.StringIO(), 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv, sys.unraisablehook = before[:2]
        signal.signal(signal.SIGINT, before[2])
        gc.enable()
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder where the officer opened a prompt, with the list of units in it."""
    folder, before = tmp_path_factory.mktemp("work"), Path.cwd()
    folder.joinpath("单位名录.csv").write_text(UNITS, encoding="gb18030")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SPOKEN.items():
            patch.setenv(name, value)
        os.chdir(folder)
        yield folder
        os.chdir(before)


def facts(code: str) -> Path:
    """Write the figures that a unit reports as a file of facts; return it."""
    source = (examples() / "pingxiang-2020" / "facts" / f"{FIGURES[code]}.csv").read_text("utf-8")
    path = Path(f"{code}.csv")
    path.write_text(source.replace(FIGURES[code], code).replace(",2020,", ",2027,"), "utf-8")
    return path


@pytest.fixture(scope="module")
def begun(here: Path) -> Path:
    """The campaign, its workbooks sent out, and three of the four filled in and back."""
    assert typed("init 2027 --entities 单位名录.csv --period 2027 --deadline 2099-11-30") == (
        0,
        "",
        (
            "已建立 2027\n下一步：在 2027/projects.csv 里列好要填绩效目标的项目，"
            "然后运行 xltool generate 2027\n"
        ),
    )
    assert typed("generate 2027") == (
        0,
        "".join(f"2027/out/{name}\n" for name in (*NAMES.values(), DEPARTMENT)),
        (
            "下一步：把 2027/out 里的 zip 发给各单位，部门填报由部门自己填；"
            "报回的和填好的都放进 2027/in，然后运行 xltool check 2027\n"
        ),
    )
    data = " ".join(f"--data {facts(code)}" for code in NAMES)
    assert typed(f"generate 2027 {data}")[0] == 0
    Path("filled").mkdir()
    Path("空文件夹").mkdir()
    for name in NAMES.values():
        shutil.copyfile(f"2027/out/{name}", f"filled/{name}")
    assert typed("generate 2027")[0] == 0
    assert typed("check 2027") == (
        2,
        "",
        "xltool: 2027/in: 还没有可以审核的文件，请把报回的工作簿放进这个文件夹，再运行一次\n",
    )
    for name in [*NAMES.values()][:3]:
        shutil.copyfile(f"filled/{name}", f"2027/in/{name}")
    return here


OVERVIEW: Final = "用法：xltool [选项] 命令\n说明：xltool --help\n"
"""What follows a command that there is not."""


def usage(name: str, words: str) -> str:
    """Return what follows when a command is not written as it should be."""
    return f"用法：xltool {name} [选项] {words}\n说明：xltool {name} --help\n"


CHECK: Final = usage("check", "[任务] [文件]...")
NO_UNIT: Final = "名录里没有这个单位，最像的是"
ONE_WAY: Final = "请给出 --example，或同时给出 --entities 和 --period，或给出 --from\n"
LIST: Final = "--entities 单位名录.csv"
WRONG: Final = {
    "chekc 2027": f"没有命令 chekc，是不是 check\n{OVERVIEW}",
    "审核 2027": f"没有命令 审核\n{OVERVIEW}",
    "2027": f"2027 是任务文件夹，命令要写在前面，如 xltool status 2027\n{OVERVIEW}",
    "status 2028": "2028/campaign.toml: 找不到报送任务，请先运行 xltool init\n",
    "status": "campaign.toml: 找不到报送任务，请先运行 xltool init\n",
    "status -c 2027": f"-c: 没有这个选项，是不是 -C\n{usage('status', '[任务]')}",
    "status 2027 县医院": f"县医院: 多出来的，命令不用它\n{usage('status', '[任务]')}",
    "check": "请写上任务文件夹或文件，如 xltool check 2020\n",
    "check 2027 --formt html": f"--formt: 没有这个选项，是不是 --format\n{CHECK}",
    "check 2027 —format xml": "--format xml: 只能是 table、json、html、xlsx\n",
    "check 2027 -o": f"-o: 后面缺少内容\n{CHECK}",
    "check 2027 －o": f"-o: 后面缺少内容\n{CHECK}",
    "check 2027 -o 报告.pdf": "报告.pdf: 请以 .txt、.json、.html、.xlsx 结尾\n",
    "check 2027 -o 没有/报告.html": "没有/报告.html: 没有文件夹 没有，请先建立\n",
    "check 2027 -o 2027/in/报告.html":
        "2027/in/报告.html: 在任务的 in/ 里，那里不写入，请换一个文件夹\n",
    "check 2027 --reissue 2027/out": "2027/out: 里面是别的文件，请另给一个文件夹\n",
    "check 2027 --all": "--all 要与 --reissue 同用\n",
    "check 2027 --all=1": f"--all: 不带内容\n{CHECK}",
    "check 2027 --category 错误":
        "--category 错误: 只能是 missing（缺项）、inconsistent（不一致）、implausible（不合理）、"
        "form（格式）\n",
    "check 2027 --lang fr": "--lang fr: 只能是 zh 或 en\n",
    "check 空文件夹": "空文件夹: 里面没有找到文件，请核对位置\n",
    "generate 2027 --only 医院": f"医院: {NO_UNIT} 361002 县医院\n",
    "generate 2027 --only 361009": f"361009: {NO_UNIT} 361004 妇幼保健院\n",
    "generate 2027 --data 没有.csv": "没有.csv: 找不到文件，请核对名称和位置\n",
    "receipt 2027 人民医院": f"人民医院: {NO_UNIT} 361002 县医院\n",
    "history 2027": f"缺少单位\n{usage('history', '[任务] 单位')}",
    "history 2027 361009": f"361009: {NO_UNIT} 361004 妇幼保健院\n",
    "accept 2027": f"缺少文件\n{usage('accept', '[任务] 文件')}",
    "accept 2027 没有.xlsx": "没有.xlsx: 2027/in 中没有这个文件\n",
    "accept 2027 妇幼保健院": "妇幼保健院: 2027/in 中没有这个文件\n",
    "note 2027 县医院 收支总表!B5": "请给出 --accept 或 --decline 之一\n",
    "note 2027 县医院 收支总表!B5 --accept 好 --decline 不好":
        "请给出 --accept 或 --decline 之一\n",
    "note 2027 县医院 收支总表!B5 --accept 好":
        "361002 收支总表!B5: 这里没有说明，这个单位没有任何说明\n",
    "note 2027 县医院 收支总表!B5 --decline":
        f"--decline: 后面缺少内容\n{usage('note', '[任务] 单位 位置')}",
    "diff 2027 一.xlsx 二.xlsx":
        "一.xlsx: 没有这个文件、单位或版本，版本请用 xltool history 查看\n",
    "diff 2027 一.xlsx": f"缺少后一份\n{usage('diff', '[任务] 前一份 后一份')}",
    "compare 2027 --above 很大":
        f"--above 很大: 应为不小于 0 的数\n{usage('compare', '[任务]')}",
    "compare 2027 --above -1": f"--above -1: 应为不小于 0 的数\n{usage('compare', '[任务]')}",
    "consolidate 2027 --entity 361009": f"361009: {NO_UNIT} 361004 妇幼保健院\n",
    "consolidate 2027 -o 部门.xls": "部门.xls: 请以 .xlsx 结尾\n",
    f"init 2027 {LIST} --period 2027": "2027: 已存在且不是空文件夹\n",
    "init 2028": ONE_WAY,
    f"init 2028 {LIST}": ONE_WAY,
    "init 2028 --entities 没有.csv --period 2028": "没有.csv: 找不到文件，请核对名称和位置\n",
    f"init 2028 {LIST} --period 28": "28: 预算年度应为四位数字，如 2020\n",
    f"init 2028 {LIST} --period 2028 --deadline 11月30日":
        "--deadline: 11月30日: 应为日期，如 2020-11-30\n",
    "init 2028 --example 平乡": (
        "平乡: 没有这个示例，可选 final-accounts-2020、hebei-2020、pingxiang-2020\n"
    ),
    "init 2028 --from 2026": "2026/campaign.toml: 找不到报送任务，请先运行 xltool init\n",
    "extract": f"缺少文件\n{usage('extract', '文件...')}",
    "extract 2027/in --format parquet": "--format parquet 写入文件夹，请用 -o 给出\n",
    "explain R99999": "没有规则 R99999，请用 xltool rules 查看\n",
    "demo 2027": "2027: 已存在且不是空文件夹\n",
    "forms --format xml": "--format xml: 只能是 table、json\n",
}  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_mistake_is_told_in_chinese(begun: Path, line: str) -> None:
    """Each mistake in typing is one message that says what to do, exit code 2, nothing written."""
    before = {path for path in begun.rglob("*") if path.name != ".xltool.lock"}
    assert typed(line) == (2, "", f"xltool: {WRONG[line]}")
    assert {path for path in begun.rglob("*") if path.name != ".xltool.lock"} == before


def total(path: Path | str) -> float:
    """Return the income of the year that a workbook states."""
    sheet: Any = openpyxl.load_workbook(path, data_only=True)["收支总表"]
    return float(sheet["B15"].value)


@pytest.fixture(scope="module")
def consolidated(begun: Path) -> str:
    """What the last step printed: one return was wrong, sent back and mended, one came late."""
    wrong = begun / "2027" / "in" / NAMES["361002"]
    book: Any = openpyxl.load_workbook(wrong)
    book["固定资产"]["B8"] = "2辆"
    book.save(wrong)
    code, out, err = typed("check 2027 -o 审核报告.html --reissue 退回修改")
    assert (code, out) == (1, "")
    assert err.startswith("已写入 审核报告.html\n已写出退回修改的工作簿 1 份：\n")
    assert err.endswith(
        "下一步：把 退回修改 里的工作簿发回县医院；改好报回的放进 2027/in，"
        "再运行 xltool check 2027\n"
    )
    assert [path.name for path in Path("退回修改").iterdir()] == [NAMES["361002"]]
    shutil.copyfile(f"filled/{NAMES['361002']}", wrong)
    code, out, err = typed("consolidate 2027 -o 部门汇总.xlsx")
    assert (code, out) == (1, "")
    assert "[错误 R34] 某县妇幼保健院（361004）没有报送。" in err
    assert err.endswith("有错误，没有汇总；一定要汇总的，加 --force\n")
    shutil.copyfile(f"filled/{NAMES['361004']}", f"2027/in/{NAMES['361004']}")
    code, out, err = typed("consolidate 2027 -o 部门汇总.xlsx")
    assert (code, out) == (0, "部门汇总.xlsx\n")
    return err


def test_department_is_the_sum_of_its_four_units(begun: Path, consolidated: str) -> None:
    """From an empty folder to the department's workbook, and its total is exact."""
    assert "共 4 个文件：可以接受 4，需要修改 0，不予读取 0；错误 0 条" in consolidated
    sums = [total(begun / "filled" / name) for name in NAMES.values()]
    assert total("部门汇总.xlsx") == pytest.approx(sum(sums))
    code, out, err = typed("status 2027")
    assert (code, err) == (0, "下一步：xltool consolidate 2027\n")
    assert "共 4 个单位：未报 0，已报未审 0，有错误 0，待定 0，已接受 4。" in out
