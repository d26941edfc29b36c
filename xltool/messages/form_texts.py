"""Texts of findings about forms, rules and campaigns, by message key."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.message_text import MessageText

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM_TEXTS: Mapping[str, MessageText] = MappingProxyType(
    {
        "XL-157": MessageText(
            "文件名像是 {said} 的，内容却是 {taken} 的。",
            "By its name the file belongs to {said}, by its content to {taken}.",
            "请核对是否报错了文件。",
            "Check that the right file was sent.",
        ),
        "XL-159": MessageText(
            "文件是 .{what} 格式，已读取；下拉列表和填报校验无法核对。",
            "The file is in .{what} format; it was read, its dropdowns and entry checks unseen.",
            "建议另存为 .xlsx 后报送。",
            "Better save it as .xlsx.",
        ),
        "XL-160": MessageText(
            "表样是旧版“{found}”，已按对照关系读取为“{expected}”。",
            "The forms are of the older version “{found}”; they were read as “{expected}”.",
            "建议改用最新下发的工作簿。",
            "Better use the latest workbook.",
        ),
        "XL-161": MessageText(
            "表样的行或列有移动：原在 {stood}，现从 {value} 起，已按标签找到并读取。",
            "Rows or columns moved: what stood at {stood} now starts at {value}; it was found "
            "by its labels.",
            "请不要插入或删除行列。",
            "Please do not insert or delete rows or columns.",
        ),
        "XL-161.sheet": MessageText(
            "工作表“{expected}”被改名为“{value}”，已按标识找到并读取。",
            "The sheet “{expected}” was renamed “{value}”; it was found by its identity line.",
            "请不要改工作表名称。",
            "Please do not rename sheets.",
        ),
        "XL-162": MessageText(
            "多出一张工作表，没有读取。",
            "This sheet does not belong to the forms; it was not read.",
            "如有数据，请填入相应报表。",
            "If it holds figures, enter them in the forms.",
        ),
        "XL-163": MessageText(
            "表中多出了表样没有的行（第 {rows} 行），其内容没有读取。",
            "There is content on rows that the form does not have ({rows}); it was not read.",
            "请把内容填入有序号的行，并删去多出的行；行数不够的，请向下发单位要一份行数更多的工作簿。",
            "Move it to numbered rows and delete these; if there are too few, ask for more rows.",
        ),
        "XL-164": MessageText(
            "表样中的一行或一列被删除（原在 {stood}），其数据缺失。",
            "A row or column of the form was deleted (it stood at {stood}); its data are missing.",
            "请在下发的工作簿中重新填报。",
            "Fill in a fresh copy of the workbook.",
        ),
        "XL-165": MessageText(
            "表样文字“{expected}”被改成了“{value}”，按原位置读取。",
            "The printed text “{expected}” was changed to “{value}”; read in its place.",
            "请核对这一行或列的数据没有填错位置。",
            "Check that these figures are in their place.",
        ),
        "XL-165.repeated": MessageText(
            "拆开了合并的标题，拆出的格里填了文字：{cells} 为“{value}”等，按原位置读取。",
            "Merged headings were taken apart and filled: {cells} hold “{value}” and the like; "
            "read in their place.",
            "不必改；请核对这几列的数据没有填错位置。",
            "Nothing to do; check that the figures of these columns are in their place.",
        ),
        "R30": MessageText(
            "印好的“{expected}”被改成了“{value}”。",
            "The printed “{expected}” was changed to “{value}”.",
            "请核对数据是否为该日的数，并改回印好的日期；改不了的，请把数据填入下发的工作簿后重新报送。",
            "See that the figures are of that day and restore the date, or fill in a fresh copy.",
        ),
        "XL-166": MessageText(
            "汇总时有没有解决的问题：{what}",
            "It was consolidated in spite of an error: {what}",
            "请更正后重新汇总，再报送新的汇总工作簿。",
            "Have it corrected, consolidate anew and hand in the new workbook.",
        ),
        "XL-171": MessageText(
            "填报单元格以外有内容“{value}”，没有读取。",
            "There is content outside the cells to fill in, “{value}”; it was not read.",
            "如是数据，请填入表内；如是说明，请填在说明栏。",
            "Figures belong in the form, remarks in its notes column.",
        ),
        "XL-171.more": MessageText(
            "填报单元格以外还有 {count} 个单元格有内容，没有读取。",
            "There are {count} more cells with content outside those to fill in; none was read.",
            "如是数据，请填入表内；如是说明，请填在说明栏。",
            "Figures belong in the form, remarks in its notes column.",
        ),
        "XL-172": MessageText(
            "工作表的保护被取消。",
            "The protection of this sheet was removed.",
            "不必改；请不要取消保护或改动表样。",
            "Nothing to do; please leave the protection on.",
        ),
        "XL-173": MessageText(
            "下拉列表和填报校验被删去。",
            "The dropdowns and entry checks of this sheet are gone.",
            "请在下发的工作簿中填写，不要把表格复制到别的文件。",
            "Fill in the workbook that was sent out; do not copy its sheets into another file.",
        ),
        "XL-174": MessageText(
            "表内第 {span} {what}被隐藏；其中的内容照常读取。",
            "Hidden inside the form: {what} {span}; the content was read all the same.",
            "请取消隐藏，核对后重新报送。",
            "Unhide them, check them and resend.",
        ),
        "XL-175": MessageText(
            "单元格带有批注，批注没有读取。",
            "The cell has a comment; it was not read.",
            "需要说明的，请填在说明栏。",
            "Remarks belong in the form's notes column.",
        ),
        "XL-176": MessageText(
            "填报单元格中的公式引用了别的工作簿，其数值无法核对。",
            "An input cell takes its value from another workbook, so that it cannot be verified.",
            "请改为数值。",
            "Type the value itself.",
        ),
        "XL-177": MessageText(
            "单元格 {span} 被合并，只看得到其中第一个单元格的内容。",
            "The cells {span} were merged: only the content of the first one is seen.",
            "请取消合并，逐格填写后重新报送。",
            "Unmerge them, fill in each cell and resend.",
        ),
        "XL-141": MessageText(
            "“{column}”没有填。",
            "“{column}” is required and blank.",
            "请填写。",
            "Fill it in.",
        ),
        "XL-142": MessageText(
            "“{column}”填的“{value}”不在代码表中{instead_zh}。",
            "“{value}” is not in the list of “{column}”{instead_en}.",
            "请从下拉列表中选择。",
            "Choose from the list.",
        ),
        "XL-142.under": MessageText(
            "“{value}”不属于“{above}”{instead_zh}。",
            "“{value}” does not belong to “{above}”{instead_en}.",
            "请从下拉列表中选择。",
            "Choose from the list.",
        ),
        "XL-143": MessageText(
            "“{column}”填了 {value}，不能小于 {limit}。",
            "“{column}” is {value}; it cannot be less than {limit}.",
            "请核对正负号；没有数就留空，确实为零才填 0。",
            "Check the sign; leave nil blank.",
        ),
        "XL-144": MessageText(
            "“{column}”填的“{value}”不合要求（{check}）。",
            "“{value}” is not as “{column}” requires: {check}.",
            "{prompt}",
            "Correct it.",
        ),
        "XL-145": MessageText(
            "“{column}”超过 {limit} 个字。",
            "“{column}” is longer than {limit} characters.",
            "请缩短。",
            "Shorten it.",
        ),
        "rule.broken": MessageText("{said_zh}", "{said_en}", "{fix_zh}", "{fix_en}"),
        "rule.==": MessageText(
            "{left}，{right}，差 {difference}。",
            "{left}, but {right}: a difference of {difference}.",
        ),
        "rule.rounded": MessageText(
            "{left}，{right}，差 {difference}，像是四舍五入造成的。",
            "{left}, but {right}: a difference of {difference}, as rounding makes.",
        ),
        "rule.<=": MessageText(
            "{left}，超过{right}，多 {gap}。", "{left} exceeds {right} by {gap}."
        ),
        "rule.>=": MessageText(
            "{left}，少于{right}，少 {gap}。", "{left} is {gap} less than {right}."
        ),
        "rule.<": MessageText("{left}，应小于{right}。", "{left} should be less than {right}."),
        "rule.>": MessageText("{left}，应大于{right}。", "{left} should be more than {right}."),
        "rule.!=": MessageText("{left}，与{right}相同。", "{left} is the same as {right}."),
        "rule.stated": MessageText("{states}。现在是：{stand}。", "{states}. Found: {stand}."),
        "rule.same": MessageText(
            "这里是 {here}，别处是 {others}。", "It is {here} here, elsewhere {others}."
        ),
        "rule.unique": MessageText(
            "“{here}”填了 {count} 次：{cells}。", "“{here}” stands there {count} times: {cells}."
        ),
        "rule.calculated": MessageText(
            "公式被改成了数值 {value}，按明细应为 {expected}，差 {difference}（{zh}）。",
            "The formula was replaced by {value}; {expected} is right, a difference of "
            "{difference} ({en}).",
            "请恢复公式；明细有误的，请改明细。",
            "Restore the formula, or correct what it adds up.",
        ),
        "rule.overwritten": MessageText(
            "公式被改成了“{value}”，这里应为 {expected}（{zh}）。",
            "The formula was replaced by “{value}”; it should be {expected} ({en}).",
            "请恢复公式；明细有误的，请改明细。",
            "Restore the formula, or correct what it adds up.",
        ),
        "rule.altered": MessageText(
            "公式被改动：应为“{formula}”，现为“{found}”，显示 {value}，按明细应为 {expected}。",
            "The formula was altered: it is “{found}” instead of “{formula}” and shows {value}; "
            "{expected} is right.",
            "请恢复公式；明细有误的，请改明细。",
            "Restore the formula, or correct what it adds up.",
        ),
        "rule.altered.right": MessageText(
            "公式被改动：应为“{formula}”，现为“{found}”；合计按明细重新计算，不受影响。",
            "The formula was altered: it is “{found}” instead of “{formula}”; the total was "
            "calculated again from what was typed.",
            "请恢复公式；请不要改动公式。",
            "Restore the formula; please leave formulas as they are.",
        ),
        "R34.form": MessageText(
            "缺少本表，未报送。",
            "This form is missing.",
            "请在下发的工作簿中填报；没有数据也要保留空表。",
            "Keep every form of the workbook, blank when there is nothing to report.",
        ),
        "XL-181": MessageText(
            "“{name}”有没有数据，这里填的是“{value}”，只能选“有”或“无数据”，也可留空。",
            "Whether “{name}” has data: “{value}” is none of the choices 有 and 无数据.",
            "请从下拉列表中选择；表中有数据的，可选“有”或留空。",
            "Choose from the list; leave it blank or choose 有 if the form has data.",
        ),
        "XL-182": MessageText(
            "“{name}”选了“无数据”，表中却有数据：{where} 填了“{taken}”。",
            "“{name}” is stated to have no data, but {where} holds “{taken}”.",
            "有数据的，请把封面上的“无数据”改为“有”；没有数据的，请清除表中的数据。",
            "Choose 有 on the cover, or clear the form.",
        ),
        "XL-183": MessageText(
            "“{name}”没有填，也没有在封面上选“无数据”。",
            "“{name}” is not filled in, nor stated to have no data on the cover.",
            "请填报本表；没有数据的，请在封面上选“无数据”。",
            "Fill it in, or choose 无数据 on the cover.",
        ),
        "XL-184": MessageText(
            "没有填写：可填的单元格全部空着。",
            "Not filled in: every cell to fill in is blank.",
            "请填写后再报；没有数据的表，请在封面上选“无数据”。",
            "Fill it in and report again; choose 无数据 on the cover for forms without data.",
        ),
        "XL-185": MessageText(
            "这是较早下发的工作簿：{what}。",
            "This is an earlier edition of the workbook: {what_en}.",
            "请改用重新下发的工作簿填报；缺的部分与本单位无关的，不必改。",
            "Fill in the workbook that was sent out since, unless what is missing does not matter.",
        ),
        "R34.missing": MessageText(
            "{name}（{code}）没有报送。",
            "{name} ({code}) has not reported.",
            "请催报，或在缺少该单位的情况下强制汇总。",
            "Ask for it, or force the consolidation without it.",
        ),
        "R34.duplicate": MessageText(
            "{name}（{code}）有多份不同的报表：{files}。",
            "{name} ({code}) has more than one return: {files}.",
            "请定下采用哪一份。",
            "Choose which one of them counts.",
        ),
        "R34.unknown": MessageText(
            "单位 {code} 不在本次报送范围内。",
            "Entity {code} does not take part in this campaign.",
            "请核对单位代码。",
            "Check the entity's code.",
        ),
        "R34.period": MessageText(
            "预算年度是 {found}，应为 {expected}。",
            "The period is {found}; {expected} is expected.",
            "请使用本年度下发的工作簿。",
            "Use this year's workbook.",
        ),
        "R40": MessageText(
            "单位名称“{found}”与登记的“{expected}”不一致。",
            "The entity's name “{found}” differs from the registered “{expected}”.",
            "请核对。",
            "Check it.",
        ),
        "R38.unequal": MessageText(
            "{zh}：付出单位 {payer} 列 {value}，收到单位 {receiver} 列 {stated}，两边不一致，"
            "不能抵销。涉及 {cells}。",
            "{en}: {payer} states {value}, {receiver} states {stated}: they differ and are not "
            "eliminated. See {cells}.",
            "请两个单位核对金额和对方单位代码，更正后重新报送；同一笔往来两边应相等。",
            "Let both check amount and counterparty and report again: both sides must be equal.",
        ),
        "reissue.parent": MessageText(
            "这是汇总工作簿，不逐格修改。",
            "This is a consolidated workbook, which is not mended cell by cell.",
            "请下级单位改好各自的报表，再重新汇总。",
            "Let those below mend their returns, then consolidate again.",
        ),
        "R38.loose": MessageText(
            "{name}（{code}）填有上下级补助或上缴，但没有内部往来表，不知道对方单位，无法抵销。",
            "{name} ({code}) states transfers without the register that names the counterparty.",
            "请用现行版本的工作簿填报内部往来表；确为部门以外往来的，也在该表注明对方单位。",
            "Fill in the register of transfers in a workbook of today's version.",
        ),
    }
)
