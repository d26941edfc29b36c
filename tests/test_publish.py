"""``xltool publish``: from the department's workbook to a signed edition, on the example."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from xltool import files
from xltool.campaign.folder import FINAL, PUBLIC
from xltool.cli.app import app
from xltool.model.submission import Record
from xltool.pack.load import load_pack
from xltool.publication.edition_folder import DRAFT, REVIEWS
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("reads_here")

DEPARTMENT = "312-公安局-部门填报-2020.xlsx"
DOCUMENT, TABLES = (
    "平乡县公安局2020年部门预算信息公开.docx",
    "平乡县公安局2020年部门预算公开表.xlsx",
)
FIRST, SECOND = "张三", "李四"


def run(*arguments: object, code: int = 0) -> str:
    """Run a command; return what it wrote on stdout."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.stdout


def published(campaign: Path, *options: str, code: int = 0) -> dict[str, Any]:
    """Publish; return what became of it."""
    found: dict[str, Any] = json.loads(
        run("publish", "-C", campaign, "--format", "json", *options, code=code)
    )
    return found


def messages(found: Mapping[str, Any], of: str = "missing") -> list[str]:
    """Return the rules of findings, or of what is missing."""
    return [each["rule"] for each in found[of] if each["severity"] == "error"]


def narrative(campaign: Path, **texts: str) -> None:
    """Type texts at lines of the narrative, and consolidate again."""
    type_narrative(campaign, **texts)
    run("consolidate", "-C", campaign)


