"""The in-tray as people fill it: zips, mails, folders, leftovers, and what is no return."""

from __future__ import annotations

import json
import shutil
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_campaign import JAIL, POLICE, edit, states, streams
from tests.test_cli import refused, run
from xltool.campaign.ledger import open_ledger
from xltool.campaign.status_board import ReportingState
from xltool.errors import RefusedError
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.stored_files import files_inside, name_of, read_file

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.usefixtures("reads_here")

BUREAU: Final = "312002-公安局-2020.xlsx"
RAR: Final = b"Rar!\x1a\x07\x01\x00 and more"


def zipped(path: Path, files: Mapping[str, bytes], codec: str = "gbk") -> Path:
    """Write a zip as programs of Windows do: names in the code page of the machine, unmarked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name.encode(codec).decode("cp437"))
            packed.writestr(entry, data)
    return path


def mail(path: Path, files: Mapping[str, bytes]) -> Path:
    """Save a mail with attachments, as mail programs do."""
    made = EmailMessage()
    made["Subject"] = "报送2020年预算"
    made.set_content("请查收。")
    for name, data in files.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(bytes(made))
    return path


@pytest.fixture
def tray(folder: Path) -> dict[str, bytes]:
    """Empty the in-tray of the example; return what stood there."""
    found = {path.name: path.read_bytes() for path in (folder / "in").iterdir()}
    shutil.rmtree(folder / "in")
    (folder / "in").mkdir()
    return found


def test_parcels_mails_and_folders(folder: Path, tray: Mapping[str, bytes]) -> None:
    """Each return is found where it stands, and named by that; the same in every command."""
    inside = folder / "in"
    zipped(inside / "看守所.zip", {f"报表/{JAIL}": tray[JAIL], "报表/": b"", "说明.docx": b"x"})
    (inside / "县局" / "2020").mkdir(parents=True)
    (inside / "县局" / "2020" / BUREAU).write_bytes(tray[BUREAU])
    parcel = zipped(folder / "p.zip", {POLICE: tray[POLICE]}).read_bytes()
    mail(inside / "交警队.eml", {"附件.zip": parcel, "通知.pdf": b"%PDF-1.4"})
    places = [f"交警队.eml/附件.zip/{POLICE}", f"县局/2020/{BUREAU}", f"看守所.zip/报表/{JAIL}"]
    out, err = streams("check", "-C", folder, "--format", "json")
    files = [Path(each["path"]).relative_to(inside).as_posix() for each in json.loads(out)["files"]]
    assert sorted(files) == sorted(places)
    skipped = sorted(line.partition(str(inside))[2] for line in err.splitlines() if "跳过" in line)
    assert skipped == [
        "/交警队.eml/通知.pdf: 跳过，与报送无关 · skipped, not a return",
        "/看守所.zip/说明.docx: 跳过，与报送无关 · skipped, not a return",
    ]
    assert set(states(folder).values()) == {ReportingState.ACCEPTED}
    board = run("status", "-C", folder)
    assert [place for place in places if place not in board] == []
    with open_ledger(folder) as ledger:
        assert sorted(item.name for item in ledger.received()) == sorted(places)
        kept = {item.sha256 for item in ledger.received()}
    assert {path.stem for path in (folder / "kept").iterdir()} == kept
    run("consolidate", "-C", folder, "-o", folder / "d.xlsx")


def test_the_same_in_a_zip_counts_once(folder: Path, tray: Mapping[str, bytes]) -> None:
    """A file and the same file in a zip are one return; the second is told."""
    for name, data in tray.items():
        (folder / "in" / name).write_bytes(data)
    zipped(folder / "in" / "z.zip", {"copy.xlsx": tray[POLICE]})
    out, err = streams("check", "-C", folder, "--format", "json")
    assert f"z.zip/copy.xlsx: 跳过，与 {POLICE} 内容相同，只计一次" in err
    assert json.loads(out)["summary"]["files"] == 4
    assert set(states(folder).values()) == {ReportingState.ACCEPTED}


def test_accept_what_stands_in_a_zip(folder: Path, tray: Mapping[str, bytes]) -> None:
    """Two versions, one of them in a zip: it is decided by its name there."""
    for name, data in tray.items():
        (folder / "in" / name).write_bytes(data)
    other = edit(folder / "in" / POLICE, {"收支总表!F6": "二"}, folder / "v2.xlsx")
    zipped(folder / "in" / "z.zip", {"v2.xlsx": other.read_bytes()})
    streams("check", "-C", folder, code=1)
    assert states(folder)["312006"] is ReportingState.UNDECIDED
    run("accept", "z.zip/v2.xlsx", "-C", folder)
    assert states(folder)["312006"] is ReportingState.ACCEPTED
    assert "z.zip/v2.xlsx" in run("receipt", "312006", "-C", folder)
    assert "F6" in run("diff", POLICE, "z.zip/v2.xlsx", "-C", folder)
    assert "z.zip/v3.xlsx" in refused("accept", "z.zip/v3.xlsx", "-C", folder)


def test_what_lies_around_blocks_nothing(folder: Path, tray: Mapping[str, bytes]) -> None:
    """Leftovers, files of the system and other papers are listed, and nothing waits for them."""
    inside = folder / "in"
    for name, data in tray.items():
        (inside / name).write_bytes(data)
    told = {
        "desktop.ini": "与报送无关", "Thumbs.db": "与报送无关", "通知.docx": "与报送无关",
        "审核报告.html": "与报送无关", f"{JAIL}:Zone.Identifier": "与报送无关",
        f"~${JAIL}": "正在编辑", "x.xlsx.tmp": "没有写完", ".DS_Store": "系统文件",
    }  # fmt: skip
    for name in told:
        (inside / name).write_bytes(b"x")
    (inside / "__MACOSX").mkdir()
    zipped(inside / "mac.zip", {f"__MACOSX/._{JAIL}": b"x", JAIL: tray[JAIL]})
    for command in (("check",), ("consolidate", "-o", folder / "d.xlsx")):
        _, err = streams(command[0], "-C", folder, *command[1:])
        for name, said in told.items():
            assert any(name in line and said in line for line in err.splitlines())
    board = run("status", "-C", folder)
    assert [name for name in told if name in board] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "跳过，正在编辑，请关闭后再收"),
        ("en", "skipped, open in Excel or WPS: close it first"),
    ],
)
def test_a_workbook_that_is_open(folder: Path, language: str, said: str) -> None:
    """What is told of it is one whole sentence, in the language chosen and in no other."""
    (folder / "in" / f"~${JAIL}").write_bytes(b"x")
    _, err = streams("check", "-C", folder, "--lang", language)
    assert err.splitlines()[0] == f"{folder / 'in'}/~${JAIL}: {said}"


def test_the_department_is_no_return(folder: Path) -> None:
    """What was consolidated here and put beside the returns is listed, and not counted."""
    streams("consolidate", "-C", folder, "-o", folder / "d.xlsx")
    shutil.move(folder / "d.xlsx", folder / "in" / "d.xlsx")
    out, err = streams("check", "-C", folder, "--format", "json")
    assert json.loads(out)["summary"]["files"] == 4
    assert "d.xlsx: 跳过，与报送无关" in err
    assert "d.xlsx" not in run("status", "-C", folder)


@pytest.mark.parametrize("kind", ["部门填报", "调整"])
def test_adjustments_that_adjust_nothing_are_a_return(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The department's own workbook came back as it went out: it counts.

    So does one that was generated when its name had 调整.
    """
    monkeypatch.setattr("xltool.campaign.generate.OWN_FORMS", kind)
    for path in (folder / "in").glob("312-*"):
        path.unlink()
    run("generate", "-C", folder, "--only", "312")
    (sent,) = (folder / "out").glob(f"312-*{kind}*.xlsx")
    shutil.copyfile(sent, folder / "in" / sent.name)
    out, _ = streams("check", "-C", folder, "--format", "json")
    paths = {Path(each["path"]).name for each in json.loads(out)["files"]}
    assert sent.name in paths


