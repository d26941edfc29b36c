"""What somebody would write with pandas: read each sheet, tidy it, validate, add up, write.

It finds less than xltool: no cell addresses, no masked amounts, no moved rows, no rules between
forms, no formulas in the result; and its figures are binary floats.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import Literal

import pandas as pd
import pandera.pandas as pa

warnings.filterwarnings("ignore", module="openpyxl")

Engine = Literal["openpyxl", "calamine"]
MONEY = pa.Column(float, pa.Check.ge(0), nullable=True)
AMOUNT = pa.Column(float, nullable=True)
NAME = pa.Column(str, nullable=True)
CODES = pd.read_csv(Path(__file__).parents[1] / "schemas" / "codes" / "catalogue.csv", dtype=str)[
    "code"
]

LINES = ["label", "current", "prior", "change", "rate", "reason"]
BUY = [
    "no", "project", "budget", "item", "code", "measure", "quantity", "unit_price",
    "amount", "general", "fund", "soe", "special", "other", "disclosure",
]  # fmt: skip


def _statement(
    sheet: pd.DataFrame, first: int, columns: list[int], names: list[str]
) -> pd.DataFrame:
    table = sheet.iloc[first:, columns].set_axis(names, axis=1).dropna(subset=names[:1])
    for name in names[1:]:
        table[name] = pd.to_numeric(table[name], errors="coerce")
    return table.astype({names[0]: str})


def _income(sheet: pd.DataFrame) -> pd.DataFrame:
    names = ["label", "current", "prior"]
    halves = [_statement(sheet, 5, columns, names) for columns in ([0, 1, 2], [6, 7, 8])]
    return pd.concat(halves)


def _public(sheet: pd.DataFrame) -> pd.DataFrame:
    return _statement(sheet, 4, [0, 1, 2], ["label", "current", "prior"])


def _procurement(sheet: pd.DataFrame) -> pd.DataFrame:
    width = min(len(BUY), sheet.shape[1])
    table = sheet.iloc[6:, :width].set_axis(BUY[:width], axis=1).dropna(subset=["project"])
    for name in set(BUY[:width]) & {"budget", "quantity", "unit_price", *BUY[8:14]}:
        table[name] = pd.to_numeric(table[name], errors="coerce")
    return table.astype({"project": str, "code": str})


def _assets(sheet: pd.DataFrame) -> pd.DataFrame:
    return _statement(sheet, 4, [0, 1, 2], ["label", "quantity", "value"])


def _goals(sheet: pd.DataFrame) -> pd.DataFrame:
    table = sheet.iloc[1:, :6].set_axis(
        ["level1", "level2", "name", "text", "value", "basis"], axis=1
    )
    return table.dropna(subset=["name"]).astype(str)


FORMS = {
    "收支总表": (_income, {"label": NAME, "current": AMOUNT, "prior": AMOUNT}),
    "三公经费": (_public, {"label": NAME, "current": MONEY, "prior": MONEY}),
    "政府采购": (
        _procurement,
        {"project": NAME, "budget": MONEY, "quantity": MONEY,
         "code": pa.Column(str, pa.Check.isin(set(CODES)), nullable=True)},
    ),
    "固定资产": (_assets, {"label": NAME, "quantity": MONEY, "value": MONEY}),
    "绩效目标": (_goals, {"name": NAME, "level2": NAME}),
}  # fmt: skip
SCHEMAS = {name: pa.DataFrameSchema(columns) for name, (_, columns) in FORMS.items()}


def check(path: Path, engine: Engine) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Read and validate the sheets of one workbook; return its tables and what is wrong."""
    tables, problems = {}, []
    for name, (tidy, _) in FORMS.items():
        table = tidy(pd.read_excel(path, sheet_name=name, header=None, engine=engine))
        try:
            SCHEMAS[name].validate(table, lazy=True)
        except pa.errors.SchemaErrors as errors:
            problems += [f"{path.name} {name} {case}" for case in errors.failure_cases["check"]]
        tables[name] = table
    return tables, problems


def main() -> None:
    """Check the workbooks; with ``-o`` add them up and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--engine", default="openpyxl")
    parser.add_argument("-o", type=Path)
    arguments = parser.parse_args()
    read, problems = [], []
    for path in arguments.paths:
        tables, wrong = check(path, arguments.engine)
        read.append(tables)
        problems += wrong
    sys.stderr.write(f"{len(read)} files, {len(problems)} problems\n")
    if arguments.o:
        with pd.ExcelWriter(arguments.o, engine="openpyxl") as book:
            for name in FORMS:
                whole = pd.concat([tables[name] for tables in read], keys=range(len(read)))
                if "label" in whole:
                    whole.groupby("label", sort=False).sum(numeric_only=True).to_excel(
                        book, sheet_name=f"{name}汇总"
                    )
                whole.to_excel(book, sheet_name=name)


if __name__ == "__main__":
    main()
