"""What a campaign adds to the code lists of its forms is offered, known, and kept in the ledger."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.readers_here import ReadersHere
from tests.test_cli import refused, run
from tests.test_lists import book, text
from xltool.batch import batch
from xltool.campaign.added_codes import read_added_codes
from xltool.campaign.folder import start_from_example
from xltool.campaign.ledger import open_ledger
from xltool.errors import ListError
from xltool.model.forms import FormLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.forms import Pack

HEADING: Final = ("代码表", "代码", "名称", "上级代码")
DRONE: Final = ("品目", "A03259901", "无人机", "A0325")
KILOMETRES: Final = ("计量单位", "", "公里", "")
ADDED: Final = {
    "catalogue": (FormLine("A03259901", "无人机", "A0325"),),
    "measures": (FormLine("公里", "公里"),),
}
TRAFFIC: Final = "312006-交警队-2020.xlsx"
"""The workbook of a unit that buys a drone."""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's campaign with a code and a measure of its own; one unit uses both."""
    folder = tmp_path_factory.mktemp("added") / "c"
    start_from_example(folder, "pingxiang-2020")
    (folder / "codes.csv").write_text(text([HEADING, DRONE, KILOMETRES]), encoding="gbk")
    facts = (folder / "facts" / "312006.csv").read_text("utf-8")
    for old, new in (
        ("8,,item,交通管理设备", "8,,item,无人机"), ("8,,code,A032502", "8,,code,A03259901"),
        ("16,,measure,年", "16,,measure,公里"),
    ):  # fmt: skip
        assert facts.count(old) == 1, old
        facts = facts.replace(old, new)
    (folder / "facts" / "312006.csv").write_text(facts, encoding="utf-8")
    run("generate", "-C", folder, "--data", folder / "facts" / "312006.csv", "--only", "312006")
    shutil.copyfile(folder / "out" / TRAFFIC, folder / "in" / TRAFFIC)
    return folder


@pytest.fixture
def begun(generated: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(generated, tmp_path / "c"))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process."""
    monkeypatch.setattr(batch, "WorkerPool", ReadersHere)


def unknown(folder: Path, path: Path, *options: object, code: int = 0) -> list[tuple[str, str]]:
    """Return rule and cell of what ``check`` finds of codes and measures that it does not know."""
    found = json.loads(run("check", path, "-C", folder, "--format", "json", *options, code=code))
    return [
        (each["rule"], each["cell"])
        for each in found["files"][0]["findings"]
        if (each["sheet"], each["severity"]) == ("政府采购", "error")
    ]


def test_known_where_the_campaign_is(begun: Path) -> None:
    """The code is no error in the campaign; without the list it is, and so is the measure."""
    assert unknown(begun, begun / "in" / TRAFFIC) == []
    (begun / "codes.csv").unlink()
    found = unknown(begun, begun / "in" / TRAFFIC, code=1)
    assert found == [("R25", "E14"), ("XL-142", "F22")]


def test_added_measure_fits_what_it_is_used_for(begun: Path) -> None:
    """The pack's rule about usual units has no say on one that the campaign added."""
    found = json.loads(run("check", begun / "in" / TRAFFIC, "-C", begun, "--format", "json"))[
        "files"
    ][0]["findings"]
    measures = [
        each["cell"] for each in found if each["rule"] == "R26" and "计量单位" in each["message"]
    ]
    assert measures == []


@pytest.mark.usefixtures("here")
def test_offered_in_what_is_sent(begun: Path, tmp_path: Path) -> None:
    """The dropdowns of the workbook and of a reissued one hold the code and the measure."""
    run("check", begun / "in" / TRAFFIC, "-C", begun, "--reissue", tmp_path / "back", "--all")
    for path in (begun / "out" / TRAFFIC, tmp_path / "back" / TRAFFIC):
        listed = {
            cell.value for row in openpyxl.load_workbook(path)["_codes"].iter_rows() for cell in row
        }
        assert {"A03259901", "无人机", "公里"} <= listed


@pytest.mark.usefixtures("here")
def test_consolidated(begun: Path) -> None:
    """The department's workbook carries them, and is checked without a question."""
    path = begun / "department.xlsx"
    run("consolidate", "-C", begun, "-o", path)
    assert unknown(begun, path) == []
    assert "A03259901" in run("extract", path)


@pytest.mark.usefixtures("here")
def test_carried_into_the_next_year(begun: Path, tmp_path: Path, pack: Pack) -> None:
    """The list goes on with the entities and the projects."""
    run("init", tmp_path / "2021", "--from", begun)
    assert read_added_codes(tmp_path / "2021" / "codes.csv", pack) == ADDED


def test_ledger_says_what_was_in_force(begun: Path) -> None:
    """Each list once, as workbooks were generated with it, and again when it was another one."""
    rows = ("rows", ("312006 政府采购 36",))
    first = ("codes", ("品目 A03259901 无人机 A0325", "计量单位 公里 公里"))
    assert listed(begun) == [first, rows]
    run("generate", "-C", begun, "--only", "312005")
    assert listed(begun) == [first, rows]
    (begun / "codes.csv").unlink()
    run("generate", "-C", begun, "--only", "312005")
    assert listed(begun) == [first, rows, ("codes", ())]


