"""Campaigns of code trees: the same units with a short and with a long classification.

The pack is that of the tests; its functional list is made as long as it is asked for. Each unit has
lines of its own, so that hardly two forms print the same ones.
"""

from __future__ import annotations

import random
import shutil
from decimal import Decimal
from pathlib import Path

from xltool.campaign.folder import forms_of, size_forms
from xltool.model.forms import Entity, Pack
from xltool.model.submission import Record, Submission
from xltool.pack.load import load_pack
from xltool.writing.write import write_workbook

PACK = Path(__file__).parents[1] / "tests" / "code_tree_pack"
SHORT, LONG = 1, 26
"""Classes of the list: 73 and 1,898 codes."""
PARTS = 8
"""Codes right below each code."""
OWN = 12
"""Lines that each unit has of its own."""
SEED = 7


def long_pack(folder: Path, classes: int) -> Pack:
    """Make a pack whose list has so many classes, each with eight times eight lines."""
    shutil.copytree(PACK, folder)
    rows = ["code,label,parent"]
    for first in range(201, 201 + classes):
        rows.append(f"{first},类{first},")
        for second in range(1, PARTS + 1):
            rows.append(f"{first}{second:02},款{second},{first}")
            rows += [
                f"{first}{second:02}{third:02},项{third},{first}{second:02}"
                for third in range(1, PARTS + 1)
            ]
    lists = folder / "schemas" / "codes" / "functions.csv"
    lists.write_text("\n".join(rows) + "\n", encoding="utf-8")
    for name in ("spending", "general"):
        path = folder / "templates" / f"{name}.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = ['start = ["2010101"]' if line.startswith("start") else line for line in lines]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    (folder / "schemas" / "cross.py").write_text('"""None."""\n\nrules = ()\n', encoding="utf-8")
    return load_pack(folder)


def write_units(pack: Pack, folder: Path, count: int) -> list[Path]:
    """Write the workbooks of so many units, each filled in on lines of its own."""
    chance = random.Random(SEED)  # noqa: S311 - lines, not secrets
    lowest = [line.code for line in pack.codes["functions"].lines if len(line.code) == 7]
    folder.mkdir()
    paths = []
    for number in range(count):
        entity = Entity(f"312{number:03}", f"单位{number}", f"单{number}", "312", "行政")
        own = sorted(chance.sample(lowest, OWN))
        records = tuple(Record(entity.code, code, {"basic": Decimal(3)}) for code in own)
        tables = {"spending": records, "general": records}
        forms = forms_of(pack, parent=False)
        submission, _ = size_forms(forms, Submission(entity, "2021", tables, {}))
        paths.append(folder / f"{entity.code}.xlsx")
        write_workbook(paths[-1], pack, submission)
    return paths
