"""Facts as Parquet: exact, typed, complete, and found again in the files that they came from."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.test_startup import started
from xltool.campaign.department import build
from xltool.campaign.folder import load_campaign
from xltool.cli.app import app
from xltool.errors import XltoolError
from xltool.facts.facts import facts
from xltool.facts.parquet import AFTER, BEFORE, ParquetFolder
from xltool.model.submission import Key, Record
from xltool.reading.read import read_return
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

Found = dict[tuple[str, Key], str]
"""Values as text, by who handed them in and where they stand."""
BUY: Final = "procurement"


def told(pack: Pack, submissions: Sequence[Submission]) -> Found:
    """Return the facts of the submissions."""
    return {
        (whole.entity.code, Key(fact.table, fact.entity, fact.row, fact.column)): fact.value
        for whole in submissions
        for fact in facts(pack, whole)
    }


def held(folder: Path) -> Found:
    """Return what the files of a folder hold."""
    found: Found = {}
    for path in sorted(folder.iterdir()):
        for row in pq.read_table(path).to_pylist():
            place = Key(path.stem, row["entity"], row["row"], "")
            texts = json.loads(row["text"] or "{}")
            values = {name: row[name] for name in row if name not in {*BEFORE, *AFTER}}
            for name, value in {**values, **texts}.items():
                if value is not None:
                    text = decimal_text(value.normalize() if isinstance(value, Decimal) else value)
                    found[row["submission"], place._replace(column=name)] = text
    return found


@pytest.fixture(scope="module")
def read(pack: Pack, returned: Mapping[str, Path], department: Path) -> list[Submission]:
    """The submissions of three returns and of a department."""
    found = [read_return(path, pack).submission for path in (*returned.values(), department)]
    return [submission for submission in found if submission]


@pytest.fixture(scope="module")
def folder(pack: Pack, read: list[Submission], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Parquet files of the submissions."""
    made = tmp_path_factory.mktemp("facts")
    with ParquetFolder(pack, made) as files:
        for submission in read:
            files.add(submission)
    return made


def test_every_fact_is_there(pack: Pack, read: list[Submission], folder: Path) -> None:
    """The files hold the facts that ``extract`` writes as CSV, each value as it is."""
    assert held(folder) == told(pack, read)


def test_there_is_a_file_for_each_table(pack: Pack, folder: Path) -> None:
    """Also for those without a row, so that a query need not ask; nothing else stands there."""
    tables = {f"{table.id}.parquet" for _, table in pack.tables()}
    assert {path.name for path in folder.iterdir()} == tables


def test_columns_are_typed(pack: Pack, folder: Path) -> None:
    """Numbers are decimals, all else is text."""
    for _, table in pack.tables():
        schema = pq.read_schema(folder / f"{table.id}.parquet")
        kinds = {column.id: column.kind.numeric for column in table.columns}
        for field in schema:
            number = kinds.get(field.name, False)
            assert field.type == (pa.decimal128(38, 6) if number else pa.string()), field.name


def test_duckdb_adds_exactly(read: list[Submission], folder: Path) -> None:
    """A sum in SQL is the total that the forms calculate, to the last digit."""
    query = (
        "select submission, sum(amount) filter (where row != 'total'),"
        " sum(amount) filter (where row = 'total' and entity = submission)"
        " from read_parquet(?) where amount is not null group by 1 order by 1"
    )
    sums = duckdb.execute(query, [str(folder / f"{BUY}.parquet")]).fetchall()
    assert [code for code, *_ in sums] == sorted({"312", "312002", "312006"})
    assert [total for _, total, _ in sums] == [total for *_, total in sums]
    assert len(read) == 4


def test_pandas_reads_decimals(folder: Path) -> None:
    """Pandas gets decimals and texts, no floats."""
    data = pd.read_parquet(folder / f"{BUY}.parquet", dtype_backend="pyarrow")
    assert str(data["budget"].dtype) == "decimal128(38, 6)[pyarrow]"
    assert (data["period"] == "2020").all()


def test_rows_lead_to_their_file(pack: Pack, returned: Mapping[str, Path], tmp_path: Path) -> None:
    """Each row names file, checksum, sheet and its first cell with a value."""
    item = read_return(returned["312002"], pack)
    assert item.submission
    assert item.submission.origin
    with ParquetFolder(pack, tmp_path) as files:
        files.add(item.submission)
    row = pq.read_table(tmp_path / f"{BUY}.parquet").to_pylist()[1]
    there = next(f for f in facts(pack, item.submission) if (f.table, f.row) == (BUY, row["row"]))
    assert (row["sheet"], row["cell"]) == (there.sheet, there.cell)
    assert row["source"] == str(returned["312002"])
    assert row["sha256"] == item.submission.origin.sha256


def test_what_is_no_number_is_kept(
    pack: Pack, submissions: Mapping[str, Submission], tmp_path: Path
) -> None:
    """A mask, and a number of more places than the column has, stand beside it as text."""
    values: dict[str, Value] = {"project": "甲", "budget": "**", "quantity": Decimal("0.0000001")}
    whole = replace(submissions["312005"], tables={BUY: (Record("312005", "1", values),)})
    with ParquetFolder(pack, tmp_path) as files:
        files.add(whole)
    row = pq.read_table(tmp_path / f"{BUY}.parquet").to_pylist()[-1]
    assert (row["budget"], row["quantity"]) == (None, None)
    assert json.loads(row["text"]) == {"budget": "**", "quantity": "0.0000001"}


