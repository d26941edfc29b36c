"""The one catalogue of finding texts, Chinese and English: what is there, what to do.

``{value}`` is what stands in the cell, ``{expected}`` what should; other blanks come from the
finding's ``params``. Where a finding is, the report says before the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.words import line_name, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model import Finding


LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A finding's text, and what to do about it, in both languages."""

    zh: str
    en: str
    zh_hint: str = ""
    en_hint: str = ""


_TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        "XL-101": Text(
            "{name} 不是 Excel 工作簿，而是{what}。",
            "{name} is not an Excel workbook but {what}.",
            "请在原工作簿中填写，存为 .xlsx 后重新报送。",
            "Fill in the original workbook and save it as .xlsx.",
        ),
        "XL-102": Text(
            "{name} 已损坏，无法读取（{why}）。",
            "{name} is damaged and cannot be read ({why}).",
            "请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后重新报送。",
            "Open the original in Excel or WPS, save it again as .xlsx and resend it.",
        ),
        "XL-103": Text(
            "{name} 设有打开密码。",
            "{name} is protected by an opening password.",
            "请在 Excel 中取消打开密码（文件—信息—保护工作簿），保存后重新报送。",
            "Remove the opening password (File, Info, Protect Workbook), save and resend.",
        ),
        "XL-104": Text(
            "{name} 含有宏，不予读取。",
            "{name} contains macros and is not read.",
            "请另存为不含宏的 .xlsx 后重新报送。",
            "Save it as .xlsx without macros and resend.",
        ),
        "XL-105": Text(
            "{name} 的内部结构不安全（{why}），不予读取。",
            "{name} is not safe to read inside ({why}).",
            "请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后重新报送。",
            "Open the original in Excel or WPS, save it again as .xlsx and resend it.",
        ),
        "XL-106": Text(
            "{name} 过大（{why}：{found}，上限 {limit}）。",
            "{name} is too large ({why}: {found}, limit {limit}).",
            "请删去表样以外的内容后重新报送。",
            "Remove what does not belong to the forms and resend.",
        ),
        "XL-107": Text(
            "{name} 无法打开：{why}。",
            "{name} cannot be opened: {why}.",
            "请核对文件名和权限。",
            "Check the name and the permissions.",
        ),
        "XL-108": Text(
            "{name} 无法安全读取：{why}。",
            "{name} could not be read safely: {why}.",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。",
            "Open it in Excel or WPS, save it again as .xlsx and resend it.",
        ),
        "XL-111": Text(
            "填写的“{value}”{why}，已按“{taken}”读取。",
            "“{value}” {why}; it was read as “{taken}”.",
            "不必改；下次请只填数字或列表中的内容。",
            "Nothing to do; next time type it plainly.",
        ),
        "XL-112": Text(
            "“{value}”不是数字：{why}。",
            "“{value}” is not a number: it {why}.",
            "请只填数字，不带单位、括号、百分号或文字；没有就留空。",
            "Type digits only, without unit, brackets, percent sign or words; leave nil blank.",
        ),
        "XL-113": Text(
            "“{value}”的小数位数过多。",
            "“{value}” has too many decimal places.",
            "请按表样要求的小数位数填写（金额两位，台、辆、人为整数）。",
            "Use the decimal places the form asks for (amounts two, counts none).",
        ),
        "XL-114": Text(
            "“{value}”过大，超出可填范围。",
            "“{value}” is too large.",
            "请核对计量单位。",
            "Check the unit of measure.",
        ),
        "XL-115": Text(
            "填报表中出现“{value}”，该数不参与计算。",
            "“{value}” is masked: it takes no part in any sum.",
            "内部填报请填实际数，涉密项目在“公开情况”选“不公开”。",
            "Enter the real figure and mark the line as not public.",
        ),
        "XL-116": Text(
            "代码“{value}”是数字格式，可能已丢失字符。",
            "The code “{value}” was stored as a number and may have lost characters.",
            "请将单元格设为文本后重新填写代码，或从下拉列表选择。",
            "Choose the code from the list, or type it as text.",
        ),
        "XL-117": Text(
            "“{value}”不是日期。",
            "“{value}” is not a date.",
            "请按 2020-01-31 的形式填写。",
            "Type it like 2020-01-31.",
        ),
        "XL-118": Text(
            "“{value}”含有不可见的控制字符。",
            "“{value}” holds control characters.",
            "请删去后重新输入。",
            "Delete it and type it again.",
        ),
        "XL-119": Text(
            "文字过长。",
            "The text is too long.",
            "请缩短。",
            "Shorten it.",
        ),
        "XL-120": Text(
            "{name} 不是本套报表：找不到表样标识。",
            "{name} is not one of these forms: it carries no identity.",
            "请在下发的工作簿中填写，不要新建或复制到别的文件。",
            "Fill in the workbook that was sent out; do not copy it into another file.",
        ),
        "XL-121": Text(
            "隐藏标识表已损坏，已按别处的标识识别。",
            "The hidden identity sheet is damaged; the workbook was recognised by its other marks.",
            "请把数据填入下发的工作簿后重新报送。",
            "Fill in a fresh copy of the workbook sent out.",
        ),
        "XL-122": Text(
            "这是另一套报表“{found}”，应为“{expected}”。",
            "It belongs to the pack “{found}”; “{expected}” is expected.",
            "请核对文件。",
            "Check the file.",
        ),
        "XL-123": Text(
            "表样版本是“{found}”，应为“{expected}”。",
            "It is version “{found}”; “{expected}” is expected.",
            "请使用最新下发的工作簿填报。",
            "Use the workbook that was sent out last.",
        ),
        "XL-124": Text(
            "表样被改动：此处应为“{expected}”，现为“{value}”，无法确定各行各列的位置，本表未读取。",
            "The form was altered: “{expected}” should stand here, not “{value}”. Where its rows "
            "and columns are is not certain, so it was not read.",
            "请把数据填入下发的工作簿，不要插入、删除行列或修改表头。",
            "Fill in a fresh copy of the workbook; do not insert or delete rows or columns.",
        ),
        "XL-125": Text(
            "单元格是错误值 {value}。",
            "The cell holds the error {value}.",
            "请直接填写数据。",
            "Type the value itself.",
        ),
        "XL-126": Text(
            "单元格是公式，但没有计算结果。",
            "The cell is a formula without a result.",
            "请直接填写数据，或用 Excel、WPS 打开并保存一次。",
            "Type the value itself, or open and save the file in Excel or WPS.",
        ),
        "XL-127": Text(
            "填报单元格中是公式，已按结果 {value} 读取。",
            "An input cell holds a formula; its result {value} was taken.",
            "建议改为数值。",
            "Better type the value itself.",
        ),
        "XL-131": Text(
            "合计公式被改成了数值 {value}（数值本身正确）。",
            "A formula was replaced by the constant {value} (which is right).",
            "不必改；请不要覆盖公式。",
            "Nothing to do; please do not overwrite formulas.",
        ),
        "R39": Text(
            "汇总数与各单位表不一致：应为 {expected}，现为 {value}。",
            "It differs from the entities' sheets: {expected} is right, not {value}.",
            "请重新汇总。",
            "Consolidate again.",
        ),
        "R39.constants": Text(
            "本表有 {count} 处公式被改成了数值（数值本身正确）。",
            "{count} formulas of this sheet were replaced by constants (which are right).",
            "不必改；请不要覆盖公式。",
            "Nothing to do; please do not overwrite formulas.",
        ),
        "R39.text": Text(
            "“{expected}”被改成了“{value}”；本表只作说明，没有继续核对。",
            "“{expected}” was changed to “{value}”; this sheet only explains and was not compared.",
            "请重新汇总；本表不要改动。",
            "Consolidate again, and leave this sheet as it is.",
        ),
        "R39.sheet": Text(
            "说明汇总数的这张表被删去，引用它的公式无法计算。",
            "This sheet, which explains the sums, was deleted; formulas that refer to it fail.",
            "请重新汇总。",
            "Consolidate again.",
        ),
        "XL-133": Text(
            "任务给定的数被改动：应为“{expected}”，现为“{taken}”。",
            "A figure that the campaign gives was changed: it is “{expected}”, not “{taken}”.",
            "请恢复下发时的数；认为给定的数有误，请与汇总单位联系。",
            "Restore it; if you think it is wrong, ask whoever collects the returns.",
        ),
        "XL-133.blank": Text(
            "任务给定此处为空白，现为“{taken}”。",
            "The campaign gives a blank here; now it holds “{taken}”.",
            "请恢复下发时的样子；认为给定的数有误，请与汇总单位联系。",
            "Restore it; if you think it is wrong, ask whoever collects the returns.",
        ),
        "XL-151": Text(
            "表样标识前后不一：{layer}中的{what}是“{said}”，别处是“{taken}”。",
            "The workbook contradicts itself: by its {layer} the {what} is “{said}”, "
            "elsewhere “{taken}”.",
            "请核对是否拼接了不同的工作簿；请用下发的工作簿填报。",
            "Check whether different workbooks were merged; fill in the one that was sent out.",
        ),
        "XL-152": Text(
            "本表是从别的工作簿复制来的（{value}），应为 {expected}，未读取。",
            "This sheet was copied from another workbook ({value}, not {expected}); "
            "it was not read.",
            "请在本单位、本年度下发的工作簿中填写本表。",
            "Fill in this form in your own workbook of this year.",
        ),
        "XL-153": Text(
            "本表来自同一单位的另一份工作簿（序列号不同）。",
            "This sheet comes from another copy of the same workbook (its serial number differs).",
            "请核对数据是否为最新。",
            "Check that its figures are the latest.",
        ),
        "XL-154": Text(
            "本表有多份：{sheets}。只读取了名称与表样一致的一份。",
            "There are copies of this form: {sheets}. Only the one with the right name was read.",
            "请删去多余的工作表。",
            "Delete the others.",
        ),
        "XL-155": Text(
            "本表左上角的表样标识被删去或改动，已按表头核对后读取。",
            "The identity line of this sheet is gone or altered; it was read by its headings.",
            "不必改；请不要改动表样。",
            "Nothing to do; please do not alter the form.",
        ),
        "XL-156": Text(
            "工作簿的隐藏标识表已丢失，已按{layer}识别。",
            "The hidden identity sheet is gone; the workbook was recognised by its {layer}.",
            "不必改；请尽量不要用其他程序转换文件。",
            "Nothing to do; better not to convert the file with other programs.",
        ),
        "XL-157": Text(
            "文件名像是 {said} 的，内容却是 {taken} 的。",
            "By its name the file belongs to {said}, by its content to {taken}.",
            "请核对是否报错了文件。",
            "Check that the right file was sent.",
        ),
        "XL-159": Text(
            "文件是 .{what} 格式，已读取；下拉列表和填报校验无法核对。",
            "The file is in .{what} format; it was read, its dropdowns and entry checks unseen.",
            "建议另存为 .xlsx 后报送。",
            "Better save it as .xlsx.",
        ),
        "XL-160": Text(
            "表样是旧版“{found}”，已按对照关系读取为“{expected}”。",
            "The forms are of the older version “{found}”; they were read as “{expected}”.",
            "建议改用最新下发的工作簿。",
            "Better use the latest workbook.",
        ),
        "XL-161": Text(
            "表样的行或列有移动：原在 {expected}，现从 {value} 起，已按标签找到并读取。",
            "Rows or columns moved: what stood at {expected} now starts at {value}; it was found "
            "by its labels.",
            "请不要插入或删除行列。",
            "Please do not insert or delete rows or columns.",
        ),
        "XL-161.sheet": Text(
            "工作表“{expected}”被改名为“{value}”，已按标识找到并读取。",
            "The sheet “{expected}” was renamed “{value}”; it was found by its identity line.",
            "请不要改工作表名称。",
            "Please do not rename sheets.",
        ),
        "XL-162": Text(
            "多出一张工作表，没有读取。",
            "This sheet does not belong to the forms; it was not read.",
            "如有数据，请填入相应报表。",
            "If it holds figures, enter them in the forms.",
        ),
        "XL-163": Text(
            "表中多出一行，其内容没有读取。",
            "A row was inserted here; its content was not read.",
            "请把内容填入有序号的行，并删去这一行。",
            "Move its content to a numbered row and delete this one.",
        ),
        "XL-164": Text(
            "表样中的一行或一列被删除（原在 {expected}），其数据缺失。",
            "A row or column of the form was deleted (it stood at {expected}); "
            "its data are missing.",
            "请在下发的工作簿中重新填报。",
            "Fill in a fresh copy of the workbook.",
        ),
        "XL-165": Text(
            "表样文字“{expected}”被改成了“{value}”，按原位置读取。",
            "The printed text “{expected}” was changed to “{value}”; read in its place.",
            "请核对这一行或列的数据没有填错位置。",
            "Check that these figures are in their place.",
        ),
        "XL-171": Text(
            "填报单元格以外有内容“{value}”，没有读取。",
            "There is content outside the cells to fill in, “{value}”; it was not read.",
            "如是数据，请填入表内；如是说明，请填在说明栏。",
            "Figures belong in the form, remarks in its notes column.",
        ),
        "XL-171.more": Text(
            "填报单元格以外还有 {count} 个单元格有内容，没有读取。",
            "There are {count} more cells with content outside those to fill in; none was read.",
            "如是数据，请填入表内；如是说明，请填在说明栏。",
            "Figures belong in the form, remarks in its notes column.",
        ),
        "XL-172": Text(
            "工作表的保护被取消。",
            "The protection of this sheet was removed.",
            "不必改；请不要取消保护或改动表样。",
            "Nothing to do; please leave the protection on.",
        ),
        "XL-173": Text(
            "下拉列表和填报校验被删去。",
            "The dropdowns and entry checks of this sheet are gone.",
            "请在下发的工作簿中填写，不要把表格复制到别的文件。",
            "Fill in the workbook that was sent out; do not copy its sheets into another file.",
        ),
        "XL-174": Text(
            "表内第 {span} {what}被隐藏；其中的内容照常读取。",
            "Hidden inside the form: {what} {span}; the content was read all the same.",
            "请取消隐藏，核对后重新报送。",
            "Unhide them, check them and resend.",
        ),
        "XL-175": Text(
            "单元格带有批注，批注没有读取。",
            "The cell has a comment; it was not read.",
            "需要说明的，请填在说明栏。",
            "Remarks belong in the form's notes column.",
        ),
        "XL-176": Text(
            "填报单元格中的公式引用了别的工作簿，其数值无法核对。",
            "An input cell takes its value from another workbook, so that it cannot be verified.",
            "请改为数值。",
            "Type the value itself.",
        ),
        "XL-177": Text(
            "单元格 {span} 被合并，只看得到其中第一个单元格的内容。",
            "The cells {span} were merged: only the content of the first one is seen.",
            "请取消合并，逐格填写后重新报送。",
            "Unmerge them, fill in each cell and resend.",
        ),
        "XL-141": Text(
            "“{column}”没有填。",
            "“{column}” is required and blank.",
            "请填写。",
            "Fill it in.",
        ),
        "XL-142": Text(
            "“{column}”填的“{value}”不在代码表中{instead_zh}。",
            "“{value}” is not in the list of “{column}”{instead_en}.",
            "请从下拉列表中选择。",
            "Choose from the list.",
        ),
        "XL-142.under": Text(
            "“{value}”不属于“{above}”{instead_zh}。",
            "“{value}” does not belong to “{above}”{instead_en}.",
            "请从下拉列表中选择。",
            "Choose from the list.",
        ),
        "XL-143": Text(
            "“{column}”填了 {value}，不能小于 {limit}。",
            "“{column}” is {value}; it cannot be less than {limit}.",
            "请核对正负号；没有就留空。",
            "Check the sign; leave nil blank.",
        ),
        "XL-144": Text(
            "“{column}”填的“{value}”不合要求（{check}）。",
            "“{value}” fails the check {check} of “{column}”.",
            "{prompt}",
            "Correct it.",
        ),
        "XL-145": Text(
            "“{column}”超过 {limit} 个字。",
            "“{column}” is longer than {limit} characters.",
            "请缩短。",
            "Shorten it.",
        ),
        "rule.broken": Text("{said_zh}", "{said_en}", "{fix_zh}", "{fix_en}"),
        "rule.==": Text(
            "{left}，{right}，差 {difference}。",
            "{left}, but {right}: a difference of {difference}.",
        ),
        "rule.rounded": Text(
            "{left}，{right}，差 {difference}，像是四舍五入造成的。",
            "{left}, but {right}: a difference of {difference}, as rounding makes.",
        ),
        "rule.<=": Text("{left}，超过{right}，多 {gap}。", "{left} exceeds {right} by {gap}."),
        "rule.>=": Text("{left}，少于{right}，少 {gap}。", "{left} is {gap} less than {right}."),
        "rule.<": Text("{left}，应小于{right}。", "{left} should be less than {right}."),
        "rule.>": Text("{left}，应大于{right}。", "{left} should be more than {right}."),
        "rule.!=": Text("{left}，与{right}相同。", "{left} is the same as {right}."),
        "rule.stated": Text("{states}。现在是：{stand}。", "{states}. Found: {stand}."),
        "rule.same": Text(
            "这里是 {here}，别处是 {others}。", "It is {here} here, elsewhere {others}."
        ),
        "rule.unique": Text(
            "“{here}”填了 {count} 次：{cells}。", "“{here}” stands there {count} times: {cells}."
        ),
        "rule.calculated": Text(
            "公式被改成了数值 {value}，按明细应为 {expected}，差 {difference}（{zh}）。",
            "The formula was replaced by {value}; {expected} is right, a difference of "
            "{difference} ({en}).",
            "请恢复公式；明细有误的，请改明细。",
            "Restore the formula, or correct what it adds up.",
        ),
        "rule.overwritten": Text(
            "公式被改成了“{value}”，这里应为 {expected}（{zh}）。",
            "The formula was replaced by “{value}”; it should be {expected} ({en}).",
            "请恢复公式；明细有误的，请改明细。",
            "Restore the formula, or correct what it adds up.",
        ),
        "R34.form": Text(
            "缺少本表，未报送。",
            "This form is missing.",
            "请在下发的工作簿中填报；没有数据也要保留空表。",
            "Keep every form of the workbook, blank when there is nothing to report.",
        ),
        "R34.missing": Text(
            "{name}（{code}）没有报送。",
            "{name} ({code}) has not reported.",
            "请催报，或用 --force 在缺少该单位的情况下汇总。",
            "Ask for it, or consolidate without it by --force.",
        ),
        "R34.duplicate": Text(
            "{name}（{code}）有多份不同的报表：{files}。",
            "{name} ({code}) has more than one return: {files}.",
            "请用 xltool accept 定下采用哪一份。",
            "Choose one of them by xltool accept.",
        ),
        "R34.unknown": Text(
            "单位 {code} 不在本次报送范围内。",
            "Entity {code} does not take part in this campaign.",
            "请核对单位代码。",
            "Check the entity's code.",
        ),
        "R34.period": Text(
            "预算年度是 {found}，应为 {expected}。",
            "The period is {found}; {expected} is expected.",
            "请使用本年度下发的工作簿。",
            "Use this year's workbook.",
        ),
        "R40": Text(
            "单位名称“{found}”与登记的“{expected}”不一致。",
            "The entity's name “{found}” differs from the registered “{expected}”.",
            "请核对。",
            "Check it.",
        ),
        "R38.unequal": Text(
            "{zh}：付出单位 {payer} 列 {value}，收到单位 {receiver} 列 {expected}，两边不一致，"
            "不能抵销。涉及 {cells}。",
            "{en}: {payer} states {value}, {receiver} states {expected}: they differ and are not "
            "eliminated. See {cells}.",
            "请两个单位核对金额和对方单位代码，更正后重新报送；同一笔往来两边应相等。",
            "Let both check amount and counterparty and report again: both sides must be equal.",
        ),
        "reissue.parent": Text(
            "这是汇总工作簿，不逐格修改。",
            "This is a consolidated workbook, which is not mended cell by cell.",
            "请下级单位改好各自的报表，再重新汇总。",
            "Let those below mend their returns, then consolidate again.",
        ),
        "R38.loose": Text(
            "{name}（{code}）填有上下级补助或上缴，但没有内部往来表，不知道对方单位，无法抵销。",
            "{name} ({code}) states transfers without the register that names the counterparty.",
            "请用现行版本的工作簿填报内部往来表；确为部门以外往来的，也在该表注明对方单位。",
            "Fill in the register of transfers in a workbook of today's version.",
        ),
    }
)


