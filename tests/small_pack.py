"""A small pack that is sound, for tests that break it at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Edit = tuple[str, str, str]
    """A file of the pack, a text in it, and what stands there instead."""

FILES: Final[Mapping[str, str]] = {
    "templates/pack.toml": """\
id = "training"
version = "2021.1"
title = "培训费预算报表"
forms = ["summary", "courses"]
""",
    "templates/summary.toml": """\
sheet = "培训费汇总"
title = "培训费预算汇总表"
subtitle = "{code} {short}"
measure = "单位：万元"

[[band]]
lines = ["total", "inside", "outside"]
columns = { label = 30, current = 15, prior = 15, change = 15, since = 12, note = 30 }
""",
    "templates/courses.toml": """\
sheet = "培训班明细"
title = "培训班明细表"
subtitle = "{code} {short}"
measure = "单位：万元"
rows = 5
total = { name = "合　计" }
subtotal = { name = "{short}小计" }

[[band]]
columns = { no = 6, name = 30, place = 12, held = 12, people = 10, fee = 12, amount = 14 }
""",
    "schemas/codes/summary.csv": """\
code,label,parent,adds,na,places,prefix
total,培训费合计,,,,,
inside,市内培训,total,yes,,,一、
outside,市外培训,total,yes,,,二、
""",
    "schemas/codes/places.csv": "code,label\n市内,市内\n市外,市外\n",
    "schemas/summary.py": '''\
"""培训费汇总表."""

from xltool.schema import *

summary = statement(
    "summary",
    current=money("本年预算数", ge=0),
    prior=money("上年预算数", ge=0),
    change=money("增减额"),
    since=date("起始日期"),
    note=text("说明"),
)
rules = (
    calculated("T1", line.total, parts(line.total), "合计等于各行之和", "The sum of its lines"),
    calculated("T2", col.change, col.current - col.prior, "增减额等于本年减上年", "The change"),
)
''',
    "schemas/courses.py": '''\
"""培训班明细表."""

from xltool.schema import *

courses = register(
    name=text("名称", nullable=False, str_length={"max_value": 50}),
    place=code("地点", nullable=False, codes="places"),
    held=date("日期"),
    people=number("人数", nullable=False, ge=0, places=0),
    fee=money("人均费用", nullable=False, ge=0, adds=False),
    amount=money("金额"),
)
rules = (
    calculated("T4", col.amount, col.people * col.fee, "金额等于人数乘人均费用", "People × fee"),
    calculated("T5", line.total, parts(line.total), "合计等于各行之和", "The sum of the rows"),
    rule("T6", col.fee <= 1000, "人均费用不超过1000", "The fee is at most 1000"),
)
''',
    "schemas/cross.py": '''\
"""Rules between forms."""

from xltool.schema import *

rules = (
    rule("T8", cell.summary.total.current >= total.courses.amount, "合计不小于明细", "At least"),
)
''',
}  # fmt: skip


def small_pack(folder: Path, *edits: Edit, files: Mapping[str, str] | None = None) -> Path:
    """Write the pack into ``folder`` with some texts replaced; each must be there, once.

    ``files`` stand in the place of those of the same names.
    """
    written = {**FILES, **(files or {})}
    for name, old, new in edits:
        assert written[name].count(old) == 1, f"{name} must hold {old!r} once"
        written[name] = written[name].replace(old, new)
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
