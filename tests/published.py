"""A pack of published tables: headings in levels, codes beside labels, what others do not print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import size_forms
from xltool.model.forms import Entity
from xltool.model.submission import Record, Submission
from xltool.reading.read import read_return
from xltool.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Value

    Entries = Mapping[str, Mapping[str, Mapping[str, Value]]]
    """What is typed: by table, row and column."""
    Edit = tuple[str, str, str]
    """A file of the pack, a text in it, and what stands there instead."""

FILES: Final[Mapping[str, str]] = {
    "templates/pack.toml": """\
id = "published"
version = "1"
title = "部门决算"
forms = ["vehicles", "balance", "spending", "assets"]
""",
    "templates/vehicles.toml": """\
sheet = "“三公”经费"
title = "财政拨款“三公”经费支出决算表"
nil = "本单位没有“三公”经费"
empty = "注：{period}年没有“三公”经费支出，本表为空。"
subtitle = "部门：{code} {name}"
measure = "单位：万元"

[[band]]
title = "预算数"
lines = ["unit"]
columns = { total_b = 11, abroad_b = 11 }

[[band]]
title = ["预算数", "公务用车购置及运行维护费"]
columns = { cars_b = 11, buy_b = 11, run_b = 11 }

[[band]]
title = "预算数"
columns = { hosts_b = 11 }

[[band]]
title = "决算数"
columns = { total = 11, abroad = 11 }

[[band]]
title = ["决算数", "公务用车购置及运行维护费"]
columns = { cars = 11, buy = 11, run = 11 }

[[band]]
title = "决算数"
columns = { hosts = 11 }
""",
    "templates/balance.toml": """\
sheet = "收支总表"
title = "{period}年收入支出决算总表"
index = "栏次"
paper = "portrait"
fit = true
subtitle = "部门：{code} {name}"
measure = "单位：万元"

[[band]]
title = "收　入"
lines = ["granted", "other", "", "in_total"]
columns = { label = 26, no = 6, amount = 14 }

[[band]]
title = "支　出"
lines = ["201", "204", "208", "out_total"]
label = "项目（按功能分类）"
code = "科目编码"
columns = { code = 9, label = 26, no = 6 }

[[band]]
title = ["支　出", "{period}年决算数"]
columns = { basic = 14, project = 14 }
""",
    "templates/spending.toml": """\
sheet = "支出决算表"
title = "支出决算表"
measure = "单位：万元"
totals = "typed"

[[band]]
lines = ["total", "204", "20402", "2040201", "2040202"]
columns = { code = 10, label = 30, total = 14, basic = 14, project = 14 }
""",
    "schemas/codes/functions.csv": """\
code,label,parent
total,合计,
204,公共安全支出,total
20401,武装警察部队,204
2040101,武警经费,20401
20402,公安,204
2040201,行政运行,20402
2040202,一般行政管理事务,20402
""",
    "schemas/shared.py": '''\
"""What schema files of this pack share."""


def said(text):
    """Return a text in both languages."""
    return text, f"In English: {text}"
''',
    "schemas/spending.py": '''\
"""支出决算表: totals are published, and typed."""

from xltool.schema import *

from .shared import said

spending = statement(
    "functions",
    part=True,
    total=money("合计", ge=0),
    basic=money("基本支出", ge=0),
    project=money("项目支出", ge=0),
)
police, balance = getattr(line, "20402"), cell.balance.out_total
rules = (
    calculated("S1", line.total, parts(line.total), *said("合计等于各类之和")),
    calculated("S2", police, parts(police), "款等于各项之和", "The sum"),
    calculated("S3", col.total, col.basic + col.project, "合计等于基本支出加项目支出", "The sum"),
    rule(
        "S4", cell.spending.total.total == balance.basic + balance.project, "与收支总表一致",
        "As in the balance", rounding=tails(),
    ),
)
''',
    "templates/assets.toml": """\
sheet = "新增资产"
title = "{period}年新增资产明细表"
measure = "单位：元"
scale = "元"
rows = 4
total = { name = "合　计" }

