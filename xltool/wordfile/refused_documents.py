"""Why a document is not read, in both languages, with what to do about it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.errors import RefusedError

_SAVE = "请用 Word 或 WPS 打开，另存为 .docx", "open it in Word or WPS and save it as .docx"
_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "doc": ("是 Word 97–2003 或 WPS 文字的旧格式", "an old format of Word or WPS Writer"),
    "ole2": ("是 WPS 或 Office 的旧格式", "an old format of WPS or Office"),
    "ppt": ("是演示文稿", "a presentation"),
    "pptx": ("是演示文稿", "a presentation"),
    "odf": ("是 OpenDocument 文字", "a text in OpenDocument"),
    "rtf": ("是 RTF 文件", "a file in RTF"),
    "xlsb": ("是 .xlsb 工作簿", "a workbook in .xlsb"),
    "xml": ("是 XML 文件", "a file in XML"),
    "xmlss": ("是 Excel 2003 XML", "an Excel 2003 XML"),
    "xls-old": ("是很早的 Excel 文件", "a file of a very old Excel"),
})  # fmt: skip
"""What a file is that an office program opens and saves in another format."""
_OTHERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "empty": ("是空文件，请核对后重新取得", "empty: get it once more"),
    "image": ("是图片，没有文字；请取得 .docx", "a picture without text: get the .docx"),
    "archive": ("是压缩包，请解压后核对里面的文件", "an archive: unpack it first"),
    "zip": ("是压缩包，请解压后核对里面的文件", "an archive: unpack it first"),
    "utf-16": ("是 UTF-16 文本，请用记事本另存为 UTF-8", "a text in UTF-16: save it as UTF-8"),
    "unknown": (
        "不是能识别的文件，请另存为 .docx 或 UTF-8 文本",
        "not a file that is known: save it as .docx, or as a text in UTF-8",
    ),
    "scan": (
        "没有文字，可能是扫描件；请取得 .docx 或有文字的 PDF",
        "a PDF without text, perhaps scanned: get the .docx, or a PDF with text",
    ),
    "pdf-extra": (
        '是 PDF，读取需要附加组件：pip install "xltool[pdf]"',
        'a PDF, which needs an extra: pip install "xltool[pdf]"',
    ),
    "pdf-locked": ("设有打开密码，请取消密码后再核对", "needs a password: remove it first"),
    "pdf-damaged": ("是损坏的 PDF，请重新取得", "a damaged PDF: get it once more"),
    "pdf-write": (
        '生成 PDF 需要附加组件：pip install "xltool[pdf]"',
        'a PDF needs an extra: pip install "xltool[pdf]"',
    ),
    "pdf-long": ("页数过多，请拆分后再核对", "has too many pages: split it first"),
})  # fmt: skip
_RULES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "XL-102": (f"已损坏，{_SAVE[0]}", f"damaged: {_SAVE[1]}"),
    "XL-103": ("设有密码或权限限制，请取消后再核对", "needs a password or rights: remove them"),
    "XL-104": ("含有宏，请另存为不含宏的 .docx 或 .xlsx", "holds macros: save it without them"),
    "XL-105": (f"内部结构不安全，{_SAVE[0]}", f"not safe to read inside: {_SAVE[1]}"),
    "XL-106": ("过大，请删去图片等与文字无关的内容", "too large: take out pictures and the like"),
    "XL-189": ("含有外部连接或程序，请删去后再核对", "holds connections or programs: delete them"),
})  # fmt: skip
_NOT_OPENED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "missing": ("没有这个文件", "no such file"),
    "permission": ("没有权限读取，请核对权限", "no permission to read it: check it"),
    "directory": ("是文件夹，应为文件", "is a folder, not a file"),
    "symlink": ("是链接，请给出真实的文件", "is a link: give the real file"),
})  # fmt: skip
_UNREADABLE = "无法读取，请关闭打开它的程序后再试", "cannot be read: close the program that uses it"


def refused(what: str, name: str = "") -> DocumentError:
    """Return the error for a document of this kind, to be raised."""
    if what in _KINDS:
        zh, en = (
            f"{own}{mark}{save}" for own, mark, save in zip(_KINDS[what], "，:", _SAVE, strict=True)
        )
        return _error(name, zh, en.replace(":", ": ", 1))
    return _error(name, *_OTHERS.get(what, _OTHERS["unknown"]))


def not_read(refusal: RefusedError, name: str) -> DocumentError:
    """Return the error for a document that the gate for files from outside refuses."""
    if refusal.rule == "XL-101":
        return refused(refusal.params.get("what", ""), name)
    if refusal.rule == "XL-107":
        return _error(name, *_NOT_OPENED.get(refusal.params.get("why", ""), _UNREADABLE))
    zh, en = _RULES[refusal.rule]
    member = refusal.params.get("member", "")
    return _error(name, f"{zh}（{member}）" if member else zh, f"{en} ({member})" if member else en)


def _error(name: str, zh: str, en: str) -> DocumentError:
    place = f"{name}: " if name else ""
    return DocumentError(f"{place}{zh} · {en}")
