"""Texts of findings about files and single cells, by message key: XL-101 to XL-189."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.message_text import MessageText

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_TEXTS: Mapping[str, MessageText] = MappingProxyType(
    {
        "XL-101": MessageText(
            "{name} 不是 Excel 工作簿，而是{what}。",
            "{name} is not an Excel workbook but {what}.",
            "请在原工作簿中填写，存为 .xlsx 后重新报送。",
            "Fill in the original workbook and save it as .xlsx.",
        ),
        "XL-101.archive": MessageText(
            "{name} 是 rar、7z 一类的压缩包，打不开。",
            "{name} is an archive such as rar or 7z, which is not opened.",
            "请解压后把里面的工作簿放进来，或改用 zip 压缩。",
            "Unpack it and put in the workbooks, or pack them as a zip.",
        ),
        "XL-102": MessageText(
            "{name} 已损坏，无法读取（{why}）。",
            "{name} is damaged and cannot be read ({why}).",
            "请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后重新报送。",
            "Open the original in Excel or WPS, save it again as .xlsx and resend it.",
        ),
        "XL-103": MessageText(
            "{name} 设有打开密码。",
            "{name} is protected by an opening password.",
            "请在 Excel 中取消打开密码（文件—信息—保护工作簿），保存后重新报送。",
            "Remove the opening password (File, Info, Protect Workbook), save and resend.",
        ),
        "XL-103.zip": MessageText(
            "{name} 是设有密码的压缩包。",
            "{name} is an archive with a password.",
            "请输入密码解压后，把里面的工作簿放进来。",
            "Unpack it with the password and put in the workbooks.",
        ),
        "XL-103.label": MessageText(
            "{name} 由敏感度标签（权限管理）加密，只有获得授权的人才能打开。",
            "{name} is encrypted by a sensitivity label (rights management): only who was given "
            "the rights can open it.",
            "请在 Excel 中取消标签或权限保护（开始—敏感度；文件—信息—保护工作簿—限制访问），"
            "另存后重新报送。",
            "Remove the label or restriction in Excel (Home, Sensitivity; File, Info, Protect "
            "Workbook, Restrict Access), save and resend.",
        ),
        "XL-103.network": MessageText(
            "{name} 由单位的文件加密系统加密，离开单位网络就无法读取。",
            "{name} is encrypted by an office network's file encryption and cannot be read "
            "outside of it.",
            "请用该系统的解密（外发）功能解密后重新报送。",
            "Have it decrypted for sending out by that system, and resend it.",
        ),
        "XL-104": MessageText(
            "{name} 含有宏，不予读取。",
            "{name} contains macros and is not read.",
            "请另存为不含宏的 .xlsx 后重新报送。",
            "Save it as .xlsx without macros and resend.",
        ),
        "XL-105": MessageText(
            "{name} 的内部结构不安全（{why}：{member}），不予读取。",
            "{name} is not safe to read inside ({why}: {member}).",
            "请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后重新报送。",
            "Open the original in Excel or WPS, save it again as .xlsx and resend it.",
        ),
        "XL-106": MessageText(
            "{name} 过大（{why}：{found}，上限 {limit}）。",
            "{name} is too large ({why}: {found}, limit {limit}).",
            "请删去表样以外的内容后重新报送。",
            "Remove what does not belong to the forms and resend.",
        ),
        "XL-107": MessageText(
            "{name} 无法打开：{why}。",
            "{name} cannot be opened: {why}.",
            "请核对文件名和权限。",
            "Check the name and the permissions.",
        ),
        "XL-108": MessageText(
            "{name} 无法安全读取：{why}。",
            "{name} could not be read safely: {why}.",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。",
            "Open it in Excel or WPS, save it again as .xlsx and resend it.",
        ),
        "XL-109": MessageText(
            "审核 {name} 时 xltool 程序出错（{what}），不是这份文件的问题。",
            "xltool failed at {name} ({what}); nothing is wrong with the file.",
            "不要退回填报单位；请把这份文件和本行文字发给 xltool 的维护人员。",
            "Do not send it back; send the file and this line to whoever maintains xltool.",
        ),
        "XL-111": MessageText(
            "填写的“{value}”{why}，已按“{taken}”读取。",
            "“{value}” {why}; it was read as “{taken}”.",
            "不必改；下次请只填数字或列表中的内容。",
            "Nothing to do; next time type it plainly.",
        ),
        "XL-112": MessageText(
            "“{value}”不是数字：{why}。",
            "“{value}” is not a number: it {why}.",
            "请只填数字，不带单位、括号、百分号或文字；没有数就留空，确实为零才填 0。",
            "Type digits only, without unit, brackets, percent sign or words; leave nil blank.",
        ),
        "XL-113": MessageText(
            "“{value}”的小数位数过多。",
            "“{value}” has too many decimal places.",
            "请按表样要求的小数位数填写（金额两位，台、辆、人为整数）。",
            "Use the decimal places the form asks for (amounts two, counts none).",
        ),
        "XL-114": MessageText(
            "“{value}”过大，超出可填范围。",
            "“{value}” is too large.",
            "请核对计量单位。",
            "Check the unit of measure.",
        ),
        "XL-115": MessageText(
            "填报表中出现“{value}”，该数不参与计算。",
            "“{value}” is masked: it takes no part in any sum.",
            "内部填报请填实际数，涉密项目在“公开情况”选“隐名公开”或“不公开”。",
            "Enter the real figure and mark the line as not public.",
        ),
        "XL-116": MessageText(
            "代码“{value}”是数字格式，可能已丢失字符。",
            "The code “{value}” was stored as a number and may have lost characters.",
            "请将单元格设为文本后重新填写代码，或从下拉列表选择。",
            "Choose the code from the list, or type it as text.",
        ),
        "XL-117": MessageText(
            "“{value}”不是日期。",
            "“{value}” is not a date.",
            "请按 2020-01-31 的形式填写。",
            "Type it like 2020-01-31.",
        ),
        "XL-118": MessageText(
            "“{value}”含有不可见的控制字符。",
            "“{value}” holds control characters.",
            "请删去后重新输入。",
            "Delete it and type it again.",
        ),
        "XL-119": MessageText(
            "文字过长。",
            "The text is too long.",
            "请缩短。",
            "Shorten it.",
        ),
        "XL-120": MessageText(
            "{name} 不是本套报表：找不到表样标识。",
            "{name} is not one of these forms: it carries no identity.",
            "请在下发的工作簿中填写，不要新建或复制到别的文件；与报送无关的，请移走。",
            "Fill in the workbook that was sent out; do not copy it into another file. What is no "
            "return is to be taken out.",
        ),
        "XL-121": MessageText(
            "隐藏标识表已损坏，已按别处的标识识别。",
            "The hidden identity sheet is damaged; the workbook was recognised by its other marks.",
            "请把数据填入下发的工作簿后重新报送。",
            "Fill in a fresh copy of the workbook sent out.",
        ),
        "XL-121.halves": MessageText(
            "隐藏标识表里有不成字的半个字符（{keys}），已按其编码读取，如 \\ud800。",
            "The hidden identity sheet holds halves of characters ({keys}), read as their "
            "codes, such as \\ud800.",
            "请把数据填入下发的工作簿后重新报送。",
            "Fill in a fresh copy of the workbook sent out.",
        ),
        "XL-122": MessageText(
            "这是另一套报表“{found}”，应为“{expected}”。",
            "It belongs to the pack “{found}”; “{expected}” is expected.",
            "请核对文件。",
            "Check the file.",
        ),
        "XL-123": MessageText(
            "表样版本是“{found}”，应为“{expected}”。",
            "It is version “{found}”; “{expected}” is expected.",
            "请使用最新下发的工作簿填报。",
            "Use the workbook that was sent out last.",
        ),
        "XL-124": MessageText(
            "表样被改动：此处应为“{expected}”，现为“{value}”，无法确定各行各列的位置，本表未读取。",
            "The form was altered: “{expected}” should stand here, not “{value}”. Where its rows "
            "and columns are is not certain, so it was not read.",
            "请把数据填入下发的工作簿，不要插入、删除行列或修改表头。",
            "Fill in a fresh copy of the workbook; do not insert or delete rows or columns.",
        ),
        "XL-125": MessageText(
            "单元格是错误值 {value}。",
            "The cell holds the error {value}.",
            "请直接填写数据。",
            "Type the value itself.",
        ),
        "XL-126": MessageText(
            "单元格是公式，但没有计算结果。",
            "The cell is a formula without a result.",
            "请直接填写数据，或用 Excel、WPS 打开并保存一次。",
            "Type the value itself, or open and save the file in Excel or WPS.",
        ),
        "XL-127": MessageText(
            "填报单元格中是公式，已按结果 {value} 读取。",
            "An input cell holds a formula; its result {value} was taken.",
            "建议改为数值。",
            "Better type the value itself.",
        ),
        "XL-131": MessageText(
            "合计公式被改成了数值 {value}（数值本身正确）。",
            "A formula was replaced by the constant {value} (which is right).",
            "不必改；请不要覆盖公式。",
            "Nothing to do; please do not overwrite formulas.",
        ),
        "R39": MessageText(
            "汇总数与各单位表不一致：应为 {expected}，现为 {value}。",
            "It differs from the entities' sheets: {expected} is right, not {value}.",
            "请重新汇总。",
            "Consolidate again.",
        ),
        "R39.constants": MessageText(
            "本表有 {count} 处公式被改成了数值（数值本身正确）。",
            "{count} formulas of this sheet were replaced by constants (which are right).",
            "不必改；请不要覆盖公式。",
            "Nothing to do; please do not overwrite formulas.",
        ),
        "R39.text": MessageText(
            "“{expected}”被改成了“{value}”；本表只作说明，没有继续核对。",
            "“{expected}” was changed to “{value}”; this sheet only explains and was not compared.",
            "请重新汇总；本表不要改动。",
            "Consolidate again, and leave this sheet as it is.",
        ),
        "R39.sheet": MessageText(
            "说明汇总数的这张表被删去，引用它的公式无法计算。",
            "This sheet, which explains the sums, was deleted; formulas that refer to it fail.",
            "请重新汇总。",
            "Consolidate again.",
        ),
        "XL-133": MessageText(
            "任务给定的数被改动：应为“{expected}”，现为“{taken}”。",
            "A figure that the campaign gives was changed: it is “{expected}”, not “{taken}”.",
            "请恢复下发时的数；认为给定的数有误，请与汇总单位联系。",
            "Restore it; if you think it is wrong, ask whoever collects the returns.",
        ),
        "XL-133.blank": MessageText(
            "任务给定此处为空白，现为“{taken}”。",
            "The campaign gives a blank here; now it holds “{taken}”.",
            "请恢复下发时的样子；认为给定的数有误，请与汇总单位联系。",
            "Restore it; if you think it is wrong, ask whoever collects the returns.",
        ),
        "XL-151": MessageText(
            "表样标识前后不一：{layer}中的{what}是“{said}”，别处是“{taken}”。",
            "The workbook contradicts itself: by its {layer} the {what} is “{said}”, "
            "elsewhere “{taken}”.",
            "请核对是否拼接了不同的工作簿；请用下发的工作簿填报。",
            "Check whether different workbooks were merged; fill in the one that was sent out.",
        ),
        "XL-152": MessageText(
            "本表是从别的工作簿复制来的（{value}），应为 {expected}，未读取。",
            "This sheet was copied from another workbook ({value}, not {expected}); "
            "it was not read.",
            "请在本单位、本年度下发的工作簿中填写本表。",
            "Fill in this form in your own workbook of this year.",
        ),
        "XL-153": MessageText(
            "本表来自同一单位的另一份工作簿（序列号不同）。",
            "This sheet comes from another copy of the same workbook (its serial number differs).",
            "请核对数据是否为最新。",
            "Check that its figures are the latest.",
        ),
        "XL-154": MessageText(
            "本表有多份：{sheets}。只读取了名称与表样一致的一份。",
            "There are copies of this form: {sheets}. Only the one with the right name was read.",
            "请删去多余的工作表。",
            "Delete the others.",
        ),
        "XL-155": MessageText(
            "本表左上角的表样标识被删去或改动，已按表头核对后读取。",
            "The identity line of this sheet is gone or altered; it was read by its headings.",
            "不必改；请不要改动表样。",
            "Nothing to do; please do not alter the form.",
        ),
        "XL-156": MessageText(
            "工作簿的隐藏标识表已丢失，已按{layer}识别。",
            "The hidden identity sheet is gone; the workbook was recognised by its {layer}.",
            "不必改；请尽量不要用其他程序转换文件。",
            "Nothing to do; better not to convert the file with other programs.",
        ),
        "XL-189": MessageText(
            "{name} 含有{what}（{member}），不予读取。",
            "{name} contains {what} ({member}) and is not read.",
            "请在 Excel 中删去后另存为 .xlsx 重新报送；需要的数请直接填写。",
            "Remove it in Excel, save as .xlsx and resend; type the figures themselves.",
        ),
    }
)
