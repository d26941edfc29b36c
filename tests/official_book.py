"""An official workbook as a finance bureau writes it: no program of ours had a hand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    Rows = Sequence[Sequence[object]]

THIN: Final = Side(style="thin")
BOX: Final = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
BALANCE: Final[Rows] = (
    ("部门收支总表", None, None, None),
    ("编制单位：", None, None, "单位：万元"),
    ("收　　入", None, "支　　出", None),
    ("项　　目", "2021年预算数", "项　　目", "2021年预算数"),
    ("一、财政拨款收入", None, "一、公共安全支出", None),
    ("　　其中：基金收入", None, "二、教育支出", None),
    ("二、事业收入", None, None, None),
    ("本年收入合计", "=B5+B7", "本年支出合计", "=SUM(D5:D6)"),
    ("三、上年结转", None, "三、结转下年", None),
    ("收入总计", "=B8+B9", "支出总计", "=D8+D9"),
    ("注：收入总计应等于支出总计。", None, None, None),
)
TREE: Final[Rows] = (
    ("2021年支出总表", None, None, None, None),
    (None, None, None, None, "金额单位：元"),
    ("功能分类科目", None, "本年支出", None, None),
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("栏次", None, 1, 2, 3),
    (None, "合　计", "=D6+E6", "=D7", "=E7"),
    ("204", "公共安全支出", "=D7+E7", "=D8", "=E8"),
    ("20402", "公安", "=D8+E8", "=D9+D10", "=E9+E10"),
    ("2040201", "行政运行", "=D9+E9", None, None),
    ("2040220", "执法办案", "=D10+E10", None, None),
    (None, None, "=D11+E11", None, None),
    (None, None, "=D12+E12", None, None),
)
REGISTER: Final[Rows] = (
    ("项目支出明细表", None, None, None, None, None),
    ("单位名称：", None, None, None, None, "单位：万元"),
    ("序号", "项目名称", "类别", "开始日期", "2020年执行数", "2021年预算数"),
    (1, None, None, None, None, None),
    (2, None, None, None, None, None),
    (3, None, None, None, None, None),
    ("合计", None, None, None, "=SUM(E4:E6)", "=SUM(F4:F6)"),
)
SPREAD: Final[Rows] = (
    ("支出决算表", None, None, None, None),
    ("科目编码", None, None, "科目名称", "合计"),
    ("类", "款", "项", None, None),
    ("204", None, None, "公共安全支出", None),
    ("204", "02", None, "公安", None),
)
TWO_FORMS: Final[Rows] = (
    ("两张表", None, None),
    ("项目", "金额", "说明"),
    ("房屋", None, None),
    ("车辆", None, None),
    (None, None, None),
    ("姓名", "职务", "电话"),
    (None, None, None),
)
LETTER: Final[Rows] = (("部门预算编制情况",), ("我单位在编制预算时……",))
MERGED: Final = {
    "收支总表": ("A1:D1", "A3:B3", "C3:D3", "A11:D11"),
    "支出总表": ("A1:E1", "A3:B3", "C3:E3", "A5:B5"),
    "项目明细": ("A1:F1",),
    "决算": ("A1:E1", "A2:C2", "D2:D3", "E2:E3"),
}


def write_official(path: Path) -> Path:
    """Write a workbook of three forms that can be drafted, and five sheets that cannot."""
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "封面"
    cover["A1"] = "2021年部门预算"
    _sheet(book.create_sheet("收支总表"), BALANCE, range(3, 11))
    tree = _sheet(book.create_sheet("支出总表"), TREE, range(3, 13))
    tree.page_setup.orientation = "portrait"
    register = _sheet(book.create_sheet("项目明细"), REGISTER, range(3, 8))
    choices = DataValidation("list", '"人员类,运转类,特定目标类"')
    register.add_data_validation(choices)
    choices.add("C4:C6")
    for row in range(4, 7):
        register.cell(row, 4).number_format = "yyyy-mm-dd"
        register.cell(row, 5).number_format = register.cell(row, 6).number_format = "#,##0.00"
    _sheet(book.create_sheet("决算"), SPREAD, range(2, 6))
    _sheet(book.create_sheet("两表"), TWO_FORMS, (2, 3, 4, 6, 7))
    _sheet(book.create_sheet("情况"), LETTER, ())
    _sheet(book.create_sheet("隐藏的表"), BALANCE, range(3, 11)).sheet_state = "hidden"
    book.save(path)
    return path


def _sheet(sheet: Worksheet, rows: Rows, bordered: Sequence[int]) -> Worksheet:
    for row in rows:
        sheet.append(list(row))
    for number in bordered:
        for cell in sheet[number]:
            cell.border = BOX
    for area in MERGED.get(sheet.title, ()):
        sheet.merge_cells(area)
    return sheet
