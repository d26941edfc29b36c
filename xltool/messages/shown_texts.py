"""Texts of findings about cells that show something else than they store, by message key."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.message_text import MessageText

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOWN_TEXTS: Mapping[str, MessageText] = MappingProxyType(
    {
        "XL-178": MessageText(
            "单元格存的是 {value}，按数字格式显示为“{shown}”，已按显示的读取。",
            "The cell stores {value} and its number format shows “{shown}”, which was read.",
            "不必改，但请核对；下次请直接填要报的数或文字，不要用数字格式改变显示。",
            "Check it; next time type what is meant instead of having a format show it.",
        ),
        "XL-178.otherwise": MessageText(
            "单元格存的是 {value}，显示的却是“{shown}”，不知以哪个为准，没有采用。",
            "The cell stores {value} but shows “{shown}”. Which of them is meant is not certain: "
            "neither was taken.",
            "请把单元格的数字格式改为“常规”，再填写要报的数。",
            "Set the cell's number format to General, then type what is meant.",
        ),
        "XL-178.unclear": MessageText(
            "单元格存的是 {value}，数字格式 {shown} 把它显示成别的样子，不知以哪个为准，没有采用。",
            "The cell stores {value}, which its number format {shown} shows as something else. "
            "Which of them is meant is not certain: neither was taken.",
            "请把单元格的数字格式改为“常规”，再填写要报的数。",
            "Set the cell's number format to General, then type what is meant.",
        ),
        "XL-178.hidden": MessageText(
            "单元格存有 {value}，数字格式却使它显示为空白。",
            "The cell stores {value}, but its number format shows a blank.",
            "要报的，请把单元格的数字格式改为“常规”；不要的，请按 Delete 键清除。",
            "Set its number format to General if it is meant, else clear the cell.",
        ),
        "XL-188": MessageText(
            "“{value}”超过 15 位：作为数字存放，后面的位数已经丢失。",
            "“{value}” has more than 15 digits; stored as a number, it has lost the last of them.",
            "请把单元格格式设为“文本”，再重新填写完整的号码。",
            "Format the cell as text, then type the whole number again.",
        ),
        "XL-188.date": MessageText(
            "单元格显示“{shown}”，存的是日期 {value}："
            "填的是日期，还是 1-2、3/2 这样的文字被当成了日期？",
            "The cell shows “{shown}” and stores the date {value}: was a date meant, or was a text "
            "such as 1-2 or 3/2 taken for one?",
            "是日期的，请写明年月日；不是的，请把单元格格式设为“文本”，再重新填写。",
            "If it is, type year, month and day; else format the cell as text and type it again.",
        ),
        "XL-188.time": MessageText(
            "单元格显示“{shown}”，存的是时间 {value}："
            "填的是时间，还是 1:2 这样的文字被当成了时间？",
            "The cell shows “{shown}” and stores the time {value}: was a time meant, or was a text "
            "such as 1:2 taken for one?",
            "请把单元格格式设为“文本”，再重新填写。",
            "Format the cell as text and type it again.",
        ),
        "XL-179": MessageText(
            "单元格里是一张图片，不是数字或文字，无法读取。",
            "The cell shows a picture, not a number or text; it cannot be read.",
            "请删去图片，改填数字或文字；图片可作为附件另行报送。",
            "Delete the picture and type the number or text itself; send pictures as an annex.",
        ),
        "XL-180": MessageText(
            "{cells} 的“{value}”被合并区域 {span} 盖住，只看得到该区域第一个单元格的内容。",
            "“{value}” in {cells} is covered by the merged area {span}, of which only the first "
            "cell is seen.",
            "请取消合并，逐格核对，多余的删去，然后重新报送。",
            "Unmerge the area, check each cell, delete what should not be there and resend.",
        ),
        "XL-186": MessageText(
            "本表被隐藏，打开文件看不到表中的数；其内容照常读取。",
            "This form is hidden: whoever opens the file does not see its figures. It was read.",
            "请右键点击任一工作表标签，选“取消隐藏”；其中没有列出的（深度隐藏），请按 Alt+F11，"
            "在属性窗口把本表的 Visible 改为 -1。核对后重新报送。",
            "Right-click any tab and choose Unhide; if it is not listed (very hidden), press "
            "Alt+F11 and set Visible to -1. Check it and resend.",
        ),
        "XL-187": MessageText(
            "“{value}”划有删除线，不能确定是否还算数（{cells}）。",
            "“{value}” is struck out, as a whole or in part: whether it counts is not certain "
            "({cells}).",
            "作废的，请删去内容；有效的，请取消删除线，重新报送。",
            "Delete it, or remove the strike if it counts, and resend.",
        ),
    }
)