[[band]]
columns = { no = 6, name = 24, bought = 14, used = 14, amount = 14, in_wan = 10, note = 30 }
""",
    "schemas/assets.py": '''\
"""新增资产明细表: what was bought when."""

from xltool.schema import *

assets = register(
    name=text("资产名称", nullable=False),
    bought=date("购置日期"),
    used=date("启用日期"),
    amount=money("金额", ge=0),
    in_wan=number("折合万元", ge=0),
    note=text("说明"),
)
rules = (
    calculated("A1", line.total, parts(line.total), "合计等于各行之和", "The sum"),
    rule("A2", col.bought <= day("{period}-12-31"), "购置日期不晚于年末", "Bought in time"),
    rule("A3", col.used >= col.bought, "启用日期不早于购置日期", "Bought before it is used"),
    rule(
        "A4", total.assets.amount(where=col.bought >= day("{period}-07-01")) <= 10,
        "下半年购置不超过10万元", "At most 10 in the second half",
    ),
    rule(
        "A5", col.amount <= 100, "上年购置的不超过100万元", "At most 100 of last year's",
        where=col.bought < day("{period}-01-01"),
    ),
    rule("A6", col.in_wan == wan(col.amount), "折合万元应四舍五入到两位小数", "It is rounded"),
    rule(
        "A7", total.assets.in_wan == wan(total.assets.amount), "合计折合万元", "The total",
        rounding=tails(),
    ),
    rule(
        "A8", in_wan(col.note), "说明中的金额以元为单位", "The note gives amounts in 元",
        python_only="拆开文字 · takes a text apart",
    ),
)
''',
    "schemas/codes/vehicles.csv": "code,label\nunit,本单位\n",
    "schemas/codes/balance.csv": """\
code,label,of,shown,parent,adds,na,prefix
granted,一般公共预算财政拨款收入,,,in_total,yes,basic project,一、
other,其他收入,,,in_total,yes,basic project,二、
in_total,本年收入合计,,,,,basic project,
201,一般公共服务支出,,201,out_total,yes,amount,一、
204,,functions,204类,out_total,yes,amount,二、
208,社会保障和就业支出,,208,out_total,yes,amount,三、
out_total,本年支出合计,,,,,amount,
""",
    "schemas/vehicles.py": '''\
"""“三公”经费: budget and accounts side by side."""

from xltool.schema import *

vehicles = statement(
    "vehicles",
    total_b=money("合计"),
    abroad_b=money("因公出国（境）费", ge=0),
    cars_b=money("小计"),
    buy_b=money("公务用车购置费", ge=0),
    run_b=money("公务用车运行维护费", ge=0),
    hosts_b=money("公务接待费", ge=0),
    total=money("合计"),
    abroad=money("因公出国（境）费", ge=0),
    cars=money("小计"),
    buy=money("公务用车购置费", ge=0),
    run=money("公务用车运行维护费", ge=0),
    hosts=money("公务接待费", ge=0),
)
rules = (
    calculated("P1", col.cars_b, col.buy_b + col.run_b, "小计等于两项之和", "The sum of both"),
    calculated(
        "P2", col.total_b, col.abroad_b + col.cars_b + col.hosts_b, "合计等于各项之和", "The sum"
    ),
    calculated("P3", col.cars, col.buy + col.run, "小计等于两项之和", "The sum of both"),
    calculated("P4", col.total, col.abroad + col.cars + col.hosts, "合计等于各项之和", "The sum"),
    rule("P5", col.run <= col.run_b, "运行维护费不超过预算", "It stays within its budget"),
)
''',
    "schemas/balance.py": '''\
"""收支总表: income on the left, expenditure on the right."""

from xltool.schema import *

balance = statement(
    "balance",
    amount=money("{period}年收入", ge=0),
    basic=money("基本支出", ge=0),
    project=money("项目支出", ge=0),
)
rules = (
    calculated("B1", line.in_total, parts(line.in_total), "合计等于各项之和", "The sum"),
    calculated("B2", line.out_total, parts(line.out_total), "合计等于各项之和", "The sum"),
)
''',
}


def published_pack(folder: Path, *edits: Edit) -> Path:
    """Write the pack into ``folder`` with some texts replaced; each must be there, once."""
    files = dict(FILES)
    for name, old, new in edits:
        assert files[name].count(old) == 1, f"{name} must hold {old!r} once"
        files[name] = files[name].replace(old, new)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def filled(pack: Pack, entries: Entries, code: str = "312001", period: str = "2021") -> Submission:
    """Return a submission of one unit: what is typed, by table, row and column."""
    entity = Entity(
        code, f"某县公安局{code[-1]}队", f"{code[-1]}队", "312" if code != "312" else ""
    )
    tables = {
        table: tuple(Record(code, row, dict(values)) for row, values in rows.items())
        for table, rows in entries.items()
    }
    sized, _ = size_forms(pack.reported, Submission(entity, period, tables, {}))
    return sized


def judged(path: Path, pack: Pack) -> Return:
    """Read a workbook and judge it by every rule."""
    return validate(pack, [read_return(path, pack)])[0]


def faults(path: Path, pack: Pack) -> list[tuple[str, str, str]]:
    """Return what is found in a workbook: id, sheet and cell of each."""
    return [(each.rule, each.sheet, each.cell) for each in judged(path, pack).findings]
