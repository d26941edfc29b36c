"""“三公”经费支出表: travel abroad, official cars and receptions paid from fiscal money."""

from xltool.schema import calculated, line, parts, statement

from .shared import PUBLIC, budgets, total_of_budgets

three_public = statement("three_public", **budgets())
rules = (
    calculated(
        "R13", line.vehicle, parts(line.vehicle),
        "公务用车购置及运行维护费等于购置费加运行维护费", "Official cars are purchase plus running costs",
        source=PUBLIC,
    ),
    calculated(
        "R13", line.total, parts(line.total),
        "“三公”经费合计等于出国、用车、接待三项之和",
        "The total is travel abroad, official cars and receptions",
        source=PUBLIC,
    ),
    total_of_budgets("R13"),
)  # fmt: skip
