"""Texts of findings about explanations, and about what has come again: XL-190 to XL-194."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.message_text import MessageText

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPLANATION_TEXTS: Mapping[str, MessageText] = MappingProxyType({
    "XL-190": MessageText(
        "数已改，原说明作废：“{text}”。",
        "The figures were changed, so what was said before no longer counts: “{text}”.",
        "提醒仍在的，请核对；无误的，请在“审核意见”中重新说明。",
        "Check the warning; if all is right, explain it again on the sheet 审核意见.",
    ),
    "XL-191": MessageText(
        "说明太长（{length} 字，最多 {limit} 字），没有采用：“{value}”。",
        "The explanation is too long ({length} characters, at most {limit}) and was not taken: "
        "“{value}”.",
        "请写短一些。",
        "Make it shorter.",
    ),
    "XL-191.error": MessageText(
        "说明是错误值“{value}”，没有采用。",
        "The explanation is the error value “{value}” and was not taken.",
        "请直接填写文字。",
        "Type it as text.",
    ),
    "XL-191.formula": MessageText(
        "说明是没有结果的公式，没有采用。",
        "The explanation is a formula without a result and was not taken.",
        "请直接填写文字。",
        "Type it as text.",
    ),
    "XL-192": MessageText(
        "这条说明看不出说的是哪一条提醒，没有采用：“{value}”。",
        "Which warning this explains cannot be told, so it was not taken: “{value}”.",
        "请填在退回的工作簿“审核意见”中该条提醒的“说明”栏，不要增删、复制行。",
        "Type it beside the warning on the sheet 审核意见; do not insert, delete or copy rows.",
    ),
    "XL-192.gone": MessageText(
        "这条说明的提醒已经没有了，不再需要：“{value}”。",
        "The warning that this explains is no longer there: “{value}”.",
        "不必改。",
        "Nothing to do.",
    ),
    "XL-192.error": MessageText(
        "错误不能用说明代替，没有采用：“{value}”。",
        "An error must be mended and cannot be explained: “{value}” was not taken.",
        "请改正该处错误。",
        "Mend the error.",
    ),
    "XL-193": MessageText(
        "有 {count} 条提醒没有说明，或者说明没有被采纳：{places}。",
        "{count} warnings are not explained, or the explanation was declined: {places}.",
        "请逐条核对：该改的改；无误的，在退回的工作簿“审核意见”中写明原因。",
        "Mend each, or explain it on the sheet 审核意见 of the reissued workbook.",
    ),
    "XL-194": MessageText(
        "与 {at} 报回的 {name} 相比，填的内容没有任何变化。",
        "Nothing that is filled in differs from {name}, received on {at}.",
        "如果已经改过，请核对报回的是不是改后的文件。",
        "If it was mended, check that the mended file was sent.",
    ),
})  # fmt: skip
