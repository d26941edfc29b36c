"""部门预算信息公开: figures of the text that are not one cell of a form."""

from xltool.schema import cell, children, col, total

ADMINISTRATIVE = ("行政", "行政单位", "参公", "参公事业单位")
"""机关运行经费: what administrative bodies, and institutions run like them, spend on routine costs."""

figures = {
    "agency_running": children(cell.income_expenditure.public.current, nature=ADMINISTRATIVE),
    "agency_running_last": children(cell.income_expenditure.public.prior, nature=ADMINISTRATIVE),
    "goods": total.procurement.amount(where=col.code.startswith("A")),
    "works": total.procurement.amount(where=col.code.startswith("B")),
    "services": total.procurement.amount(where=col.code.startswith("C")),
}
