"""Texts of findings about a publication, by message key: XL-207 to XL-236."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.message_text import MessageText

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLICATION_TEXTS: Mapping[str, MessageText] = MappingProxyType(
    {
        "XL-207.errors": MessageText(
            "汇总工作簿有 {count} 个错误。",
            "The department's workbook has {count} errors.",
            "请先改正并重新汇总；只要送审稿的，可以强制出。",
            "Correct and consolidate again first; a draft alone can be forced.",
        ),
        "XL-207.older": MessageText(
            "{name} 与汇总时不同，没有汇总进来。",
            "{name} is not as it was consolidated: the workbook does not have it.",
            "请重新汇总。",
            "Consolidate again.",
        ),
        "XL-207.forced": MessageText(
            "汇总工作簿是有错误仍强制汇总的：{value}",
            "The department's workbook was consolidated in spite of errors: {value}",
            "请改正后重新汇总；只要送审稿的，可以强制出。",
            "Correct them and consolidate again; a draft alone can be forced.",
        ),
        "XL-207.coverage": MessageText(
            "汇总工作簿只有 {count} 个单位，应报 {expected} 个。",
            "The department's workbook is made of {count} units; {expected} should report.",
            "请收齐后重新汇总；只要送审稿的，可以强制出。",
            "Consolidate again when all are in; a draft alone can be forced.",
        ),
        "XL-208.missing": MessageText(
            "没有{name}。",
            "{name} is missing.",
            "请审阅送审稿后，在部门填报工作簿的公开说明中填写姓名和送审稿编号 {expected}，"
            "审核、汇总后再定稿。",
            "After reading the draft, enter name and draft number {expected} in the narrative of "
            "the department's own workbook; check, consolidate, then make the final.",
        ),
        "XL-208.number": MessageText(
            "{name}填的是“{value}”，现在的送审稿编号是 {expected}。",
            "{name} quotes “{value}”; the draft is {expected}.",
            "审签之后内容有改动：请重新审阅，改填现在的编号。",
            "The content changed after it was signed: read the draft again and quote its number.",
        ),
        "XL-208.person": MessageText(
            "{name}只有编号，没有姓名。",
            "{name} has a number but no name.",
            "请在编号旁写明姓名。",
            "Enter the name beside the number.",
        ),
        "XL-208.same": MessageText(
            "{name}与{other}是同一个人。",
            "{name} and {other} are one person.",
            "保密审查和负责人审签应由两个人分别签。",
            "Secrecy review and approval are signed by two people.",
        ),
        "XL-209.number": MessageText(
            "已有公开稿 {expected}，更正的编号填的是“{value}”。",
            "Edition {expected} is public; the number to correct is “{value}”.",
            "更正公开稿的，请在公开说明“更正的公开稿编号”中填写 {expected}，审核、汇总后再定稿。",
            "To correct it, enter {expected} as the edition to correct in the narrative, check, "
            "consolidate, then make the final.",
        ),
        "XL-209.reason": MessageText(
            "更正公开稿 {expected}，没有写更正原因。",
            "Edition {expected} is corrected and no reason is given.",
            "请在公开说明“更正原因”中写明。",
            "Give it in the narrative.",
        ),
        "XL-210": MessageText(
            "未能判断：{zh}。",
            "Not evaluated: {en}.",
            "没有判断的不能定稿；请看复核报告里的计数和问题。",
            "What was not judged cannot be final; see counts and findings in the review.",
        ),
        "XL-211": MessageText(
            "{concept}：文中 {value}，报表 {expected}。",
            "{concept}: the text says {value}, the form has {expected}.",
            "请按报表改正，或重新生成公开文本。",
            "Correct it by the form, or make the document again.",
        ),
        "XL-211.text": MessageText(
            "{concept}：文中“{value}”，报表“{expected}”。",
            "{concept}: the text says “{value}”, the form has “{expected}”.",
            "请按部门填报工作簿改正，或重新生成公开文本。",
            "Correct it by the department's own workbook, or make the document again.",
        ),
        "XL-211.table": MessageText(
            "{name}：第 {row} 行第 {col} 格与报表不符。",
            "{name}: cell {col} of row {row} is not what the form has.",
            "请重新生成公开文件；仍不符的，请把本信息告诉维护人员。",
            "Make the files again; if it still differs, tell whoever maintains xltool.",
        ),
        "XL-211.missing": MessageText(
            "{name}：没有读到这张表，或者多出了内容。",
            "{name}: the table was not read, or there is more than it.",
            "请重新生成公开文件；仍不符的，请把本信息告诉维护人员。",
            "Make the files again; if it still differs, tell whoever maintains xltool.",
        ),
        "XL-211.units": MessageText(
            "文中 {value}，别处是 {expected}。",
            "The text says {value}, and elsewhere {expected}.",
            "请核对单位是“元”还是“万元”。",
            "Check which of both units is right.",
        ),
        "XL-212": MessageText(
            "{value} ≠ {terms} = {expected}。",
            "{value} ≠ {terms} = {expected}.",
            "请核对合计和各分项。",
            "Check the total and its parts.",
        ),
        "XL-212.rounding": MessageText(
            "{value} 与 {terms} = {expected} 相差在四舍五入范围内。",
            "{value} and {terms} = {expected} differ within rounding.",
            "不必处理。",
            "Nothing needs doing.",
        ),
        "XL-213": MessageText(
            "{concept}：文中“{value}”，报表{expected}。",
            "{concept}: the text says “{value}”, by the form it is “{expected}”.",
            "请核对增减方向。",
            "Check the direction of the change.",
        ),
        "XL-214": MessageText(
            "没有读到数字，不能复核。",
            "No figure was read: not evaluated.",
            "请核对文件是不是公开文本。",
            "Check whether the file is the published document.",
        ),
        "XL-214.missing": MessageText(
            "文件里没有找到“{value}”，不能复核。",
            "The file does not hold “{value}”: not evaluated.",
            "请核对这一句有没有改动，或重新生成公开文本。",
            "Check whether the sentence was changed, or make the document again.",
        ),
        "XL-221": MessageText(
            "{part} 里有页面上看不到的内容（{what}）。",
            "{part} holds what is not on the page ({what}).",
            "请不要公开这份文件；请重新做一份，做成后不要另存。",
            "Do not publish this file; make it again, and do not save it anew.",
        ),
        "XL-231": MessageText(
            "公开审定第 {row} 行的项目，在 {file} {part} 里还有（{way}）。",
            "The project in row {row} of the decisions still stands in {file} {part} ({way}).",
            "请查明来源后重新生成；在查清之前不要公开。",
            "Find out where it comes from and make it again; do not publish it before.",
        ),
        "XL-231.foreign": MessageText(
            "{part} 里有页面上隐去的文字（{what}）。",
            "{part} still holds what the page hides ({what}).",
            "请不要公开这份文件；隐去的内容要从源数据中去掉后重新生成。",
            "Do not publish this file; take it out of the source and make it again.",
        ),
        "XL-232": MessageText(
            "{name} {form}：公开审定第 {rows} 行的{what_zh}可以推算（{relations_zh}）。",
            "{name} {form}: {what_en} of row {rows} of the decisions follows ({relations_en}).",
            "请{proposal_zh}；确认可以推算的，在公开审定中“允许推算”填“是”。",
            "{proposal_en}; or allow it in the decision.",
        ),
        "XL-232.foreign": MessageText(
            "{name}有 {count} 行是星号，合计可以由{name}减去其余各行推算。",
            "{count} rows of “{name}” are masked; their sum follows from it and the other rows.",
            "只隐去一行的，就是这一行的数；请一并隐去{name}，或再隐去别的行。",
            "Of a single row it is the figure itself: mask “{name}” as well, or another row.",
        ),
        "XL-233": MessageText(
            "{form}第 {row} 行：内部报表里已是星号，无法查找。",
            "{form}, row {row}: masked in the internal form already: not evaluated.",
            "请单位在内部报表中填写真实名称和金额。",
            "Have the unit enter true names and amounts in the internal form.",
        ),
        "XL-234": MessageText(
            "公开审定第 {row} 行：星号与隐去的字数相同。",
            "Row {row} of the decisions: as many stars as hidden characters.",
            "请改用固定个数的星号。",
            "Use the same number of stars for all.",
        ),
        "XL-235.undecided": MessageText(
            "公开情况为“{value}”的 {count} 个项目没有公开审定。",
            "{count} projects proposed as “{value}” have no decision.",
            "请在部门填报工作簿的公开审定中各填一行。",
            "Enter a row for each in the department's decisions.",
        ),
        "XL-235.unknown": MessageText(
            "公开审定第 {row} 行的项目在报表中没有。",
            "The project in row {row} of the decisions is in no form.",
            "请核对项目名称。",
            "Check the name of the project.",
        ),
        "XL-235.incomplete": MessageText(
            "公开审定第 {row} 行缺少{what}。",
            "Row {row} of the decisions lacks {what}.",
            "请补填。",
            "Fill it in.",
        ),
        "XL-237": MessageText(
            "{file} 与清单不符。",
            "{file} is not as the manifest has it.",
            "请重新生成；不要改动公开稿文件夹里的文件。",
            "Make it again; do not change files in the folder of the edition.",
        ),
        "XL-235.twice": MessageText(
            "公开审定第 {row} 行与第 {other} 行是同一个项目。",
            "Rows {row} and {other} of the decisions are about one project.",
            "请删去其中一行；在这之前按较严的一行处理。",
            "Delete one of them; until then the stricter one holds.",
        ),
        "XL-235.shown": MessageText(
            "公开审定第 {row} 行的公开名称里还有真实名称。",
            "The name to be published in row {row} of the decisions still has the true one in it.",
            "请改写公开名称，或把公开情况改为“公开”。",
            "Change the name to be published, or decide that the project is published.",
        ),
        "XL-238": MessageText(
            "{file} 重做一遍不相同。",
            "{file} is not the same when it is made again.",
            "请把本信息告诉维护人员；在查清之前不要公开。",
            "Tell whoever maintains xltool; do not publish it before.",
        ),
        "XL-239": MessageText(
            "人工填写的“{value}”与公开审定第 {row} 行不公开的数字相同。",
            "“{value}”, which a person wrote, is a number withheld by row {row} of the decisions.",
            "请改写这句话，去掉这个数字。",
            "Reword the sentence without the number.",
        ),
        "XL-239.unexplained": MessageText(
            "“{value}”没有出处：不是报表的数，也不是人工填写的。",
            "“{value}” has no source: no form and no person gave it.",
            "请重新生成；仍然如此的，请告诉维护人员。",
            "Make it again; if it stays, tell whoever maintains xltool.",
        ),
        "XL-236": MessageText(
            "试放 {planted} 处只找到 {found} 处（{places}）：不能证明。",
            "{planted} texts were planted and {found} found ({places}): not evaluated.",
            "请把本信息和文件告诉维护人员；在查清之前不要公开。",
            "Tell whoever maintains xltool; do not publish it before.",
        ),
    }
)
