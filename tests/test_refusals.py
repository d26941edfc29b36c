"""What is not one of our workbooks is refused in one clear message; the rest is still read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REPOSITORY: Final = Path(__file__).parents[1]


def xltool(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``python -m xltool`` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "xltool", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


# --- Files that are something else --------------------------------------------------------------


def edited(good: bytes, values: Mapping[str, str]) -> bytes:
    """Return the workbook with other values in its identity, in every layer that holds them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for before, after in values.items():
                data = data.replace(before.encode(), after.encode())
            new.writestr(name, data)
    return out.getvalue()


def plain_workbook() -> bytes:
    """Return somebody's own workbook."""
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位", "金额"])
    sheet.append(["公安局", 1])
    book.save(out)
    return out.getvalue()


def half(good: bytes) -> bytes:
    """Return the first half, as an interrupted transfer leaves it."""
    return good[: len(good) // 2]


def scrambled(good: bytes) -> bytes:
    """Return the file with bytes changed in the middle of its first sheet."""
    with zipfile.ZipFile(BytesIO(good)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    at = info.header_offset + 80
    return good[:at] + bytes(255 - byte for byte in good[at : at + 40]) + good[at + 40 :]


BAD: Final[dict[str, tuple[Callable[[bytes], bytes], str, tuple[str, ...]]]] = {
    "plain.xlsx": (lambda _good: plain_workbook(), "XL-120", ("is not one of these forms",)),
    "empty.xlsx": (lambda _good: b"", "XL-101", ("an empty file",)),
    "damaged.xlsx": (scrambled, "XL-102", ("damaged",)),
    "truncated.xlsx": (half, "XL-102", ("damaged",)),
    "csv.xlsx": (lambda _good: "单位,金额\n公安局,1\n".encode(), "XL-101", ("text or CSV",)),
    "gbk.xlsx": (lambda _good: "单位,金额\n公安局,1\n".encode("gbk"), "XL-101", ("text or CSV",)),
    "page.xlsx": (lambda _good: b"<html><table></table></html>", "XL-101", ("web page",)),
    "letter.xlsx": (lambda _good: b"%PDF-1.7\n", "XL-101", ("PDF",)),
    "other-version.xlsx": (
        lambda good: edited(good, {"2020.4": "2019.9"}),
        "XL-123",
        ("2019.9", "2020.4"),
    ),
    "other-pack.xlsx": (
        lambda good: edited(good, {"county-budget": "city-budget"}),
        "XL-122",
        ("city-budget", "county-budget"),
    ),
}


@pytest.fixture(scope="module")
def mixed(
    returned: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder of good and bad files, and what checking it as JSON said."""
    folder = tmp_path_factory.mktemp("mixed")
    good = returned["312005"].read_bytes()
    for name, (make, _, _) in BAD.items():
        (folder / name).write_bytes(make(good))
    for code, path in returned.items():
        shutil.copyfile(path, folder / f"{code}.xlsx")
    (folder / "~$312005.xlsx").write_bytes(b"\x05admin")
    (folder / ".~lock.312005.xlsx#").write_text(",admin,pc,;")
    (folder / "sub").mkdir()
    (folder / "link.xlsx").symlink_to(folder / "312005.xlsx")
    return folder, xltool("check", folder, "--format", "json", "--lang", "en", folder=folder)


@pytest.fixture(scope="module")
def judged(mixed: tuple[Path, subprocess.CompletedProcess[str]]) -> dict[str, Any]:
    """What was said of each file, by name."""
    document = json.loads(mixed[1].stdout)
    return {Path(file["path"]).name: file for file in document["files"]}


@pytest.mark.parametrize(("name", "rule", "words"), [(n, r, w) for n, (_, r, w) in BAD.items()])
def test_foreign_file_is_one_clear_finding(
    judged: dict[str, Any], name: str, rule: str, words: tuple[str, ...]
) -> None:
    """Each foreign file is rejected with one finding that says what it is, and what to do."""
    file = judged[name]
    assert (file["verdict"], file["entity"], file["period"]) == ("rejected", None, None)
    (finding,) = file["findings"]
    assert (finding["rule"], finding["severity"]) == (rule, "error")
    assert [word for word in words if word not in finding["message"]] == []
    assert finding["hint"]
    assert "{" not in finding["message"] + finding["hint"]


def test_good_files_are_read_beside_bad_ones(judged: dict[str, Any]) -> None:
    """No bad file keeps another from being read."""
    good = {name: file["verdict"] for name, file in judged.items() if name not in BAD}
    assert good == dict.fromkeys(("312002.xlsx", "312005.xlsx", "312006.xlsx"), "accepted")


def test_bad_files_end_with_exit_code_1(
    mixed: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """The check itself worked, so the code is 1, and nobody sees a traceback."""
    _, run = mixed
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    summary = json.loads(run.stdout)["summary"]
    assert (summary["files"], summary["accepted"], summary["rejected"]) == (13, 3, len(BAD))


@pytest.mark.parametrize("name", ["~$312005.xlsx", ".~lock.312005.xlsx#", "link.xlsx"])
def test_skipped_entries_of_a_folder_are_told(
    mixed: tuple[Path, subprocess.CompletedProcess[str]], judged: dict[str, Any], name: str
) -> None:
    """Lock files and links inside a folder are passed by, and stderr says so."""
    folder, run = mixed
    assert name not in judged
    told = [line for line in run.stderr.splitlines() if str(folder / name) in line]
    assert len(told) == 1
    assert "skipped" in told[0]


# --- One path at a time -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (lambda _path: None, 1, "no such file"),
        (lambda path: path.symlink_to(REPOSITORY / "pyproject.toml"), 1, "cannot be opened"),
        (lambda path: path.mkdir(), 2, "no files found"),
        (os.mkfifo, 1, "cannot be opened"),
    ],
    ids=["missing", "symlink", "empty-folder", "pipe"],
)
def test_path_without_a_workbook(
    tmp_path: Path, make: Callable[[Path], None], code: int, said: str
) -> None:
    """A path that names no regular file is one message and an exit code, never a traceback."""
    path = tmp_path / "return.xlsx"
    make(path)
    run = xltool("check", path, "--lang", "en", folder=tmp_path)
    assert run.returncode == code
    assert said in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generate",), "no campaign here"),
        (("check", "x.xlsx", "-C", "nowhere"), "no campaign here"),
        (("consolidate", "-C", "nowhere"), "no campaign here"),
        (("check", "*.xlsx"), "no files found"),
        (("check", "x.xlsx", "--format", "xml"), "must be one of table, json"),
        (("extract", "x.xlsx", "--format", "xml"), "must be one of csv, json"),
        (("check", "x.xlsx", "--lang", "fr"), "must be zh or en"),
        (("check", "x.xlsx", "--pack", "nowhere"), "no such pack"),
        (("lint", "nowhere"), "no such pack"),
        (("init", "d", "--example", "nowhere"), "no such example"),
        (("check",), "give a campaign folder or files"),
        (("chekc", "x.xlsx"), "chekc"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_run_says_why_and_ends_with_2(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """When nothing could be checked there is one reason on stderr, no output, and code 2."""
    run = xltool(*arguments, folder=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_extract_reads_the_good_files_of_a_batch(
    returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """Facts of what can be read are written; what cannot is told on stderr, with exit code 1."""
    (tmp_path / "empty.xlsx").touch()
    shutil.copyfile(returned["312005"], tmp_path / "good.xlsx")
    run = xltool("extract", "empty.xlsx", "good.xlsx", "--lang", "en", folder=tmp_path)
    assert run.returncode == 1
    assert len(run.stdout.splitlines()) > 100
    assert "an empty file" in run.stderr
    assert "Traceback" not in run.stderr


def test_output_that_cannot_be_written_is_told(
    returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """A folder in the place of the output is named, exit code 2, and nothing is left behind."""
    (tmp_path / "facts.csv").mkdir()
    run = xltool("extract", returned["312005"], "-o", "facts.csv", folder=tmp_path)
    assert run.returncode == 2
    assert "facts.csv" in run.stderr
    assert "Traceback" not in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["facts.csv"]
