"""Ids of drafted columns: English words for usual headings, else c1, c2, c3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.text import of_any_year, squeezed

if TYPE_CHECKING:
    from collections.abc import Container

_NAMES = {
    "合计": "total", "总计": "total", "小计": "subtotal", "金额": "amount", "预算数": "planned",
    "决算数": "spent", "本年预算数": "current", "上年预算数": "prior", "本年决算数": "current",
    "上年决算数": "prior", "增减额": "change", "增减%": "rate", "说明": "note", "备注": "remark",
    "基本支出": "basic", "项目支出": "project", "人员经费": "staff", "公用经费": "running",
    "数量": "quantity", "单价": "price", "价值": "value", "名称": "name", "项目名称": "name",
    "计量单位": "measure", "一般公共预算": "general", "一般公共预算财政拨款": "general",
    "政府性基金预算": "fund", "政府性基金预算财政拨款": "fund", "国有资本经营预算": "capital",
    "国有资本经营预算财政拨款": "capital", "上缴上级支出": "upward", "经营支出": "business",
    "对附属单位补助支出": "below",
}  # fmt: skip


def column_name(title: str, taken: Container[str], number: int) -> str:
    """Return the id of a column: a word for its heading that is not ``taken``, else its number."""
    name = _NAMES.get(squeezed(of_any_year(title)), f"c{number}")
    return f"{name}{number}" if name in taken else name
