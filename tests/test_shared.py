"""Shared texts are read whole however a program writes them, in their order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.errors import RefusedError
from xltool.spreadsheets import xlsx_strings as shared

LOOK = '<rPr><sz val="9"/><rFont val="宋体"/><charset val="134"/></rPr>'
SPEECH = '<phoneticPr fontId="1" type="noConversion"/>'
USUAL = {
    "plain": ("<si><t>共</t></si><si><t/></si><si><t></t></si>", ["共", "", ""]),
    "with spaces": ('<si><t xml:space="preserve"> 共\n</t></si>', [" 共\n"]),
    "a run": ("<si><r><t>共</t></r></si>", ["共"]),
    "runs": (f'<si><r><t>共</t></r><r>{LOOK}<t xml:space="preserve"> 计</t></r></si>', ["共 计"]),
    "runs of one look each": (
        f'<si><r>{LOOK}<t>共</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 计</t></r></si>',
        ["共 计"],
    ),
    "runs among plain ones": (
        f"<si><t>a</t></si><si><r><t>b</t></r><r>{LOOK}<t>c</t></r></si><si><t>d</t></si>",
        ["a", "bc", "d"],
    ),
    "empty runs": (f"<si><r>{LOOK}<t></t></r><r><t>a</t></r></si><si><r><t/></r></si>", ["a", ""]),
    "not spoken": (f"<si><t>a</t>{SPEECH}</si><si><r><t>b</t></r>{SPEECH}</si>", ["a", "b"]),
    "references": ("<si><t>&#20849;&amp;&#13;</t></si><si><t>&lt;</t></si>", ["共&\r", "<"]),
    "references in runs": ("<si><r><t>&amp;</t></r><r><t>amp;</t></r></si>", ["&amp;"]),
    "escapes": (
        "<si><t>a_x000A_b</t></si><si><r><t>_x00</t></r><r><t>41_</t></r></si>",
        ["a\nb", "A"],
    ),
    "brackets": ("<si><t>a]] ></t></si><si><r><t>]]</t></r><r><t>></t></r></si>", ["a]] >", "]]>"]),
}
ODD = {
    "CDATA": ("<si><t><![CDATA[<si><t>a</t></si>]]></t></si>", ["<si><t>a</t></si>"]),
    "comment": ("<si><t>a<!--</t></si><si><t>b</t></si>--></t></si>", ["a"]),
    "comment before": ("<!--<si><t>a</t></si>--><si><t>b</t></si>", ["b"]),
    "comment for a look": ("<si><r><rPr><!--/></rPr><t>a--></rPr><t>b</t></r></si>", ["b"]),
    "instruction": ("<si><t>a</t></si><?x <si><t>b</t></si>?><si><t>c</t></si>", ["a", "c"]),
    "reading": (
        "<si><t>共</t><rPh sb='0' eb='1'><t>gong</t></rPh></si><si><t>a</t></si>",
        ["共", "a"],
    ),
    "line ends": ("<si><t>a\r\nb\rc</t></si>", ["a\nb\nc"]),
    "item without a text": ("<si/><si><t>a</t></si><si></si>", ["", "a", ""]),
    "item before": ("<x:si><x:t>a</x:t></x:si><si><t>b</t></si>", ["a", "b"]),
    "item in a look": ("<si><r><rPr><si/></rPr><t>a</t></r></si>", ["", "a"]),
    "look alone": ("<si><rPr><b/></rPr><t>a</t></si>", ["a"]),
    "empty run and others": ("<si><r><t/></r><r><t>a</t></r></si>", ["a"]),
    "indented": ("\n <si>\n  <t>a</t>\n </si>\n", ["a"]),
}
UNCLEAR = {
    "text in a look": "<si><r><rPr><t>a</t></rPr><t>b</t></r></si>",
    "look in a text": "<si><r><t>a<rPr><b/></rPr>b</t></r></si>",
    "comment in a text": "<si><t>1<!-- -->2</t></si>",
    "instruction in a text": "<si><t>1<?x?>2</t></si>",
    "text in an extension": "<si><t>1</t><extLst><ext><t>2</t></ext></extLst></si>",
    "text in a choice": "<si><A><C><t>1</t></C><F><t>2</t></F></A></si>",
}
BROKEN = {
    "control character": "<si><t>a\x01</t></si>",
    "nothing": "<si><t>a\0b</t></si>",
    "no character": "<si><t>\uffff</t></si>",
    "end of CDATA": "<si><t>a]]></t></si>",
    "entity": "<si><t>&nbsp;</t></si>",
    "half a reference": "<si><r><t>&am</t></r><r><t>p;</t></r></si>",
    "runs without a run": "<si><t>a</t></r><r><t>b</t></si>",
    "run left open": "<si><r><t>a</t></si>",
    "look left open": "<si><r><rPr><b/><t>a</t></r></si>",
    "look said twice": '<si><r><rPr><b val="1" val="0"/></rPr><t>a</t></r></si>',
    "entity in a look": '<si><r><rPr><b val="&x;"/></rPr><t>a</t></r></si>',
    "look within a look": "<si><r><rPr><b/><rPr><b/></rPr><t>a</t></r></si>",
    "speech said twice": '<si><t>a</t><phoneticPr x="1" x="2"/></si>',
    "open before": "<x><si><t>a</t></si>",
    "comment left open": "<!-- <si><t>a</t></si>",
}


def read(items: str) -> list[str]:
    """Read a part that holds these items."""
    return list(shared.read_shared_texts(f"<sst>{items}</sst>".encode(), "part"))


@pytest.mark.parametrize(("items", "texts"), USUAL.values(), ids=USUAL)
def test_usual_items(items: str, texts: list[str]) -> None:
    """What programs write, which is taken apart, is what reading it as XML gives."""
    assert read(items) == texts == read(f"{items}<x/>")


@pytest.mark.parametrize(("items", "texts"), ODD.values(), ids=ODD)
def test_odd_items_are_read_as_xml(items: str, texts: list[str]) -> None:
    """Markup that hides items, or looks like them, misleads nobody."""
    assert read(items) == texts


@pytest.mark.parametrize("items", UNCLEAR.values(), ids=UNCLEAR)
def test_what_others_read_otherwise_is_refused(items: str) -> None:
    """Of a text that is interrupted, or stands in an extension, programs read different parts."""
    for whole in (items, f"<si><t>a</t></si>{items}"):
        with pytest.raises(RefusedError) as refused:
            read(whole)
        assert (refused.value.rule, refused.value.params["why"]) == ("XL-105", "ambiguous")


@pytest.mark.parametrize("items", BROKEN.values(), ids=BROKEN)
def test_malformed_parts_are_refused(items: str) -> None:
    """What XML does not allow is refused wherever it stands, not read in part."""
    for whole in (items, f"{items}<si><t>a</t></si>", f"<si><t>a</t></si>{items}"):
        with pytest.raises(RefusedError) as refused:
            read(whole)
        assert (refused.value.rule, refused.value.params["why"]) == ("XL-102", "xml")


@pytest.mark.parametrize("split", [b"\xe4|\xb8\xad", b"\xff|", b"\xed\xa0\x80|"])
def test_half_a_character_is_refused(split: bytes) -> None:
    """A character that two runs share is none."""
    runs = b"</t></r><r><t>".join(split.split(b"|"))
    with pytest.raises(RefusedError):
        shared.read_shared_texts(b"<sst><si><r><t>%b</t></r></si></sst>" % runs, "part")


PIECES = st.sampled_from(
    [
        *("<si>", "</si>", "<t>", "</t>", "<t/>", "<r>", "</r>", "<si/>", "</t></r><r><t>", "a"),
        *("<rPr>", "</rPr>", "<rPr><b/></rPr>", "<b/>", SPEECH, "<rPh>", "</rPh>", "&amp;", "&"),
        *("<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "\r", "\x01", "_x0041_", "合", " ", ">"),
    ]
)
ITEMS = st.lists(st.sampled_from([items for items, _ in (*USUAL.values(), *ODD.values())]))


def outcome(items: str) -> list[str] | str:
    """Return the texts that are read, else the rule that refuses them."""
    try:
        return read(items)
    except RefusedError as refused:
        return refused.rule


@given(items=ITEMS, share=st.floats(0, 1), length=st.integers(0, 9), pieces=st.lists(PIECES))
@settings(deadline=None, max_examples=300)
def test_both_ways_agree(items: list[str], share: float, length: int, pieces: list[str]) -> None:
    """Items with something exchanged are read alike or refused alike."""
    whole = "".join(items)
    start = int(share * len(whole))
    whole = whole[:start] + "".join(pieces) + whole[start + length :]
    assert outcome(whole) == outcome(f"{whole}<x/>")