_NOTHING = ("空白", "blank")


class _Blank(dict[str, str]):
    """Leaves an unknown blank visible instead of failing the report."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def render(finding: Finding, language: str) -> tuple[str, str]:
    """Return the text of a finding and what to do about it, ``zh`` or ``en``."""
    text = _TEXTS[finding.message]
    position = LANGUAGES.index(language)
    words = {
        name: word(finding.message, name, value, language) for name, value in finding.params.items()
    }
    if words.get("taken") == "":
        words["taken"] = _NOTHING[position]
    blanks = _Blank(
        {"value": finding.value, "expected": finding.expected or _NOTHING[position]} | words
    )
    blanks.setdefault(
        "cells", "、".join(finding.cells) if language == "zh" else ", ".join(finding.cells)
    )
    texts = (text.zh, text.zh_hint), (text.en, text.en_hint)
    said, hint = texts[position]
    return said.format_map(blanks), hint.format_map(blanks)


def item_of(finding: Finding, language: str) -> str:
    """Return what a finding is about: the labels of its line and column."""
    label = line_name(finding.label, language)
    return " ".join(part for part in (label, finding.column) if part)


def wording(message: str, language: str) -> str:
    """Return a text of the catalogue with its blanks open."""
    text = _TEXTS[message]
    return text.en if language == "en" else text.zh


def known(message: str) -> bool:
    """Say whether the catalogue has a text for ``message``."""
    return message in _TEXTS
