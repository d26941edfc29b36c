"""Write the example's returned workbooks and the consolidated result from its facts.

And the table of its README: what xltool says about the returns, each with its reason in
``reasons.csv``.

``--check`` compares instead of writing, and exits with 1 when a file is stale.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.campaign.folder import load_campaign, planned
from xltool.campaign.workbook_names import OWN_FORMS, workbook_name
from xltool.consolidation.consolidate import consolidate, received
from xltool.facts.facts import facts, read_entered_facts, write_facts
from xltool.kinds import SEVERITY_WORDS
from xltool.model.entries import by_sheet
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model.campaign import Campaign
    from xltool.model.entries import Entry
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Pack

HERE = Path(__file__).resolve().parent
HEAD = "| | form | advice | cells | why | 原因 |\n|---|---|---|---|---|---|\n"
"""What the table of the README begins with; it ends at a blank line."""


def write(folder: Path) -> None:
    """Write ``in/*.xlsx``, ``expected/department.xlsx`` and ``.csv``, ``README.md``."""
    campaign, pack = load_campaign(HERE), load_pack()
    root = campaign.entity(campaign.root)
    returns = [entered(campaign, pack, entity, folder) for entity in (*campaign.reporting(), root)]
    *submissions, own = (received(pack, item.submission) for item in returns if item.submission)
    department = consolidate(pack, root, submissions, own)
    target = folder / "expected" / "department.xlsx"
    write_workbook(target, pack, department)
    text = write_facts(facts(pack, department), "csv")
    target.with_suffix(".csv").write_text(text, encoding="utf-8", newline="")
    page = with_advice((HERE / "README.md").read_text(encoding="utf-8"), validate(pack, returns))
    (folder / "README.md").write_text(page, encoding="utf-8", newline="")


def entered(campaign: Campaign, pack: Pack, entity: Entity, folder: Path) -> Return:
    """Write the workbook of one entity from its facts, and read it back."""
    found = read_entered_facts(HERE / "facts" / f"{entity.code}.csv", pack)
    facts_of = found[entity.code, campaign.period]
    submission, fixed = planned(campaign, pack, entity, facts_of.tables, facts_of.nil)
    kind = OWN_FORMS if entity.code == campaign.root else ""
    path = folder / "in" / workbook_name(entity, campaign.period, kind)
    write_workbook(path, pack, submission, fixed)
    return read_return(path, pack)


def with_advice(page: str, returns: Iterable[Return]) -> str:
    """Return the README with its table made anew; stop where advice has no reason."""
    with (HERE / "reasons.csv").open(encoding="utf-8", newline="") as file:
        reasons = {
            (row["rule"], row["states"]): f"{row['why']} | {row['原因']}"
            for row in csv.DictReader(file)
        }
    rows = [(about(entry.finding), row(entry)) for entry in advice(returns)]
    missing = dict.fromkeys(" ".join(key) for key, _ in rows if key not in reasons)
    if missing:
        sys.exit(f"reasons.csv: no reason for {'; '.join(missing)}")
    table = "\n".join(f"{text} {reasons[key]} |" for key, text in rows)
    before, _, rest = page.partition(HEAD)
    after = rest.partition("\n\n")[2]
    return f"{before}{HEAD}{table}\n\n{after}"


def advice(returns: Iterable[Return]) -> Iterator[Entry]:
    """Yield the entries of a report, in its order."""
    for item in returns:
        for group in by_sheet(item.findings).values():
            for entry in group:
                yield from (entry, *entry.related)


def about(finding: Finding) -> tuple[str, str]:
    """Return the rule and what it states: for these the example has a reason."""
    return finding.rule, finding.params.get("zh", finding.message)


def row(entry: Entry) -> str:
    """Return a row of the table up to the reason: whose it is, the form, the rule, the cells."""
    finding = entry.finding
    cells = " ".join(dict.fromkeys(each.cell for each in entry.findings))
    word = SEVERITY_WORDS[finding.severity].zh
    return f"| {finding.entity} | {finding.sheet} | {word} {finding.rule} | {cells} |"


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
