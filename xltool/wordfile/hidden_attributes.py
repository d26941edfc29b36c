"""Texts in attributes of a document's elements: none of them is printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.wordfile.xml_tree import Element

IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_ALWAYS = {
    ("bookmarkStart", "name"): "bookmark",
    ("docPr", "descr"): "alternative", ("docPr", "title"): "alternative",
    ("cNvPr", "descr"): "alternative", ("cNvPr", "title"): "alternative",
    ("shape", "alt"): "alternative",
    ("tblCaption", "val"): "alternative", ("tblDescription", "val"): "alternative",
    ("docVar", "val"): "variable",
    ("alias", "val"): "control", ("tag", "val"): "control",
    ("listItem", "displayText"): "control", ("listItem", "value"): "control",
}  # fmt: skip
"""Attributes that hold a text, by element and name; others are told if Chinese stands in them."""
_OF_PROGRAMS = re.compile("_(Toc|Ref|GoBack|Hlk|Hlt|PictureBullets|Page)[0-9]*|OLE_LINK[0-9]+")
"""Bookmarks that Word makes."""
_FONTS = frozenset({"rFonts", "font", "latin", "ea", "cs", "altName", "fontRef", "sym"})
_STYLES = frozenset({"pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "name", "aliases"})


def attribute_texts(element: Element) -> Iterator[tuple[str, str]]:
    """Yield what attributes of an element and of all in it say: kind of hidden text, text."""
    for each in element.walk():
        if each.tag in _FONTS or each.tag in _STYLES or each.tag == "instrText":
            continue
        for name, value in each.attributes.items():
            what = _ALWAYS.get((each.tag, name))
            named_by_program = what == "bookmark" and _OF_PROGRAMS.fullmatch(value)
            if value.strip() and not named_by_program and name != "instr":
                if what:
                    yield what, value
                elif IDEOGRAPH.search(value):
                    yield "attribute", value