def test_failure_leaves_nothing(pack: Pack, read: list[Submission], tmp_path: Path) -> None:
    """Files become visible together, or not at all; what stood there stays."""
    (tmp_path / f"{BUY}.parquet").write_text("before")

    def stop() -> None:
        with ParquetFolder(pack, tmp_path) as files:
            files.add(read[0])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stop()
    assert [path.name for path in tmp_path.iterdir()] == [f"{BUY}.parquet"]
    assert (tmp_path / f"{BUY}.parquet").read_text() == "before"


def test_extract_writes_a_folder(returned: Mapping[str, Path], tmp_path: Path) -> None:
    """``extract --format parquet -o DIR`` holds what the CSV of the same files holds."""
    paths = [str(path) for path in returned.values()]
    found = CliRunner().invoke(
        app, ["extract", *paths, "--format", "parquet", "-o", str(tmp_path / "facts")]
    )
    assert (found.exit_code, found.stdout) == (0, "")
    lines = csv.DictReader(io.StringIO(CliRunner().invoke(app, ["extract", *paths]).stdout))
    values = {
        (line["entity"], Key(line["table"], line["entity"], line["row"], line["column"])):
        line["value"]
        for line in lines
    }  # fmt: skip
    assert held(tmp_path / "facts") == values


@pytest.mark.parametrize("options", [[], ["-o", "here.parquet"]])
def test_a_folder_is_needed(
    options: list[str],
    returned: Mapping[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a folder to write into, it says so and writes nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.parquet").touch()
    arguments = ["extract", str(returned["312005"]), "--format", "parquet", *options]
    found = CliRunner().invoke(app, arguments)
    assert isinstance(found.exception, XltoolError)
    assert ("here.parquet" if options else "-o") in str(found.exception)


def test_many_entities_stand_beside_the_workbook(
    pack: Pack, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has no sheets in a department's workbook is in a folder that its cover names."""
    monkeypatch.setattr("xltool.consolidation.workbook_scope.MOST_ENTITIES", 2)
    shutil.copytree(campaign.folder, tmp_path / "c")
    files = sorted((tmp_path / "c" / "in").glob("31200*.xlsx"))
    here = load_campaign(tmp_path / "c")
    built = build(here, pack, files, tmp_path / "whole.xlsx", force=False)
    assert built.detail == tmp_path / "whole-明细"
    alone = [read_return(file, pack).submission for file in files]
    assert held(built.detail) == told(pack, [whole for whole in alone if whole])
    cover = openpyxl.load_workbook(tmp_path / "whole.xlsx").worksheets[0]
    assert any("whole-明细" in str(cell.value) for row in cover for cell in row)
    again = read_return(tmp_path / "whole.xlsx", pack)
    assert again.findings == ()


def test_long_registers_stand_beside_the_workbook(
    pack: Pack, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registers and cards of many rows are in the folder alone; totals and proofs keep them.

    What a form that is not there adds up itself has nothing to be held against.
    """
    monkeypatch.setattr("xltool.consolidation.workbook_scope.MOST_ENTITIES", 2)
    shutil.copytree(campaign.folder, tmp_path / "c")
    files = sorted((tmp_path / "c" / "in").glob("31200*.xlsx"))
    here = load_campaign(tmp_path / "c")
    built = build(here, pack, files, tmp_path / "all.xlsx", force=False)
    monkeypatch.setattr("xltool.consolidation.workbook_scope.MOST_ROWS", 20)
    short = build(here, pack, files, tmp_path / "short.xlsx", force=False)
    assert built.detail
    assert short.detail
    assert held(short.detail) == held(built.detail)
    whole = openpyxl.load_workbook(tmp_path / "all.xlsx", data_only=True)
    book = openpyxl.load_workbook(tmp_path / "short.xlsx", data_only=True)
    assert {"政府采购", "绩效目标"} == set(whole.sheetnames) - set(book.sheetnames)
    cover = [str(cell.value) for row in book.worksheets[0] for cell in row]
    said = next(text for text in cover if "short-明细" in text)
    assert "政府采购、绩效目标不在本工作簿中" in said
    gone = "＝各单位合计＋抵销＋调整"
    for page, first, last in (("校核", 2, 6), ("分单位对照", 0, 2)):
        before, after = (
            {row[first:last] for row in each[page].iter_rows(values_only=True)}
            for each in (whole, book)
        )
        assert [row for row in before - after if not str(row[0]).endswith(gone)] == [], page
    again = read_return(tmp_path / "short.xlsx", pack)
    assert [(f.rule, f.form) for f in again.findings] == [
        ("R34", "procurement"), ("R34", "performance"),
    ]  # fmt: skip


def test_few_entities_need_no_folder(pack: Pack, campaign: Campaign, tmp_path: Path) -> None:
    """A workbook with everybody's sheets stands alone."""
    shutil.copytree(campaign.folder, tmp_path / "c")
    files = sorted((tmp_path / "c" / "in").glob("31200*.xlsx"))
    here = load_campaign(tmp_path / "c")
    built = build(here, pack, files, tmp_path / "whole.xlsx", force=False)
    assert built.detail is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "whole.xlsx"]


def test_other_formats_do_without_arrow(returned: Mapping[str, Path]) -> None:
    """CSV is written without pyarrow and pandas."""
    text, _, modules = started("extract", str(returned["312005"]))
    assert "312005" in text
    assert not modules & {"pyarrow", "pandas", "pandera"}