UNREADABLE: Final = {
    "a.rar": (RAR, "XL-101", "rar"),
    "a.zip": (b"PK\x03\x04 no zip", "XL-102", "损坏"),
}


@pytest.mark.parametrize(("name", "data"), [(n, d) for n, (d, _, _) in UNREADABLE.items()])
def test_parcels_that_cannot_be_opened(folder: Path, name: str, data: bytes) -> None:
    """They are named, with the remedy, and stop no other file."""
    (folder / "in" / name).write_bytes(data)
    out, _ = streams("check", "-C", folder, "--format", "json", code=1)
    (item,) = (each for each in json.loads(out)["files"] if each["path"].endswith(name))
    (finding,) = item["findings"]
    _, rule, said = UNREADABLE[name]
    assert finding["rule"] == rule
    assert said in finding["message"]
    assert "解压" in finding["hint"] or rule == "XL-102"


def test_zip_with_a_password(tmp_path: Path) -> None:
    """It says that the zip has one, not the workbook."""
    path = zipped(tmp_path / "a.zip", {"a.xlsx": b"x"})
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
    with pytest.raises(RefusedError) as told:
        files_inside(path)
    assert (told.value.rule, told.value.message) == ("XL-103", "XL-103.zip")


# --- paths that go on inside ---------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_names_as_who_packed_them_saw(tmp_path: Path, codec: str) -> None:
    """Names without the flag of UTF-8 are GBK, or UTF-8 all the same."""
    path = zipped(tmp_path / "a.zip", {"公安局/报表.xlsx": b"x"}, codec)
    (inside,) = files_inside(path)
    assert inside == path / "公安局" / "报表.xlsx"
    assert name_of(inside) == "a.zip/公安局/报表.xlsx"
    assert read_file(inside) == b"x"


