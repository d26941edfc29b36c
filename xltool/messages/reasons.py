"""The reasons and kinds that findings carry as short keys, in words, Chinese and English.

The same key may mean different things: words belong to the messages that use them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDED = frozenset({"what", "why", "layer"})
"""The blanks that hold keys; all others hold what stands in a file."""

Words = MappingProxyType[str, tuple[str, str]]

_KINDS: Words = MappingProxyType(
    {
        "empty": ("空文件", "an empty file"),
        "html": ("网页 (HTML)", "a web page (HTML)"),
        "text": ("文本或 CSV", "text or CSV"),
        "pdf": ("PDF", "a PDF"),
        "rtf": ("RTF 文档", "an RTF document"),
        "image": ("图片", "a picture"),
        "archive": ("压缩包", "an archive"),
        "xml": ("XML 文件", "an XML file"),
        "xmlss": ("XML 电子表格 2003", "an XML Spreadsheet 2003"),
        "docx": ("Word 文档", "a Word document"),
        "pptx": ("演示文稿", "a presentation"),
        "xlsb": ("二进制工作簿 .xlsb", "a binary workbook .xlsb"),
        "doc": ("Word 文档", "a Word document"),
        "ppt": ("演示文稿", "a presentation"),
        "ole2": ("旧版 Office 文件，但不是工作簿", "an old Office file, but not a workbook"),
        "odf": ("OpenDocument 文件，但不是电子表格", "an OpenDocument file, but no spreadsheet"),
        "zip": ("压缩包", "a zip archive"),
        "xls-old": ("Excel 4.0 或更早的文件", "a file of Excel 4.0 or before"),
        "unknown": ("无法识别的文件", "an unknown kind of file"),
    }
)
_DAMAGE: Words = MappingProxyType(
    {
        "truncated": ("文件不完整", "it ends too soon"),
        "contents": ("内部目录损坏", "its table of contents is broken"),
        "header": ("内部文件头损坏", "the header of a part is broken"),
        "prefix": ("文件开头有多余内容", "foreign bytes stand before it"),
        "trailing": ("文件末尾有多余内容", "foreign bytes stand after it"),
        "inflate": ("无法解压", "it cannot be unpacked"),
        "crc": ("校验和不符", "a checksum does not match"),
        "part": ("缺少内部文件", "a part is missing"),
        "xml": ("内部 XML 有误", "the XML inside is malformed"),
        "ole2": ("内部结构损坏", "its structure is broken"),
    }
)
_DANGER: Words = MappingProxyType(
    {
        "escape": ("内部路径越界", "a path leaves the package"),
        "duplicate": ("内部有重名", "one name stands for two things"),
        "overlap": ("内部文件相互重叠", "parts share bytes"),
        "doctype": ("含有 DOCTYPE 声明", "it declares a DOCTYPE"),
        "encoding": ("XML 编码异常", "its XML is in an odd encoding"),
    }
)
_EXCESS: Words = MappingProxyType(
    {
        "file": ("文件字节数", "bytes of the file"),
        "inflated": ("解压后字节数", "bytes once unpacked"),
        "ratio": ("压缩比", "compression ratio"),
        "members": ("内部文件数", "parts inside"),
        "cells": ("单元格数", "stored cells"),
    }
)
_CLOSED: Words = MappingProxyType(
    {
        "missing": ("找不到文件", "no such file"),
        "permission": ("没有读取权限", "permission denied"),
        "directory": ("这是文件夹", "it is a folder"),
        "symlink": ("这是链接，不是文件", "it is a link, not a file"),
        "special": ("不是普通文件", "it is no regular file"),
        "unreadable": ("系统无法读取", "the system cannot read it"),
    }
)
_FAILED: Words = MappingProxyType(
    {
        "died": ("读取进程意外退出", "the reading process died"),
        "time": ("读取超时", "it took too long"),
        "MemoryError": ("内存不足", "it took too much memory"),
        "RecursionError": ("内部嵌套过深", "its content is nested too deeply"),
    }
)
_REPAIRED: Words = MappingProxyType(
    {
        "full-width": ("含全角字符", "has full-width characters"),
        "invisible": ("含不可见字符", "has invisible characters"),
        "text": ("是文本格式的数字", "is a number stored as text"),
        "spaces": ("含多余空格", "has needless spaces"),
        "currency": ("带货币符号", "has a currency sign"),
        "separators": ("带千分位逗号", "has thousands separators"),
        "percent": ("带百分号", "has a percent sign"),
        "computed": ("带有计算产生的尾数", "has a tail left by a calculation"),
        "boolean": ("是逻辑值", "is a truth value"),
        "date": ("是日期格式", "is in a date format"),
        "time": ("带有时间", "has a time of day"),
    }
)
_NO_NUMBER: Words = MappingProxyType(
    {
        "error": ("是错误值", "is an error value"),
        "formula": ("是公式的文字", "is the text of a formula"),
        "dash": ("是横线或斜线", "is a dash"),
        "parentheses": ("带括号", "stands in brackets"),
        "percent": ("带百分号", "has a percent sign"),
        "exponent": ("是科学计数法", "is in scientific notation"),
        "date": ("是日期", "is a date"),
        "time": ("是时间", "is a time"),
        "leading-zeros": ("以 0 开头", "begins with a zero"),
        "separators": ("逗号或小数点的位置不对", "has misplaced commas or points"),
        "spaces": ("数字之间有空格", "has spaces between its digits"),
        "measure": ("带计量单位", "has a unit of measure"),
        "currency": ("带货币名称或符号", "has a currency name or sign"),
        "word": ("是文字", "is text"),
        "boolean": ("是逻辑值", "is a truth value"),
        "not-finite": ("超出数值范围", "is beyond all numbers"),
    }
)
_IDENTITY: Words = MappingProxyType(
    {
        "meta": ("隐藏标识表", "hidden identity sheet"),
        "line": ("表样标识行", "printed identity lines"),
        "properties": ("文档属性", "document properties"),
        "keywords": ("文档关键字", "document keywords"),
        "cover": ("封面", "cover"),
        "entity": ("单位代码", "entity"),
        "period": ("预算年度", "period"),
        "version": ("表样版本", "version"),
        "pack": ("报表包", "pack"),
        "serial": ("序列号", "serial number"),
        "rows": ("行数", "number of rows"),
    }
)
_AXES: Words = MappingProxyType(
    {
        "row": ("行", "row"),
        "rows": ("行", "rows"),
        "column": ("列", "column"),
        "columns": ("列", "columns"),
    }
)

_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "XL-101": _KINDS,
        "XL-102": _DAMAGE,
        "XL-105": _DANGER,
        "XL-106": _EXCESS,
        "XL-107": _CLOSED,
        "XL-108": _FAILED,
        "XL-111": _REPAIRED,
        "XL-112": _NO_NUMBER,
        "XL-121": _IDENTITY,
        "XL-151": _IDENTITY,
        "XL-156": _IDENTITY,
        "XL-174": _AXES,
    }
)


def word(message: str, blank: str, key: str, language: str) -> str:
    """Return the key in a blank of a message in words; what is no key as it stands."""
    words = _WORDS.get(message)
    if words is None or blank not in WORDED or key not in words:
        return key
    return words[key][language == "en"]


_LINE = re.compile(r"(?:card ([0-9]+))? ?(?:row ([0-9]+))?")


def line_name(label: str, language: str) -> str:
    """Return where a value stands on its form: a printed label, or ``row 9``, ``card 2 row 3``."""
    found = _LINE.fullmatch(label)
    if found is None or language == "en":
        return label
    card, row = found.groups()
    return (f"第{card}张卡片" if card else "") + (f"第{row}行" if row else "")
