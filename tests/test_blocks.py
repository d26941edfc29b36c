"""Statements whose blocks have columns of their own, and texts by which rules choose.

What is not printed beside a line does not apply to it: no rule is judged there, and nothing raises.
"""

from __future__ import annotations

import sys
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from tests.small_pack import small_pack
from tests.test_parity import SEED, Source, is_alike, stored_results, words_of
from xltool.consolidation.consolidate import consolidate
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.forms import Entity
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

WORKBOOKS: Final = 12
UNITS: Final = tuple(Entity(f"50000{n}", f"某市第{n}中学", f"{n}中", "500") for n in (1, 2))
FILES: Final = {
    "templates/pack.toml": """\
id = "blocks"
version = "1"
title = "部门预算"
forms = ["balance", "courses", "goals"]
""",
    "templates/balance.toml": """\
sheet = "财政拨款收支总表"
title = "财政拨款收支总表"
measure = "单位：万元"

[[band]]
title = "收　入"
lines = ["total_in", "grant", "carried", "carried_general"]
columns = { label = 30, amount = 15, source = 20 }

[[band]]
title = "支　出"
lines = ["total", "safety", "housing"]
columns = { label = 30, sum = 15, general = 15, fund = 15 }
""",
    "schemas/codes/balance.csv": """\
code,label,parent
total_in,收入总计,
grant,一般公共预算拨款,total_in
carried,上年结转,total_in
carried_general,其中：一般公共预算拨款,carried
total,支出总计,
safety,公共安全支出,total
housing,住房保障支出,total
""",
    "schemas/balance.py": '''\
"""财政拨款收支总表: income beside spending, each with columns of its own."""

from xltool.schema import *

balance = statement(
    "balance",
    amount=money("预算数"),
    source=text("资金来源"),
    sum=money("合计"),
    general=money("一般公共预算", ge=0),
    fund=money("政府性基金预算", ge=0),
)
rules = (
    calculated("B1", line.total_in, parts(line.total_in), "收入总计等于各项之和", "The sum"),
    calculated("B2", line.carried, parts(line.carried), "上年结转等于其中各项", "The sum"),
    calculated("B3", col.sum, col.general + col.fund, "合计等于两项之和", "The sum of both"),
    rule("B4", line.total == parts(line.total), "支出总计等于各项之和", "The sum of its lines"),
    rule("B5", col.fund <= col.general, "政府性基金不超过一般公共预算", "Within the general"),
    rule("B6", col.amount <= 100, "预算数不超过100", "At most 100", where=col.source != "乙"),
    rule("B7", line.housing <= line.safety, "住房保障不超过公共安全", "Within the other"),
    rule("B9", unique(col.general), "各项金额不同，总计也是", "Each amount once"),
    rule("B8", unique(col.source), "资金来源不重复", "Each source once"),
)
''',
    "templates/goals.toml": """\
sheet = "绩效目标"
title = "{no}、{project}"
fields = { project = 24 }

[[band]]
columns = { level = 12, name = 30, aim = 12 }

[[group]]
value = "产出"
rows = 2

[[group]]
value = "效果"
rows = 2
""",
    "schemas/codes/levels.csv": "code,label\n产出,产出\n效果,效果\n",
    "schemas/goals.py": '''\
"""绩效目标: a card for each project."""

from xltool.schema import *

goals = cards(project=text("项目名称", nullable=False))
aims = rows(
    level=text("一级指标", printed=True, codes="levels"),
    name=text("指标名称"),
    aim=number("指标值"),
)
rules = (
    rule("G1", count(where=(col.level == "产出") & ~blank(col.name)) >= 1, "产出有指标", "One"),
    rule("G2", count(where=(col.level != "产出") & ~blank(col.name)) >= 1, "效果有指标", "One"),
    rule("G3", col.aim >= 3, "产出的指标值不小于3", "At least 3", where=col.level == "产出"),
    rule("G4", ~blank(col.aim), "指标值应填", "Filled in", where=col.level.isin("效果")),
)
''',
    "schemas/cross.py": '''\
"""Rules between forms, chosen by a text."""

from xltool.schema import *

from_grants = cell.balance.grant.source == "甲"
rules = (
    rule("X1", cell.balance.total_in.amount == cell.balance.total.sum, "收支相等", "Equal"),
    rule("X2", total.courses.amount(where=col.place == "市外") <= 5, "市外不超过5", "At most 5"),
    rule("X3", cell.balance.grant.amount >= 3, "拨款不小于3", "At least 3", where=from_grants),
    rule("X4", cell.balance.grant.source == "甲", "拨款来自甲", "From 甲", severity="warning"),
)
''',
}  # fmt: skip


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A pack with a statement of two blocks, a register, and cards."""
    return load_pack(small_pack(tmp_path_factory.mktemp("blocks"), files=FILES))


def filled(pack: Pack, number: int, entity: Entity) -> Submission:
    """Return a random submission in which much is wrong."""
    random = Random(SEED + number)  # noqa: S311 - repeatable, not secret
    return Source(pack, random, words_of(pack.rules()), narrow=False).submission(entity)


def spaceless(value: Value) -> Value:
    """Return a value without the blanks around it, which reading leaves out."""
    return value.strip() if isinstance(value, str) else value


def test_rules_are_judged_beside_the_lines_of_their_block(blocks: Pack) -> None:
    """A rule about a column meets the lines beside which it is printed, and no others."""
    submission = filled(blocks, 1, UNITS[0])
    judged = {
        result.rule.id: {result.points.point(at).row for at in every}
        for result in evaluate_rules(SubmissionValues(blocks, submission))
        if (every := (*result.ok, *result.bad, *result.undecidable))
    }
    assert judged["B5"] == {"total", "safety", "housing"}
    assert judged["B6"] <= {"total_in", "grant", "carried", "carried_general"}


def test_what_is_written_is_read(blocks: Pack, tmp_path: Path) -> None:
    """The values of a unit's workbook and of the department's come back as they were."""
    units = [filled(blocks, number, entity) for number, entity in enumerate(UNITS)]
    units = [unit.with_values(spaceless) for unit in units]
    parent = consolidate(blocks, Entity("500", "某市教育局", "教育局"), units)
    for submission in (*units, parent):
        path = tmp_path / f"{submission.entity.code}.xlsx"
        write_workbook(path, blocks, submission)
        found = read_return(path, blocks)
        assert found.submission is not None
        assert dict(found.submission.values()) == dict(submission.values())


@pytest.mark.libreoffice
def test_formulas_say_the_same(
    blocks: Pack, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every formula of units and of their department gives what Python says."""
    different, count = [], 0
    for number in range(WORKBOOKS):
        units = [filled(blocks, 2 * number + each, entity) for each, entity in enumerate(UNITS)]
        parent = consolidate(blocks, Entity("500", "某市教育局", "教育局"), units)
        for submission in (*units, parent):
            path = tmp_path / "x.xlsx"
            write_workbook(path, blocks, submission)
            cells = office.recalculate(path)
            wanted = dict(stored_results(path))
            count += len(wanted)
            different += [
                (number, *at, text, cells[at].value, cells[at].formula)
                for at, text in wanted.items()
                if cells[at].error or not is_alike(text, cells[at].value)
            ]
    with capsys.disabled():
        sys.stdout.write(f"\n{count} formulas, seed {SEED}: {len(different)} differ ")
    assert different[:3] == []
