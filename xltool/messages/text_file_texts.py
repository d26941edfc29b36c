"""Texts of findings about the text file of a publication, by message key: XL-201 to XL-206."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.message_text import MessageText

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT_FILE_TEXTS: Mapping[str, MessageText] = MappingProxyType(
    {
        "XL-201": MessageText(
            "“{value}”不认识。",
            "“{value}” is unknown.",
            "是不是 {expected}？请改正文本文件的这一行。",
            "Did you mean {expected}? Correct this line of the text file.",
        ),
        "XL-201.unlike": MessageText(
            "“{value}”不认识。",
            "“{value}” is unknown.",
            "请改正文本文件的这一行，写法见文档“公开文本”。",
            "Correct this line of the text file as the documentation has it.",
        ),
        "XL-201.origin": MessageText(
            "“{value}”没有说是哪张表。",
            "“{value}” does not say of which form.",
            "请在前面写一行“@取自 表 栏”，或写全：表.行.栏。",
            "Write a line @from FORM COLUMN before it, or the full name FORM.LINE.COLUMN.",
        ),
        "XL-201.figure": MessageText(
            "“{value}”不是一个数。",
            "“{value}” is no figure.",
            "请写成 表.行.栏，如 three_public.total.current。",
            "Write FORM.LINE.COLUMN, such as three_public.total.current.",
        ),
        "XL-201.slot": MessageText(
            "“{value}”不是一段文字。",
            "“{value}” is no text.",
            "请写成 表.行，如 narrative.running_use。",
            "Write FORM.LINE, such as narrative.running_use.",
        ),
        "XL-201.last": MessageText(
            "“{value}”没有上年数。",
            "“{value}” has no figure of last year.",
            "请写两个数：{{增减 本年 上年}}，或删去。",
            "Name both figures: {{change THIS LAST}}, or delete it.",
        ),
        "XL-201.below": MessageText(
            "“{value}”下面没有分项。",
            "Nothing stands below “{value}”.",
            "请改用有分项的行。",
            "Name a line that has parts.",
        ),
        "XL-201.share": MessageText(
            "“{value}”没有写全。",
            "“{value}” is incomplete.",
            "请写成 {{占比 数 比 总数}}。",
            "Write {{share FIGURE of WHOLE}}.",
        ),
        "XL-201.reason": MessageText(
            "“{value}”没有写全。",
            "“{value}” is incomplete.",
            "请写成 {{原因 数 说明的行 | ，主要原因{{}}}}。",
            "Write {{reason FIGURE narrative.LINE | text {{}}}}.",
        ),
        "XL-201.parts": MessageText(
            "“{value}”竖线“|”的个数不对。",
            "“{value}” has the wrong number of parts.",
            "请对照文档补上或删去。",
            "Add or delete parts as the documentation has them.",
        ),
        "XL-201.here": MessageText(
            "“{value}”不能写在这里。",
            "“{value}” cannot stand here.",
            "请只在“各项”“各单位”“原因”“@逐张”里面写。",
            "Write it only inside parts, units, reason or @each.",
        ),
        "XL-201.command": MessageText(
            "“{value}”没有写对。",
            "“{value}” is not written as it should be.",
            "请对照文档改正这一行。",
            "Correct this line as the documentation has it.",
        ),
        "XL-201.unprinted": MessageText(
            "“{value}”：这张表不公开。",
            "“{value}”: this form is not published.",
            "请在 disclosure.toml 里加上这张表，或删去这一行。",
            "Add a [[form]] to disclosure.toml, or delete this line.",
        ),
        "XL-201.cards": MessageText(
            "“{value}”不是卡片表。",
            "“{value}” is no form of cards.",
            "请写卡片表的名称，如职责绩效目标表。",
            "Name a form of cards, such as duties.",
        ),
        "XL-201.end": MessageText(
            "{value} 没有写完。",
            "{value} has no @end.",
            "请在要重复的几行后面另起一行写“@完”。",
            "Write @end on a line of its own below what is repeated.",
        ),
        "XL-201.nothing": MessageText(
            "“{value}”后面没有可印的行。",
            "Nothing follows “{value}”.",
            "请补上后面的行，或删去这一行。",
            "Add the line that it speaks of, or delete it.",
        ),
        "XL-202.typed": MessageText(
            "数字不能手写：“{value}”。",
            "A figure is typed by hand: “{value}”.",
            "请换成花括号里的数据，如 {{three_public.total.current}}。",
            "Put a field in braces instead, such as {{three_public.total.current}}.",
        ),
        "XL-202.measure": MessageText(
            "{value} 自带单位，后面又写了“{unit}”。",
            "{value} brings its unit; “{unit}” is written after it once more.",
            "请删去后面的单位。",
            "Delete the unit behind it.",
        ),
        "XL-202.brackets": MessageText(
            "括号不成对：{value}",
            "Brackets do not match: {value}",
            "请补上或删去多余的括号。",
            "Add what is missing or delete what is too much.",
        ),
        "XL-202.negative": MessageText(
            "{value} 是负数，句子里不能印负号。",
            "{value} is negative; a sentence prints no minus sign.",
            "请改用 {{增减 …}}，用“减少”来说。",
            "Use {{change …}}, which says it in words.",
        ),
        "XL-203": MessageText(
            "{value} 空白。",
            "{value} is blank.",
            "确实为零的填 0，整张表没有的选“无数据”。",
            "Enter 0 for a real zero, or state that the form has no data.",
        ),
        "XL-203.text": MessageText(
            "{value}没有写。",
            "{value} is not written.",
            "请在部门填报工作簿中填写。",
            "Write it in the department's own workbook.",
        ),
        "XL-203.share": MessageText(
            "{value} 为零，不能算占比。",
            "{value} is zero: nothing is a share of it.",
            "请在前面加一行“@有数时”。",
            "Put a line @when before it.",
        ),
        "XL-204": MessageText(
            "句子不通：“{value}”。",
            "The sentence breaks: “{value}”.",
            "请把只在有数、有变动时才说的话写进花括号，或用“@有数时”另起一行。",
            "Put what needs a figure or a change into a field, or begin a line by @when.",
        ),
        "XL-204.sample": MessageText(
            "按试填的数，句子不通：“{value}”。",
            "With sample figures the sentence breaks: “{value}”.",
            "请把只在有数、有变动时才说的话写进花括号，或用“@有数时”另起一行。",
            "Put what needs a figure or a change into a field, or begin a line by @when.",
        ),
        "XL-204.rise": MessageText(
            "全部增加时句子不通：“{value}”。",
            "When all rises, the sentence breaks: “{value}”.",
            "请把只在有数、有变动时才说的话写进花括号，或用“@有数时”另起一行。",
            "Put what needs a figure or a change into a field, or begin a line by @when.",
        ),
        "XL-204.fall": MessageText(
            "全部减少时句子不通：“{value}”。",
            "When all falls, the sentence breaks: “{value}”.",
            "请把只在有数、有变动时才说的话写进花括号，或用“@有数时”另起一行。",
            "Put what needs a figure or a change into a field, or begin a line by @when.",
        ),
        "XL-204.same": MessageText(
            "没有变动时句子不通：“{value}”。",
            "When nothing changes, the sentence breaks: “{value}”.",
            "请把只在有数、有变动时才说的话写进花括号，或用“@有数时”另起一行。",
            "Put what needs a figure or a change into a field, or begin a line by @when.",
        ),
        "XL-204.nil": MessageText(
            "没有数时句子不通：“{value}”。",
            "When all is nil, the sentence breaks: “{value}”.",
            "请把只在有数、有变动时才说的话写进花括号，或用“@有数时”另起一行。",
            "Put what needs a figure or a change into a field, or begin a line by @when.",
        ),
        "XL-205.missing": MessageText(
            "{slot}：变动 {change}，没有写原因。",
            "{slot}: it changed by {change}; no reason is given.",
            "请在部门填报工作簿的公开说明中写明原因。",
            "Give the reason in the department's own workbook.",
        ),
        "XL-205.offered": MessageText(
            "{slot}：变动 {change}，没有写原因。",
            "{slot}: it changed by {change}; no reason is given.",
            "请在部门填报工作簿的公开说明中写明原因。各单位说过：{offered}",
            "Give the reason in the department's own workbook. The units said: {offered}",
        ),
        "XL-205.idle": MessageText(
            "{slot}：没有变动，却写了原因：“{value}”。",
            "{slot}: nothing changed, yet a reason is given: “{value}”.",
            "请删去原因，或核对上年数。",
            "Delete the reason, or check last year's figure.",
        ),
        "XL-206": MessageText(
            "{whole}{change}；{parts}，原因没有说到。",
            "{whole}{change}; the reason does not name {parts}.",
            "请补充原因。",
            "Complete the reason.",
        ),
    }
)
