"""公开07 财政拨款“三公”经费支出决算表: budget beside accounts."""

from xltool.schema import col, statement

from .shared import adds_up, agree, amount

TITLES = (
    ("total", "合计"), ("abroad", "因公出国（境）费"), ("cars", "小计"),
    ("buy", "公务用车购置费"), ("run", "公务用车运行维护费"), ("hosts", "公务接待费"),
)  # fmt: skip
three_public = statement(
    "three_public", **{f"{name}_{year}": amount(title) for year in "bf" for name, title in TITLES}
)
CARS = "用车小计等于购置加运行维护", "Cars are purchase and running"
TOTAL = "合计等于出国、用车、接待之和", "The total is abroad, cars and reception"
rules = (
    adds_up("R13", col.cars_b, col.buy_b + col.run_b, *CARS),
    adds_up("R13", col.cars_f, col.buy_f + col.run_f, *CARS),
    adds_up("R13", col.total_b, col.abroad_b + col.cars_b + col.hosts_b, *TOTAL),
    adds_up("R13", col.total_f, col.abroad_f + col.cars_f + col.hosts_f, *TOTAL),
    agree("R14", col.total_f <= col.total_b,
          "“三公”经费决算数不应超过预算数", "The accounts are within the budget"),
)  # fmt: skip
