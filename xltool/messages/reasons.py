"""The words for reasons and kinds, which findings carry as short keys: ``full-width``, ``pdf``.

A key may mean different things in different messages ("percent" is a repair in one and an error
in another), so each message has its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDED = frozenset({"what", "why", "way", "layer", "check"})
"""The blanks of messages that hold keys; all others hold texts from a file."""

_KINDS: Mapping[str, Bilingual] = {
    "empty": Bilingual("空文件", "an empty file"),
    "html": Bilingual("网页 (HTML)", "a web page (HTML)"),
    "text": Bilingual("文本或 CSV", "text or CSV"),
    "pdf": Bilingual("PDF", "a PDF"),
    "rtf": Bilingual("RTF 文档", "an RTF document"),
    "image": Bilingual("图片", "a picture"),
    "archive": Bilingual("压缩包", "an archive"),
    "xml": Bilingual("XML 文件", "an XML file"),
    "xmlss": Bilingual("XML 电子表格 2003", "an XML Spreadsheet 2003"),
    "docx": Bilingual("Word 文档", "a Word document"),
    "pptx": Bilingual("演示文稿", "a presentation"),
    "xlsb": Bilingual("二进制工作簿 .xlsb", "a binary workbook .xlsb"),
    "doc": Bilingual("Word 文档", "a Word document"),
    "ppt": Bilingual("演示文稿", "a presentation"),
    "ole2": Bilingual("旧版 Office 文件，但不是工作簿", "an old Office file, but not a workbook"),
    "odf": Bilingual(
        "OpenDocument 文件，但不是电子表格", "an OpenDocument file, but no spreadsheet"
    ),
    "zip": Bilingual("压缩包", "a zip archive"),
    "xls-old": Bilingual("Excel 4.0 或更早的文件", "a file of Excel 4.0 or before"),
    "unknown": Bilingual("无法识别的文件", "an unknown kind of file"),
}
_DAMAGE: Mapping[str, Bilingual] = {
    "truncated": Bilingual("文件不完整", "it ends too soon"),
    "contents": Bilingual("内部目录损坏", "its table of contents is broken"),
    "header": Bilingual("内部文件头损坏", "the header of a part is broken"),
    "prefix": Bilingual("文件开头有多余内容", "foreign bytes stand before it"),
    "trailing": Bilingual("文件末尾有多余内容", "foreign bytes stand after it"),
    "inflate": Bilingual("无法解压", "it cannot be unpacked"),
    "crc": Bilingual("校验码不符", "a checksum does not match"),
    "part": Bilingual("缺少内部文件", "a part is missing"),
    "xml": Bilingual("内部 XML 有误", "the XML inside is malformed"),
    "ole2": Bilingual("内部结构损坏", "its structure is broken"),
}
_DANGER: Mapping[str, Bilingual] = {
    "escape": Bilingual("内部路径越界", "a path leaves the package"),
    "duplicate": Bilingual(
        "同一名称或位置出现两次，有歧义", "ambiguous: one name or place stands for two things"
    ),
    "overlap": Bilingual("内部文件相互重叠", "parts share bytes"),
    "doctype": Bilingual("含有 DOCTYPE 声明", "it declares a DOCTYPE"),
    "encoding": Bilingual("XML 编码异常", "its XML is in an odd encoding"),
    "ambiguous": Bilingual(
        "有歧义，不同程序会读出不同的内容", "ambiguous: other programs read something else"
    ),
    "bounds": Bilingual("行列位置超出表格范围", "a row or column that no sheet has"),
}
_ACTIVE: Mapping[str, Bilingual] = {
    "dde": Bilingual("DDE 或实时数据链接", "a DDE or real-time data link"),
    "ole": Bilingual("嵌入或链接的 OLE 对象", "an embedded or linked OLE object"),
    "activex": Bilingual("ActiveX 控件", "an ActiveX control"),
    "addin": Bilingual("Office 加载项", "an Office add-in"),
    "connection": Bilingual("外部数据连接", "a connection to external data"),
}
_EXCESS: Mapping[str, Bilingual] = {
    "file": Bilingual("文件字节数", "bytes of the file"),
    "inflated": Bilingual("解压后字节数", "bytes once unpacked"),
    "ratio": Bilingual("压缩比", "compression ratio"),
    "members": Bilingual("内部文件数", "parts inside"),
    "cells": Bilingual("单元格数", "stored cells"),
}
_CLOSED: Mapping[str, Bilingual] = {
    "missing": Bilingual("找不到文件", "no such file"),
    "permission": Bilingual("没有读取权限", "permission denied"),
    "directory": Bilingual("这是文件夹", "it is a folder"),
    "symlink": Bilingual("这是链接，不是文件", "it is a link, not a file"),
    "special": Bilingual("不是普通文件", "it is no regular file"),
    "unreadable": Bilingual("系统无法读取", "the system cannot read it"),
}
_FAILED: Mapping[str, Bilingual] = {
    "died": Bilingual("读取进程意外退出", "the reading process died"),
    "time": Bilingual("读取超时", "it took too long"),
    "garbled": Bilingual("读取进程的结果无法识别", "the reading process answered nonsense"),
    "MemoryError": Bilingual("内存不足", "it took too much memory"),
    "RecursionError": Bilingual("内部嵌套过深", "its content is nested too deeply"),
}
_REPAIRED: Mapping[str, Bilingual] = {
    "full-width": Bilingual("含全角字符", "has full-width characters"),
    "invisible": Bilingual("含不可见字符", "has invisible characters"),
    "text": Bilingual("是文本格式的数字", "is a number stored as text"),
    "spaces": Bilingual("含多余空格", "has needless spaces"),
    "currency": Bilingual("带货币符号", "has a currency sign"),
    "separators": Bilingual("带千分位逗号", "has thousands separators"),
    "percent": Bilingual("带百分号", "has a percent sign"),
    "computed": Bilingual("带有计算产生的尾数", "has a tail left by a calculation"),
    "boolean": Bilingual("是逻辑值", "is a truth value"),
    "number": Bilingual("是数字格式", "was stored as a number"),
    "date": Bilingual("是日期格式", "is in a date format"),
    "time": Bilingual("带有时间", "has a time of day"),
    "duration": Bilingual("是时长格式", "is a duration"),
}
_NO_NUMBER: Mapping[str, Bilingual] = {
    "error": Bilingual("是错误值", "is an error value"),
    "formula": Bilingual("是公式的文字", "is the text of a formula"),
    "dash": Bilingual("是横线或斜线", "is a dash"),
    "parentheses": Bilingual("带括号", "stands in brackets"),
    "percent": Bilingual("带百分号", "has a percent sign"),
    "exponent": Bilingual("是科学计数法", "is in scientific notation"),
    "date": Bilingual("是日期", "is a date"),
    "time": Bilingual("是时间", "is a time"),
    "leading-zeros": Bilingual("以 0 开头", "begins with a zero"),
    "separators": Bilingual("逗号或小数点的位置不对", "has misplaced commas or points"),
    "spaces": Bilingual("数字之间有空格", "has spaces between its digits"),
    "measure": Bilingual("带计量单位", "has a unit of measure"),
    "currency": Bilingual("带货币名称或符号", "has a currency name or sign"),
    "word": Bilingual("是文字", "is text"),
    "boolean": Bilingual("是逻辑值", "is a truth value"),
    "not-finite": Bilingual("超出数值范围", "is beyond all numbers"),
}
_IDENTITY: Mapping[str, Bilingual] = {
    "meta": Bilingual("隐藏标识表", "hidden identity sheet"),
    "line": Bilingual("表样标识行", "printed identity lines"),
    "properties": Bilingual("文档属性", "document properties"),
    "keywords": Bilingual("文档关键字", "document keywords"),
    "cover": Bilingual("封面", "cover"),
    "entity": Bilingual("单位代码", "entity"),
    "period": Bilingual("预算年度", "period"),
    "version": Bilingual("表样版本", "version"),
    "pack": Bilingual("报表包", "pack"),
    "serial": Bilingual("序列号", "serial number"),
    "rows": Bilingual("行数", "number of rows"),
}
_AXES: Mapping[str, Bilingual] = {
    "row": Bilingual("行", "row"),
    "rows": Bilingual("行", "rows"),
    "column": Bilingual("列", "column"),
    "columns": Bilingual("列", "columns"),
}
_CHECKS: Mapping[str, Bilingual] = {
    "eq": Bilingual("不是规定的值", "it is not the value required"),
    "ne": Bilingual("是不能用的值", "it is a value not allowed"),
    "gt": Bilingual("太小", "it is too small"),
    "lt": Bilingual("太大", "it is too large"),
    "le": Bilingual("太大", "it is too large"),
    "in_range": Bilingual("不在规定的范围内", "it is out of range"),
    "notin": Bilingual("是不能用的值", "it is a value not allowed"),
    "str_matches": Bilingual("格式不对", "it has another form"),
    "str_contains": Bilingual("格式不对", "it has another form"),
    "str_startswith": Bilingual("开头不对", "it begins otherwise"),
    "str_endswith": Bilingual("结尾不对", "it ends otherwise"),
}
"""Checks of pandera that have no message of their own."""

_OFF_PAGE: Mapping[str, Bilingual] = {
    "field": Bilingual("域的指令", "the instruction of a field"),
    "bookmark": Bilingual("书签", "a bookmark"),
    "comment": Bilingual("批注或注释", "a comment"),
    "deleted": Bilingual("修订中删去的文字", "a deleted revision"),
    "vanish": Bilingual("隐藏的文字", "hidden letters"),
    "white": Bilingual("白色的文字", "white letters"),
    "tiny": Bilingual("极小的文字", "tiny letters"),
    "alternative": Bilingual("替代文字", "an alternative text"),
    "property": Bilingual("文档属性", "a property"),
    "customxml": Bilingual("自定义 XML", "custom XML"),
    "unreferenced": Bilingual("没有用到的页眉、页脚或注", "a header, footer or note not used"),
    "embedded": Bilingual("嵌入的文件", "an embedded file"),
    "control": Bilingual("内容控件", "a content control"),
    "variable": Bilingual("文档变量", "a variable"),
    "attribute": Bilingual("元素的属性", "an attribute"),
    "drawing": Bilingual("图形或图表里的文字", "a text of a drawing"),
    "ruby": Bilingual("拼音指南", "a phonetic guide"),
    "sheet": Bilingual("隐藏的工作表", "a hidden sheet"),
    "row": Bilingual("隐藏的行", "a hidden row"),
    "column": Bilingual("隐藏的列", "a hidden column"),
    "other": Bilingual("其他不显示的文字", "another text that is not shown"),
    "part": Bilingual("不该有的部件", "a part that does not belong there"),
    "zip comment": Bilingual("压缩包注释", "a comment of the package"),
    "zip field": Bilingual("压缩包附加字段", "an extra field of the package"),
    "below merged": Bilingual("合并单元格下面的内容", "a value below a merged cell"),
    "unused string": Bilingual("没有单元格用到的文字", "a text that no cell uses"),
    "unreadable": Bilingual("读不出的内容", "what cannot be read"),
}
"""How a document holds what its pages do not show."""
_STANDS: Mapping[str, Bilingual] = {
    "utf-8": Bilingual("原文", "as it is"),
    "utf-16": Bilingual("UTF-16", "UTF-16"),
    "gb18030": Bilingual("GB18030", "GB18030"),
    "entities": Bilingual("字符引用", "as references to characters"),
    "joined": Bilingual("分在几段里", "in several pieces"),
    "runs": Bilingual("分在几段里", "in several pieces"),
    "attributes": Bilingual("元素的属性", "in attributes"),
    "escapes": Bilingual("转义写法", "in escapes"),
    "base64": Bilingual("编码过的文字", "Base64"),
    "stream": Bilingual("压缩的内容", "compressed"),
    "page": Bilingual("页面", "on a page"),
    "name": Bilingual("名称", "in a name"),
}
"""In which way a withheld text stands in a file."""

_WORDS: Mapping[str, Mapping[str, Bilingual]] = {
    "XL-101": _KINDS,
    "XL-102": _DAMAGE,
    "XL-105": _DANGER,
    "XL-106": _EXCESS,
    "XL-107": _CLOSED,
    "XL-108": _FAILED,
    "XL-111": _REPAIRED,
    "XL-112": _NO_NUMBER,
    "XL-121": _IDENTITY,
    "XL-144": _CHECKS,
    "XL-151": _IDENTITY,
    "XL-156": _IDENTITY,
    "XL-174": _AXES,
    "XL-189": _ACTIVE,
    "XL-221": _OFF_PAGE,
    "XL-231": _STANDS,
    "XL-231.foreign": _OFF_PAGE,
}


def word(message: str, blank: str, key: str, language: str) -> str:
    """Return the words for the ``key`` in a ``blank`` of a message; a text that is no key as it is.

    ``word("XL-101", "what", "pdf", "en")`` is "a PDF".
    """
    words = _WORDS.get(message)
    if words is None or blank not in WORDED or key not in words:
        return key
    return words[key].in_language(language)
