"""What the example gives, as digests: whoever changes an output without meaning to is told.

``python -m tests.digests`` writes ``digests.json`` again; the commit that does so says why.
A workbook counts by its members, for compression differs by machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from typer.testing import CliRunner

from tests.corpus.book import Book, inline, number
from tests.corpus.shifting import delete_rows
from xltool.cli.app import app

RECORDED: Final = Path(__file__).with_name("digests.json")
POLICE, JAIL, TRAFFIC = (
    "312002-公安局-2020.xlsx", "312005-看守所-2020.xlsx", "312006-交警队-2020.xlsx",
)  # fmt: skip
WRITTEN_AT: Final = 1_600_000_000
"""When each return was last written, in seconds: it stands on 来源 of a consolidated workbook."""
MADE_AT: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}")
"""When a page was made."""


def outputs(folder: Path) -> dict[str, str]:
    """Run the round on the example in ``folder``; return the digest of each output by its name."""
    _run(folder, "init", "campaign", "--example", "pingxiang-2020")
    campaign = folder / "campaign"
    shutil.copytree(campaign, folder / "wrong")
    _spoil(folder / "wrong" / "in")
    for path in folder.glob("*/in/*.xlsx"):
        os.utime(path, (WRITTEN_AT, WRITTEN_AT))
    facts = [text for path in sorted(campaign.glob("facts/*.csv")) for text in ("--data", path)]
    _run(folder, "generate", "-C", "campaign")
    found = _files(campaign / "out", "blank")
    _run(folder, "generate", "-C", "campaign", *facts)
    found |= _files(campaign / "out", "filled")
    _run(folder, "consolidate", "-C", "campaign", "-o", "department.xlsx")
    _run(folder, "consolidate", "-C", "wrong", "-o", "forced.xlsx", "--force")
    _run(folder, "check", "-C", "wrong", "--reissue", "back")
    _run(folder, "check", "-C", "wrong", "--format", "html", "-o", "report.html")
    found |= _files(folder / "back", "reissued")
    found |= {path.name: _digest(path) for path in sorted(folder.glob("*.*"))}
    return found | _said(folder)


def _spoil(returned: Path) -> None:
    """Make mistakes of several kinds in the returns."""
    police = Book((returned / POLICE).read_bytes())
    delete_rows(police, "三公经费", 9)
    (returned / POLICE).write_bytes(police.data())
    jail = Book((returned / JAIL).read_bytes())
    jail.cell("收支总表!B15", number(397.95)).cell("收支总表!H9", number(186.5))
    jail.type("固定资产!B8", "2辆").type("固定资产!C9", "***")
    (returned / JAIL).write_bytes(jail.data())
    traffic = Book((returned / TRAFFIC).read_bytes())
    traffic.type("政府采购!G15", "2辆").type("政府采购!E9", "X99").type("政府采购!B9", "**")
    traffic.cell("政府采购!H17", number(1.005)).cell("收支总表!F6", inline("=1+1"))
    (returned / TRAFFIC).write_bytes(traffic.data())


def _said(folder: Path) -> dict[str, str]:
    """Return what commands print as data or as text."""
    commands = {
        "check.json": ("check", "-C", "wrong", "--format", "json"),
        "check.zh": ("check", "-C", "wrong", "--lang", "zh"),
        "check.en": ("check", "-C", "wrong", "--lang", "en"),
        "rules.json": ("rules", "--format", "json"),
        "rules.zh": ("rules", "--lang", "zh"),
        "explain.en": ("explain", "R24", "--lang", "en"),
        "forms.json": ("forms", "--format", "json"),
        "extract.csv": ("extract", "department.xlsx"),
        "extract.json": ("extract", "forced.xlsx", "--format", "json"),
        "trace.json": ("extract", "department.xlsx", "--trace", "--format", "json"),
        "compare.json": ("compare", "-C", "campaign", "--format", "json"),
    }
    return {name: _sha256(_run(folder, *words).encode()) for name, words in commands.items()}


def _run(folder: Path, *words: object) -> str:
    here = Path.cwd()
    os.chdir(folder)
    try:
        found = CliRunner().invoke(app, [str(word) for word in words])
    finally:
        os.chdir(here)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code in {0, 1}, found.output
    return found.stdout


def _files(folder: Path, kind: str) -> dict[str, str]:
    return {f"{kind}/{path.name}": _digest(path) for path in sorted(folder.iterdir())}


def _digest(path: Path) -> str:
    if path.suffix in {".xlsx", ".zip"}:
        with ZipFile(path) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
        if path.suffix == ".zip":  # a workbook of its own, compressed again
            parts = [(name, data) for name, data in parts if not name.endswith(".xlsx")]
        return _sha256(b"".join(name.encode() + b"\0" + data for name, data in parts))
    return _sha256(MADE_AT.sub("", path.read_text(encoding="utf-8")).encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def made() -> dict[str, str]:
    """Return the digests of what is made now, with the clock of Greenwich."""
    zone = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        with tempfile.TemporaryDirectory() as name:
            return outputs(Path(name))
    finally:
        os.environ.pop("TZ")
        if zone is not None:
            os.environ["TZ"] = zone
        time.tzset()


if __name__ == "__main__":
    text = json.dumps(made(), ensure_ascii=False, indent=1, sort_keys=True)
    sys.stdout.write(f"{RECORDED}\n")
    RECORDED.write_text(text + "\n", encoding="utf-8")
