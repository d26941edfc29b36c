"""Write the example's returned workbooks and the consolidated result from its facts.

``--check`` compares instead of writing, and exits with 1 when a file is stale.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

from xltool.campaign.folder import load_campaign, planned
from xltool.campaign.generate import workbook_name
from xltool.consolidation.consolidate import consolidate, received
from xltool.facts.facts import facts, read_facts, write_facts
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

HERE = Path(__file__).resolve().parent


def write(folder: Path) -> None:
    """Write ``in/*.xlsx``, ``expected/department.xlsx`` and ``.csv`` into ``folder``."""
    campaign, pack = load_campaign(HERE), load_pack()
    submissions = []
    for entity in campaign.reporting():
        tables = read_facts(HERE / "facts" / f"{entity.code}.csv", pack)
        submission, fixed = planned(campaign, pack, entity, tables[entity.code, campaign.period])
        name = workbook_name(entity, campaign.period)
        write_workbook(folder / "in" / name, pack, submission, fixed)
        read = read_return(folder / "in" / name, pack).submission
        submissions += [received(pack, read)] if read else []
    department = consolidate(pack, campaign.entity(campaign.root), submissions)
    target = folder / "expected" / "department.xlsx"
    write_workbook(target, pack, department)
    text = write_facts(facts(pack, department), "csv")
    target.with_suffix(".csv").write_text(text, encoding="utf-8", newline="")


def stale(folder: Path) -> list[str]:
    """Return the names of the files that differ from those in ``folder``."""
    made = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        str(name)
        for name in made
        if not (HERE / name).is_file() or content(HERE / name) != content(folder / name)
    ]


def content(path: Path) -> dict[str, bytes]:
    """Return what a file holds: a workbook by member, since compression differs by machine."""
    if path.suffix != ".xlsx":
        return {path.name: path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main() -> None:
    """Write the files, or with ``--check`` say which are stale."""
    if "--check" not in sys.argv:
        write(HERE)
        return
    with tempfile.TemporaryDirectory() as name:
        write(Path(name))
        if found := stale(Path(name)):
            sys.exit(f"stale, run make example: {', '.join(found)}")


if __name__ == "__main__":
    main()
