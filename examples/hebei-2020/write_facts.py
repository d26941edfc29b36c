"""Build the example: the figures of ``pingxiang-2020`` as the nine tables of a Hebei budget.

What both packs print is taken from the facts of that example. The nine tables divide it by function
and by economic classification; ``split.csv`` says how. Out of these come ``entities.csv``,
``projects.csv``, ``rows.csv`` and ``facts/<entity>.csv``. What does not add up is told, and stops.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).resolve().parent
ORIGIN = HERE.parent / "pingxiang-2020"
CODES = HERE.parent.parent / "packs" / "hebei-budget" / "schemas" / "codes"
ENTITIES = ("312002", "312005", "312006")
TAKEN = ("procurement", "fixed_assets", "performance")
HEADER = (
    "entity", "period", "form", "table", "row", "label", "column", "value",
    "sheet", "cell", "source",
)  # fmt: skip
CLASS = 3
"""How many digits the code of a class 类 has."""
LINE = 7
"""How many digits the code of a line 项 has."""

Row = dict[str, str]
Cell = tuple[str, str, str]
"""Form, line and column."""


def read(path: Path) -> list[Row]:
    """Read one CSV table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def labels() -> Mapping[str, str]:
    """Return what is printed beside each code; no code stands in two lists with two labels."""
    return {
        row["code"]: row["label"]
        for path in CODES.glob("*.csv")
        for row in read(path)
        if row["label"]
    }


def published(origin: list[Row], form: str) -> Mapping[str, Decimal]:
    """Return this year's figures of a statement of the other example, by line."""
    return {
        row["row"]: Decimal(row["value"])
        for row in origin
        if row["form"] == form and row["column"] == "current"
    }


def by_function(entity: str, digits: int) -> Mapping[str, Decimal]:
    """Return what one entity spends on each function, by so many digits of its code."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in read(HERE / "split.csv"):
        if row["form"] == "general":
            sums[row["line"][:digits]] += Decimal(row[entity] or 0)
    return {code: value for code, value in sums.items() if value}


def statements(entity: str, origin: list[Row]) -> Iterator[tuple[Cell, Decimal]]:
    """Yield each figure of the nine tables that one entity enters."""
    classes = by_function(entity, CLASS)
    for line, value in published(origin, "income_expenditure").items():
        if line.startswith("income_"):
            yield ("balance", line, "amount"), value
    yield from ((("balance", code, "amount"), value) for code, value in classes.items())
    for code, value in by_function(entity, LINE).items():
        yield ("income", code, "general"), value
    yield ("fiscal", "income_general", "amount"), sum(classes.values(), Decimal(0))
    yield from ((("fiscal", code, "general"), value) for code, value in classes.items())
    for row in read(HERE / "split.csv"):
        forms = ("spending", "general") if row["form"] == "general" else (row["form"],)
        for form in forms if row[entity] else ():
            yield (form, row["line"], row["column"]), Decimal(row[entity])
    for line, value in published(origin, "three_public").items():
        yield ("three_public", line, "general"), value


def differences(entity: str, origin: list[Row]) -> Iterator[str]:
    """Tell what the split does not divide to the cent."""
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for (form, _, column), value in statements(entity, origin):
        if form in {"general", "basic"}:
            parts[column] += value
    whole = dict(published(origin, "income_expenditure"))
    whole["basic"] = whole["personnel"] + whole["public"]
    for column, value in parts.items():
        if value != whole[column]:
            yield f"{entity} {column}: {value} is split, not {whole[column]}"


def facts(entity: str, origin: list[Row]) -> Iterator[list[str]]:
    """Yield all that one entity enters; what is blank is left out."""
    names = labels()
    for (form, line, column), value in statements(entity, origin):
        yield [
            entity,
            "2020",
            form,
            form,
            line,
            names[line],
            column,
            f"{value.normalize():f}",
            "",
            "",
            "",
        ]
    for form in ("fund", "soe"):
        yield [entity, "2020", form, form, "form", "", "state", "nil", "", "", ""]
    yield from (list(row.values()) for row in origin if row["form"] in TAKEN)


def main() -> None:
    """Write the files of the example."""
    for name in ("entities.csv", "projects.csv", "rows.csv"):
        shutil.copyfile(ORIGIN / name, HERE / name)
    (HERE / "facts").mkdir(exist_ok=True)
    wrong: list[str] = []
    for entity in ENTITIES:
        origin = read(ORIGIN / "facts" / f"{entity}.csv")
        wrong += differences(entity, origin)
        path = HERE / "facts" / f"{entity}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(HEADER)
            table.writerows(facts(entity, origin))
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