def type_narrative(campaign: Path, **texts: str) -> None:
    """Type texts at lines of the narrative; a blank line is filled in."""
    path, pack = campaign / "in" / DEPARTMENT, load_pack()
    submission = read_return(path, pack).submission
    assert submission is not None
    there = {record.row: record for record in submission.tables["narrative"]}
    there |= {row: Record("312", row, {"text": text}) for row, text in texts.items()}
    order = [line.code for line in pack.form("narrative").table.lines]
    records = tuple(there[row] for row in order if row in there and there[row].values["text"])
    tables = {**submission.tables, "narrative": records}
    write_workbook(path, pack, replace(submission, tables=tables))


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example, consolidated."""
    folder = tmp_path_factory.mktemp("publish") / "2020"
    run("init", folder, "--example", "pingxiang-2020")
    run("consolidate", "-C", folder)
    return folder


@pytest.fixture
def campaign(consolidated: Path, tmp_path: Path) -> Path:
    """Return a copy of it to work in."""
    return shutil.copytree(consolidated, tmp_path / "2020")


def test_a_draft_is_proved_and_not_final(campaign: Path) -> None:
    """All that can be proved before it is written is, and two signatures are missing."""
    found = published(campaign)
    assert messages(found, "findings") == []
    assert {proof["name"]: proof["state"] for proof in found["proofs"]} == dict.fromkeys(
        ("page", "text", "tables", "secrets", "numbers", "arithmetic", "repeat", "manifest"),
        "proved",
    )
    assert messages(found) == ["XL-208", "XL-208"]
    folder = campaign / PUBLIC / DRAFT
    assert {path.name for path in folder.iterdir()} == {DOCUMENT, TABLES}
    assert len(list((campaign / REVIEWS).iterdir())) == 2


def test_two_people_sign_and_the_number_stays(campaign: Path) -> None:
    """The signing loop of docs/publishing.md, with each way to go wrong on it."""
    number = published(campaign)["number"]
    assert messages(published(campaign, "--final", code=1)) == ["XL-208", "XL-208"]
    narrative(campaign, secrecy_review=f"{FIRST} {number}", approval=f"{SECOND} 1111-2222")
    assert messages(published(campaign, "--final", code=1)) == ["XL-208"]
    narrative(campaign, secrecy_review=f"{FIRST} {number}", approval=f"{FIRST} {number}")
    assert messages(published(campaign, "--final", code=1)) == ["XL-208"]
    assert not (campaign / PUBLIC / FINAL).exists()
    narrative(campaign, secrecy_review=f"{FIRST} {number}", approval=f"{number}{SECOND}")
    found = published(campaign, "--final")
    assert (found["number"], found["final"], found["missing"]) == (number, True, [])
    assert {path.name for path in (campaign / PUBLIC / FINAL).iterdir()} == {DOCUMENT, TABLES}


def test_what_changes_after_signing_is_a_draft_again(campaign: Path) -> None:
    """One word of a reason makes another number, and the signatures are of the old one."""
    number = published(campaign)["number"]
    signed = {"secrecy_review": f"{FIRST} {number}", "approval": f"{SECOND} {number}"}
    narrative(campaign, **signed, why_project="主要是比上年减少基础设施项目支出")
    found = published(campaign, "--final", code=1)
    assert found["number"] != number
    assert messages(found) == ["XL-208", "XL-208"]


def test_an_edition_is_corrected(campaign: Path) -> None:
    """A new number, the old one named, a reason; the old edition is kept."""
    old = published(campaign)["number"]
    narrative(campaign, secrecy_review=f"{FIRST} {old}", approval=f"{SECOND} {old}")
    published(campaign, "--final")
    narrative(campaign, why_project="主要是比上年减少基础设施项目支出")
    new = published(campaign)["number"]
    signed = {"secrecy_review": f"{FIRST} {new}", "approval": f"{SECOND} {new}"}
    narrative(campaign, **signed)
    assert messages(published(campaign, "--final", code=1)) == ["XL-209", "XL-209"]
    narrative(campaign, **signed, corrects=old, correction_reason="原因有误")
    assert published(campaign, "--final")["number"] == new
    kept = campaign / PUBLIC / f"{FINAL}-已更正-{old}"
    assert {path.name for path in kept.iterdir()} == {DOCUMENT, TABLES}


def test_a_forced_workbook_gives_a_forced_draft_only(campaign: Path) -> None:
    """Without --force nothing is written; with it every page says that there are errors."""
    (campaign / "in" / "312006-交警队-2020.xlsx").unlink()
    run("consolidate", "-C", campaign, "--force")
    found = published(campaign, code=1)
    assert set(messages(found, "findings")) == {"XL-207", "XL-235"}
    assert not (campaign / PUBLIC).exists()
    found = published(campaign, "--force", code=1)
    assert found["folder"] is not None
    assert published(campaign, "--final", "--force", code=1)["folder"] is None


def test_a_later_return_is_told(campaign: Path) -> None:
    """A return that came after the consolidation is not in the workbook."""
    path, pack = campaign / "in" / "312006-交警队-2020.xlsx", load_pack()
    submission = read_return(path, pack).submission
    assert submission is not None
    first, *others = submission.tables["three_public"]
    changed = replace(first, values={**first.values, "reason": "更正后的原因"})
    tables = {**submission.tables, "three_public": (changed, *others)}
    write_workbook(path, pack, replace(submission, tables=tables))
    found = published(campaign, code=1)
    assert messages(found, "findings") == ["XL-207"]


def test_a_text_that_was_not_consolidated_is_told(campaign: Path) -> None:
    """The department's own workbook changed after the consolidation: its old text is not final."""
    type_narrative(campaign, why_project="改过的原因")
    assert messages(published(campaign, code=1), "findings") == ["XL-207"]


def test_without_a_workbook_the_next_step_is_told(tmp_path: Path) -> None:
    """Nothing was consolidated yet: exit code 2, and which command comes first."""
    run("init", tmp_path / "2020", "--example", "pingxiang-2020")
    result = CliRunner().invoke(app, ["publish", "-C", str(tmp_path / "2020")])
    assert result.exit_code in {1, 2}
    assert "xltool consolidate" in str(result.exception) + result.output


def test_what_leaks_is_told_by_its_row_and_never_written(campaign: Path) -> None:
    """A withheld name in a reason: which row, in which file; no message and no file has it."""
    secrets = withheld_names(campaign)
    name = secrets[4]
    narrative(campaign, why_project=f"主要是{name}减少")
    result = CliRunner().invoke(app, ["publish", "-C", str(campaign), "--force"])
    assert result.exit_code == 1
    assert "公开审定第 5 行的项目" in result.stdout
    assert not any(secret in result.output for secret in secrets)
    assert not (campaign / PUBLIC).exists()
    found = published(campaign, code=1)
    assert {each["rule"] for each in found["findings"] if each["severity"] == "error"} == {"XL-231"}


