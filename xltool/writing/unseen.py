"""What the checks of a workbook cannot see, and ``check`` judges when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.entry_checks import unseen_checks
from xltool.kinds import Severity
from xltool.text import Bilingual, of_any_year, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Pack

ALWAYS = (
    Bilingual(
        "自带日期、时间格式粘贴到金额单元格的数",
        "a date or time that is pasted into an amount with a format of its own",
    ),
    Bilingual(
        "U+007F 至 U+009F 等少见的控制字符和看不见的字符",
        "control characters U+007F to U+009F and rarer characters without ink",
    ),
    Bilingual(
        "只有数字格式、图片、删除线、合并单元格或隐藏的表、行、列才看得出的问题",
        "what only a number format, a picture, a strike, a merged cell or something hidden shows",
    ),
    Bilingual(
        "填在表格最后一行以下的内容，以及被改动的合计公式和截止日期",
        "rows typed below the last one of a form, and altered formulas of totals and printed days",
    ),
    Bilingual(
        "文字单元格中超过 15 位的数，末尾的数字已经丢失",
        "a number of more than 15 digits in a text, which has lost the last of them",
    ),
)
"""Of every pack."""


def unseen_by_sheet(pack: Pack) -> Iterator[Bilingual]:
    """Yield what can be an error on return that the workbook itself does not show.

    Rules of a pack that formulas cannot draw, and checks of its columns beyond those drawn.
    """
    yield from ALWAYS
    for owner, rules in (
        *((form.template.sheet, form.rules) for form in pack.forms),
        ("", pack.cross),
    ):
        for rule in rules:
            if rule.python_only and rule.severity is Severity.ERROR:
                at = f"{owner} " if owner else ""
                yield Bilingual(f"{at}{rule.id} {rule.zh}", f"{at}{rule.id} {rule.en}")
    for form, table in pack.tables():
        for column in table.columns:
            for name in unseen_checks(column):
                where = f"{form.template.sheet} {unspaced(of_any_year(column.title))}"
                yield Bilingual(f"{where}：{name}", f"{where}: {name}")
