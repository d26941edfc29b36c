"""Build the example: the budget of ``pingxiang-2020``, carried out to the cent, as final accounts.

What both packs print is taken from the facts of that example, the division by function and economic
classification from ``hebei-2020``. Published tables have typed totals, so these are added here.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HERE = Path(__file__).resolve().parent
ORIGIN = HERE.parent / "pingxiang-2020"
SPLIT = HERE.parent / "hebei-2020" / "split.csv"
CODES = HERE.parent.parent / "packs" / "final-accounts" / "schemas" / "codes"
ENTITIES = ("312002", "312005", "312006")
HEADER = (
    "entity", "period", "form", "table", "row", "label", "column", "value",
    "sheet", "cell", "source",
)  # fmt: skip
LEVELS = (3, 5, 7)
"""How many digits the codes of 类, 款 and 项 have."""
PERSONNEL = ("301", "303")
"""The economic classes of 人员经费; all others are 公用经费."""

Row = dict[str, str]
Cell = tuple[str, str, str]
"""Form, line and column."""


def read(path: Path) -> list[Row]:
    """Read one CSV table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published(origin: list[Row], form: str) -> Mapping[str, Decimal]:
    """Return this year's figures of a statement of the other example, by line."""
    return {
        row["row"]: Decimal(row["value"])
        for row in origin
        if row["form"] == form and row["column"] == "current"
    }


def added(amounts: Iterable[tuple[tuple[str, ...], Decimal]]) -> Mapping[tuple[str, ...], Decimal]:
    """Return the sum of the amounts of each key."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for key, value in amounts:
        sums[key] += value
    return sums


def spent(entity: str) -> Mapping[tuple[str, ...], Decimal]:
    """Return what an entity spends by line of the tree, the lines above it too, and column."""
    rows = [row for row in read(SPLIT) if row["form"] == "general" and row[entity]]
    return added(
        ((code, column), Decimal(row[entity]))
        for row in rows
        for code in ("total", *(row["line"][:digits] for digits in LEVELS))
        for column in ("total", row["column"])
    )


def economic(entity: str) -> Mapping[tuple[str, ...], Decimal]:
    """Return basic spending by economic code, the classes and both sums too."""
    rows = [row for row in read(SPLIT) if row["form"] == "basic" and row[entity]]
    return added(
        ((code,), Decimal(row[entity]))
        for row in rows
        for group in ["personnel" if row["line"][:3] in PERSONNEL else "public"]
        for code in (group, row["line"][:3], row["line"])
    )


def statements(entity: str, origin: list[Row]) -> Iterator[tuple[Cell, Decimal]]:
    """Yield each figure of the nine tables."""
    functions = spent(entity)
    whole = functions["total", "total"]
    classes = {code: value for (code, column), value in functions.items()
               if column == "total" and len(code) == LEVELS[0]}  # fmt: skip
    for line in ("in_general", "in_year", "in_total", "out_year", "out_total"):
        yield ("accounts", line, "amount"), whole
    yield from ((("accounts", code, "amount"), value) for code, value in classes.items())
    for (code, column), value in functions.items():
        if column == "total":
            yield ("income", code, "total"), value
            yield ("income", code, "fiscal"), value
        yield ("spending", code, column), value
        yield ("general", code, column), value
    for line in ("in_general", "in_year", "in_total"):
        yield ("fiscal", line, "amount"), whole
    for line, value in {**classes, "out_year": whole, "out_total": whole}.items():
        yield ("fiscal", line, "total"), value
        yield ("fiscal", line, "general"), value
    yield from ((("basic", code, "amount"), value) for (code,), value in economic(entity).items())
    public = published(origin, "three_public")
    cars = public["vehicle_purchase"] + public["vehicle_running"]
    figures = {
        "total": public["abroad"] + cars + public["reception"], "abroad": public["abroad"],
        "cars": cars, "buy": public["vehicle_purchase"], "run": public["vehicle_running"],
        "hosts": public["reception"],
    }  # fmt: skip
    for year in "bf":
        for name, value in figures.items():
            yield ("three_public", "unit", f"{name}_{year}"), value


def labels() -> Mapping[str, str]:
    """Return what is printed beside each code; no code stands in two lists with two labels."""
    return {
        row["code"]: row["label"]
        for path in CODES.glob("*.csv")
        for row in read(path)
        if row["label"]
    } | {"total": "合　　计", "in_total": "总计", "out_total": "总计"}


def main() -> None:
    """Write the files of the example."""
    shutil.copyfile(ORIGIN / "entities.csv", HERE / "entities.csv")
    for name in ("projects.csv", "rows.csv"):  # no form here has projects, or rows to be counted
        heading, *_ = (ORIGIN / name).read_text(encoding="utf-8").splitlines()
        (HERE / name).write_text(f"{heading}\n", encoding="utf-8")
    names = labels()
    for entity in ENTITIES:
        origin = read(ORIGIN / "facts" / f"{entity}.csv")
        path = HERE / "facts" / f"{entity}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(HEADER)
            for (form, line, column), value in statements(entity, origin):
                amount = f"{value.normalize():f}"
                row = [entity, "2020", form, form, line, names[line], column, amount, "", "", ""]
                table.writerow(row)
            for form in ("fund", "soe"):
                table.writerow([entity, "2020", form, form, "form", "", "state", "nil", "", "", ""])


if __name__ == "__main__":
    main()
