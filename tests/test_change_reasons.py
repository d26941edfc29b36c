"""What reasons say of changes, in the words that people use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.expressions.change_reasons import compared_years, explains_change, quoted_amounts

RISES, FALLS = ("增加", "新增"), ("减少", "压减")
EXPLAINED = [
    ("增加10万元", "10"),
    ("较上年增加1,511.4万元", "1511.4"),
    ("减少燃料1万元、维修0.8万元", "-1.8"),
    ("增加民警工资10万元，社保5万元", "15"),
    ("增加燃油5万元、维修3万元，减少保险2万元", "6"),
    ("增加18万元：新增两辆执法执勤用车；与运行费减少5.4万元相抵，净增加12.6万元", "18"),
    ("新增车辆18万元，压减运行费", "10"),
    ("由35.6万元增加到45.6万元", "10"),
    ("增加10万元（本年45万元）", "10"),
    ("按政策调整", "10"),
    ("减少18000元", "-1.8"),
]
UNEXPLAINED = [
    ("增加10万元", "-10"),
    ("减少8.1万元", "-1.8"),
    ("增加10万元，新增车辆15万元", "10"),
    ("增加10万元（其中新增车辆18万元）", "10"),
    ("增加燃油5万元，减少保险2万元", "7"),
]


@pytest.mark.parametrize(("text", "change"), EXPLAINED)
def test_reason_explains_the_change(text: str, change: str) -> None:
    """The change itself, parts that come to it, an offset that is named; or no change at all."""
    assert explains_change(text, Decimal(change), RISES, FALLS)


@pytest.mark.parametrize(("text", "change"), UNEXPLAINED)
def test_reason_does_not_explain_the_change(text: str, change: str) -> None:
    """Another amount, another direction, or more than the change without what offsets it."""
    assert not explains_change(text, Decimal(change), RISES, FALLS)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("减少18,000元", ["18000"]),
        ("慰问金２０００元", ["2000"]),
        ("安排657.2元，其中会议3万元", ["657.2", "3"]),
        ("每人每月500元", []),
        ("补助10人*500元=0.5万元", []),
        ("伙食20元/人", []),
        ("标准为300元", []),
    ],
)
def test_amounts_without_rates_for_each(text: str, amounts: list[str]) -> None:
    """What each of many gets is no amount that a form could hold."""
    assert [each.amount for each in quoted_amounts(text)] == list(map(Decimal, amounts))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("较2018年减少", {2018}),
        ("与２０１９年相比", {2019}),
        ("2017年度相比", {2017}),
        ("按2018年政策调整", set()),
        ("2020年增加", set()),
    ],
)
def test_years_that_are_compared_with(text: str, years: set[int]) -> None:
    """Only a year that the text compares with, not one that it mentions."""
    assert compared_years(text) == years