def withheld_names(campaign: Path) -> list[str]:
    """Return the names of the withheld projects, in the order of their decisions."""
    submission = read_return(campaign / "in" / DEPARTMENT, load_pack()).submission
    assert submission is not None
    records = submission.tables["decisions"]
    return [str(record.values["project"]) for record in records]


def test_nothing_withheld_is_said_or_kept(campaign: Path) -> None:
    """Neither on the screen, nor in the review, the manifest, the public files or left beside."""
    before = {path for path in campaign.rglob("*") if path.is_file()}
    text = run("publish", "-C", campaign)
    for secret in withheld_names(campaign):
        assert secret not in text
        for path in campaign.rglob("*"):
            if path.is_file() and path not in before:
                assert secret not in path.name
                assert secret.encode() not in path.read_bytes()
    assert not [path for path in campaign.rglob("*") if path.name.startswith(files.PREFIX)]


def test_any_machine_makes_the_same_bytes(campaign: Path, tmp_path: Path) -> None:
    """Other locale, time zone, home, hash seed and folder: the same files and the same number."""
    made = []
    for seed, zone, locale in (("1", "UTC", "C"), ("77", "Asia/Shanghai", "C.UTF-8")):
        own = shutil.copytree(campaign, tmp_path / seed / "2020")
        there = {
            "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "HOME": str(tmp_path / seed),
            "PYTHONUTF8": "1",
        }  # fmt: skip
        done = published_alone(own, there)
        assert done.returncode == 0, done.stderr
        folder = own / PUBLIC / DRAFT
        made.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert made[0] == made[1]
    assert set(made[0]) == {DOCUMENT, TABLES}


KILLED = """
import os, sys
from xltool import files
count, at = 0, int(sys.argv[1])
def killing(real):
    def call(*arguments):
        global count
        count += 1
        if count == at:
            os._exit(9)
        return real(*arguments)
    return call
for name in ("write", "move", "sync"):
    setattr(files, name, killing(getattr(files, name)))
sys.argv = ["xltool", "publish", "-C", sys.argv[2]]
from xltool.__main__ import main
main()
"""


@pytest.mark.parametrize("at", [2, 5, 7, 9, 11])
def test_a_kill_leaves_no_half_edition(campaign: Path, at: int) -> None:
    """Whichever write it dies at: no draft or a whole one; the next run writes it and sweeps."""
    command = [sys.executable, "-c", KILLED, str(at), str(campaign)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 9, done.stderr
    folder = campaign / PUBLIC / DRAFT
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    assert there in (set(), {DOCUMENT, TABLES})
    published(campaign)
    assert {path.name for path in folder.iterdir()} == {DOCUMENT, TABLES}
    assert not [path for path in campaign.rglob("*") if path.name.startswith(files.PREFIX)]


def published_alone(
    campaign: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Publish in a process of its own."""
    command = [sys.executable, "-m", "xltool", "publish", "-C", str(campaign)]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


def test_a_pdf_is_proved_with_the_others(campaign: Path) -> None:
    """It is a third file, and the number is that of document and tables."""
    number = published(campaign)["number"]
    found = published(campaign, "--pdf")
    assert found["number"] == number
    assert messages(found, "findings") == []
    counts = {proof["name"]: proof["counts"] for proof in found["proofs"]}
    assert counts["secrets"]["files"] == 3
    assert counts["text"]["numerals"] == 68


def test_another_text_of_the_pack(campaign: Path) -> None:
    """One note per table: the same figures and proofs, other sentences, another number."""
    number = published(campaign)["number"]
    found = published(campaign, "--text", "table_notes.txt")
    assert found["number"] != number
    assert messages(found, "findings") == []
    assert {proof["state"] for proof in found["proofs"]} == {"proved"}


def test_the_campaign_has_a_text_of_its_own(campaign: Path) -> None:
    """Its ``disclosure.txt`` is used and named; a mistake in it is told by line."""
    own = campaign / "disclosure.txt"
    text = (load_pack().folder / "templates" / "disclosure.txt").read_text("utf-8")
    own.write_text(text.replace("{.total}", "{.totl}", 1), encoding="utf-8")
    found = published(campaign, code=1)
    assert messages(found, "findings")[0] == "XL-201"
    assert "disclosure.txt:" in found["findings"][0]["place"]
