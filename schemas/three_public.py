"""“三公”经费预算表: travel abroad, official cars and receptions paid from fiscal money."""

from xltool.schema import (  # fmt: skip
    calculated,
    col,
    line,
    money,
    parts,
    statement,
    text,
)

from .year_on_year import change, years

SOURCE = "财政拨款“三公”经费口径：因公出国（境）费、公务用车购置及运行维护费、公务接待费"
EXPLAINED = ("abroad", "vehicle_purchase", "vehicle_running", "reception")

three_public = statement(
    "three_public",
    current=money(
        "本年预算数",
        ge=0,
        prompt="填本年预算数，单位万元，两位小数。没有数就留空，确实为零才填 0。",
    ),
    prior=money(
        "上年预算数",
        ge=0,
        ids={"ge": "R17"},
        last="current",
        prompt="填上年预算数，单位万元，两位小数。没有数就留空，确实为零才填 0。",
    ),
    change=money("增减额"),
    reason=text("增减变化原因", str_length={"max_value": 200}, prompt="写明增加或减少的原因。"),
)

rules = (
    calculated(
        "R13", line.vehicle, parts(line.vehicle),
        "公务用车购置及运维费等于购置费加运行维护费",
        "Official cars are purchase plus running costs",
        source=SOURCE,
    ),
    calculated(
        "R13", line.total, parts(line.total),
        "“三公”经费合计等于出国、用车、接待三项之和",
        "The total is travel abroad, official cars and receptions",
        source=SOURCE,
    ),
    change(),
    *years(col.reason, "原因", "reason", source=SOURCE, explained=EXPLAINED),
)  # fmt: skip