def test_names_that_leave_the_zip(tmp_path: Path) -> None:
    """Nothing is written under such a name, and the zip is refused as a whole."""
    path = zipped(tmp_path / "a.zip", {"../../x.xlsx": b"x"})
    with pytest.raises(RefusedError) as told:
        files_inside(path)
    assert told.value.rule == "XL-105"


def test_no_zip_is_opened_without_end(tmp_path: Path) -> None:
    """A zip in a zip in a zip stands for itself; a file beyond the limit is refused when read."""
    data = b"x"
    for name in ("c.zip", "b.zip", "a.zip"):
        data = zipped(
            tmp_path / name, {"x.xlsx" if name == "c.zip" else "in.zip": data}
        ).read_bytes()
    assert [name_of(each) for each in files_inside(tmp_path / "a.zip")] == ["a.zip/in.zip/in.zip"]
    path = zipped(tmp_path / "big.zip", {"x.xlsx": bytes(2000)})
    small = Limits(file_bytes=1000)
    with pytest.raises(RefusedError) as told:
        read_file(path / "x.xlsx", small)
    assert told.value.rule == "XL-106"
    assert len(read_file(path / "x.xlsx", LIMITS)) == 2000


def test_zips_in_a_zip_are_opened_within_limits(tmp_path: Path) -> None:
    """A small zip of many that inflate is refused before all of them are in memory."""
    inner = zipped(tmp_path / "i.zip", {"x.xlsx": bytes(50)}).read_bytes()
    path = zipped(tmp_path / "a.zip", {f"{n}.zip": inner for n in range(9)})
    assert len(files_inside(path)) == 9
    with pytest.raises(RefusedError) as told:
        files_inside(path, Limits(inflated_bytes=4 * len(inner)))
    assert (told.value.rule, told.value.params["why"]) == ("XL-106", "inflated")


def test_a_workbook_is_no_parcel(tmp_path: Path, folder: Path) -> None:
    """Whatever it is called: a workbook named .zip is read as one."""
    source = next((folder / "in").iterdir())
    shutil.copyfile(source, tmp_path / "a.zip")
    assert files_inside(tmp_path / "a.zip") == []
    out, _ = streams("check", tmp_path / "a.zip", "--format", "json")
    assert json.loads(out)["files"][0]["path"] == str(tmp_path / "a.zip")


def test_campaign_loads_as_before(folder: Path) -> None:
    """A folder is no parcel, whatever it is called."""
    (folder / "in" / "x.zip").mkdir()
    shutil.move(folder / "in" / JAIL, folder / "in" / "x.zip" / JAIL)
    streams("check", "-C", folder)
    assert set(states(folder).values()) == {ReportingState.ACCEPTED}