def test_history_shows_what_was_in_force(folder: Path) -> None:
    """Before what was sent with it, in words; of a long list its beginning and its length."""
    more = [("计量单位", "", f"{n}米", "") for n in range(5)]
    (folder / "codes.csv").write_text(text([HEADING, DRONE, KILOMETRES, *more]), encoding="utf-8")
    run("generate", "-C", folder, "--only", "312006")
    said = run("history", "312006", "-C", folder)
    first, codes, rows, sent = re.split(r"^\d\. ", said, flags=re.MULTILINE)
    assert "单位：312006 平乡县公安局交通警察大队\n" in first
    assert "清单" in codes
    assert codes.endswith(
        "    文件  增补代码\n    备注  品目 A03259901 无人机 A0325；计量单位 公里 公里；"
        "计量单位 0米 0米等 7 行\n"
    )
    assert rows.endswith("    文件  明细表行数\n    备注  312006 政府采购 36\n")
    assert "下发" in sent
    english = run("history", "312006", "-C", folder, "--lang", "en").splitlines()
    assert "    file  rows of registers" in english
    assert any(line.endswith("公里; 计量单位 0米 0米 … 7 in all") for line in english)
    events = json.loads(run("history", "312006", "-C", folder, "--format", "json"))
    assert [len(event["lines"]) for event in events] == [7, 1, 0]


def listed(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Return the lists that the ledger of a campaign holds: name and rows of each."""
    with open_ledger(folder) as ledger:
        return [(item.name, item.lines()) for item in ledger.lists.lists()]


@pytest.mark.usefixtures("here")
def test_sealed_with_what_was_in_force(folder: Path) -> None:
    """The list is among what a campaign is closed with."""
    path = folder / "codes.csv"
    path.write_text(text([HEADING, DRONE]), encoding="utf-8")
    run("consolidate", "-C", folder)
    run("seal", "-C", folder)
    assert "codes.csv" not in run("status", "-C", folder)
    path.write_text(text([HEADING, KILOMETRES]), encoding="utf-8")
    assert "封存后有变动：codes.csv" in run("status", "-C", folder)


def test_refused_before_anything_is_entered(folder: Path) -> None:
    """A list that cannot be used stops every command; the ledger says nothing of it."""
    (folder / "codes.csv").write_text(text([HEADING, ("部门", "01", "一科", "")]), "utf-8")
    said = f"{folder / 'codes.csv'}:2: 部门: 没有这个可以增补的代码表，应为品目、计量单位 · "
    said += "no such list to add to, must be one of: catalogue, measures"
    for command in ("generate", "check", "consolidate", "compare"):
        assert refused(command, "-C", folder) == said
    assert listed(folder) == []


def test_workbook_with_the_whole_catalogue(tmp_path: Path, pack: Pack) -> None:
    """What the forms have already is left out; the ids of lists are names, too."""
    rows = [HEADING, ("catalogue", "A02", "通用设备", "A"), DRONE, KILOMETRES]
    assert read_added_codes(book(tmp_path / "codes.xlsx", rows), pack) == ADDED


BAD: Final = {
    "no-list": (("", "A1", "设备", ""), "（空）: 没有这个可以增补的代码表，应为品目、计量单位"),
    "closed": (
        ("公开情况", "缓", "缓", ""), "公开情况: 没有这个可以增补的代码表，应为品目、计量单位",
    ),
    "no-code": (("品目", "", "设备", ""), "代码空着，请填写"),
    "no-name": (("品目", "A0391", "", ""), "A0391: 名称空着，请填写"),
    "altered": (
        ("品目", "2.01E+05", "设备", ""), "2.01E+05: Excel 改了代码，请把这一列设为文本后重填",
    ),
    "other-name": (
        ("品目", "A02", "设备", ""),
        "A02: 名称“设备”与报表包的“通用设备”不一致，请改为一致或删去一行",
    ),
    "no-parent": (("品目", "A0392", "设备", "A98"), "A98: 没有这个上级代码，请补一行或更正"),
    "own-parent": (("品目", "A0393", "设备", "A0393"), "A0393: 上级代码是它自己，请更正"),
    "twice": (DRONE, "品目 A03259901: 重复，codes.csv:2 已有，请删去一行"),
}  # fmt: skip


def test_all_that_is_wrong_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Pack
) -> None:
    """At once, each with its row, the value and what to do, in both languages."""
    monkeypatch.chdir(tmp_path)
    rows: list[Sequence[str]] = [HEADING, DRONE, *(row for row, _ in BAD.values())]
    path = tmp_path / "codes.csv"
    path.write_text(text(rows), encoding="utf-8")
    with pytest.raises(ListError) as caught:
        read_added_codes(path.relative_to(tmp_path), pack)
    said = str(caught.value).splitlines()
    told = [f"codes.csv:{at}: {zh}" for at, (_, zh) in enumerate(BAD.values(), start=3)]
    assert [line.partition(" · ")[0] for line in said] == told
    assert all(line.partition(" · ")[2] for line in said)
