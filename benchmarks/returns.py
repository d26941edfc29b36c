"""Returned workbooks by the thousand: like real ones, each its own, one in twenty with a fault.

The example's three returns, as xltool writes them and as openpyxl and LibreOffice save them again,
under the names of N entities, with project names of their own. The same N gives the same files.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import openpyxl

from xltool.campaign.folder import examples, load_campaign, planned
from xltool.facts.facts import read_entered_facts
from xltool.identity import id_line, meta_rows, serial
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity, Pack
from xltool.model.submission import Tables
from xltool.pack.load import load_pack
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from xltool.model.submission import Submission

PERIOD = "2020"
EVERY = 20
"""One return in so many has a fault."""
ROOT = Entity("9", "某县（部门）", "某县")
NOBODY = Entity("XQ9Z7", "占位单位全称", "占位单位", "9", "行政", "正科级", "财政拨款")
"""Whose texts stand in a base; they are nobody else's."""

Fault = Callable[[Tables], Tables]


def _set(table: str, row: str, column: str, value: Decimal | str) -> Fault:
    def fault(tables: Tables) -> Tables:
        records = tuple(
            replace(record, values={**record.values, column: value})
            if record.row == row
            else record
            for record in tables[table]
        )
        return {**tables, table: records}

    return fault


FAULTS: Mapping[str, Fault] = {
    "XL-143": _set("procurement", "1", "budget", Decimal(-5)),
    "R25": _set("procurement", "2", "code", "Z99999"),
    "XL-112": _set("income_expenditure", "personnel", "current", "约九百"),
    "R21": _set("procurement", "3", "quantity", Decimal(977)),
    "R1": _set("income_expenditure", "personnel", "current", Decimal("1.11")),
}
"""What is done to a return, by the rule that it breaks."""


@dataclass(frozen=True)
class Base:
    """One workbook that many are made of: its parts, and what it says."""

    parts: Mapping[str, str]
    submission: Submission
    fault: str = ""


def entity_of(number: int) -> Entity:
    """Return the entity with a number, counted from 0."""
    code = f"9{number + 1:05d}"
    return Entity(code, f"某县第{number + 1}单位", f"单位{number + 1}", "9", *astuple(NOBODY)[4:])


def make(folder: Path, count: int, *, office: bool = True, every: int = EVERY) -> dict[str, str]:
    """Make a campaign with ``count`` returns in ``folder``; return the faults by file name.

    One in ``every`` has a fault; without ``office`` none was saved by LibreOffice.
    """
    pack = load_pack()
    (folder / "in").mkdir(parents=True)
    _campaign(folder, count)
    with tempfile.TemporaryDirectory() as place:
        clean = list(_clean(pack, Path(place), office=office))
        bad = [_base(pack, Path(place), "312006", name, "ours") for name in FAULTS]
    faults: dict[str, str] = {}
    for number in range(count):
        base = clean[number % len(clean)]
        if number % every == every - 1:
            base = bad[number // every % len(bad)]
        name = f"{entity_of(number).code}.xlsx"
        _write(folder / "in" / name, pack, base, number)
        if base.fault:
            faults[name] = base.fault
    return faults


def _campaign(folder: Path, count: int) -> None:
    text = f'title = "某县部门预算"\nperiod = "{PERIOD}"\nentity = "{ROOT.code}"\n'
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    with (folder / "entities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Entity)])
        writer.writerows(astuple(each) for each in (ROOT, *map(entity_of, range(count))))


def _clean(pack: Pack, place: Path, *, office: bool) -> Iterator[Base]:
    dialects = ("ours", "openpyxl", "office") if office else ("ours", "openpyxl")
    for code in ("312002", "312005", "312006"):
        for dialect in dialects:
            yield _base(pack, place, code, "", dialect)


def _base(pack: Pack, place: Path, code: str, fault: str, dialect: str) -> Base:
    campaign = load_campaign(examples() / "pingxiang-2020")
    entered = read_entered_facts(campaign.folder / "facts" / f"{code}.csv", pack)[code, PERIOD]
    tables = FAULTS[fault](entered.tables) if fault else entered.tables
    everybody = replace(campaign, projects={})
    whole, fixed = planned(everybody, pack, NOBODY, _renamed(tables), entered.nil)
    path = place / f"{code}-{dialect}.xlsx"
    write_workbook(path, pack, whole, fixed)
    if dialect == "openpyxl":
        openpyxl.load_workbook(path).save(path)
    elif dialect == "office":
        path = _through_office(path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    return Base(parts, whole, fault)


def _renamed(tables: Tables) -> Tables:
    return {
        table: tuple(replace(record, entity=NOBODY.code) for record in records)
        for table, records in tables.items()
    }


def _through_office(path: Path) -> Path:
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed"
    out = path.parent / "office"
    command = [program, f"-env:UserInstallation={path.parent.as_uri()}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", out, path], check=True, capture_output=True
    )
    return out / path.name


def _write(path: Path, pack: Pack, base: Base, number: int) -> None:
    """Write a base as the return of an entity."""
    pairs = {escape(old): escape(new) for old, new in _pairs(pack, base.submission, number)}
    longest = sorted(pairs, key=len, reverse=True)
    any_old = re.compile("|".join(map(re.escape, longest)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in base.parts.items():
            member = zipfile.ZipInfo(name, (2020, 10, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, any_old.sub(lambda found: pairs[found[0]], text))


def _pairs(pack: Pack, whole: Submission, number: int) -> Iterator[tuple[str, str]]:
    """Yield each text that names nobody, or a project, and what it is for an entity."""
    own = _own(whole, entity_of(number))
    before, after = serial(pack, whole), serial(pack, own)
    for form in whole.extents:
        lines = (
            id_line(pack, pack.form(form), each, copy).text()
            for each, copy in ((whole, before), (own, after))
        )
        yield next(lines), next(lines)
    yield from zip(_meta(pack, whole, before), _meta(pack, own, after), strict=True)
    yield before, after
    yield from zip(astuple(NOBODY)[:3], astuple(own.entity)[:3], strict=True)
    for project in _projects(whole):
        yield project, f"{project}{number + 1}号"


def _projects(whole: Submission) -> set[str]:
    names = (
        r.values.get("project") for t in ("procurement", "performance") for r in whole.tables[t]
    )
    return {name for name in names if isinstance(name, str) and "*" not in name}


def _own(whole: Submission, entity: Entity) -> Submission:
    tables = {
        table: tuple(replace(record, entity=entity.code) for record in records)
        for table, records in whole.tables.items()
    }
    extents = {
        form: replace(
            extent,
            entity=entity,
            sections=tuple(replace(s, entity=entity) for s in extent.sections),
        )
        for form, extent in whole.extents.items()
    }
    return replace(whole, entity=entity, tables=tables, extents=extents)


def _meta(pack: Pack, whole: Submission, number: str) -> list[str]:
    digests = {
        (whole.entity.code, form): lay_out(pack.form(form), extent).digest()
        for form, extent in whole.extents.items()
    }
    rows = meta_rows(pack, whole, number, digests)
    long = [text for row in rows for text in row if len(text) > len(PERIOD) + 4]
    return [text for text in long if not text.startswith(pack.id)]


def main() -> None:
    """Make the returns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    arguments = parser.parse_args()
    make(arguments.folder, arguments.count, office=shutil.which("soffice") is not None)


if __name__ == "__main__":
    main()
