"""Whatever becomes of a workbook's bytes and parts: it is read or refused, never half of it.

A few seconds in a usual run, the same files each time. ``XLTOOL_FUZZ=5000`` tries as many of each
kind, other ones each time.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, event, given, reject, settings
from hypothesis import strategies as st

from tests.corpus import formats
from tests.corpus.book import STRINGS, Book, packed
from tests.corpus.reading import Values, entered
from tests.corpus.variant import Clean
from xltool.facts.facts import facts
from xltool.kinds import Severity, Verdict
from xltool.messages.render import LANGUAGES, render
from xltool.reading.read import read_return
from xltool.spreadsheets.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack

ASKED = os.environ.get("XLTOOL_FUZZ", "")
FUZZ = settings(
    max_examples=int(ASKED or 60),
    derandomize=not ASKED,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
LIMITS = Limits(file_bytes=1 << 20, inflated_bytes=1 << 23, cells=100_000)
"""Small ones: what is read here, in this very process, must not exhaust it."""

NASTY = (
    "", "0", "1", "-1", "2", "9", "99", "65536", "1048577", "4294967296", "1e309", "nan", "true",
    "A1", "XFD1", "A0", "A1:A1", "rId1", "rId9", "sheet3.xml", "/xl/workbook.xml", "..",
    "é", "\ufeff",
    "s", "str", "inlineStr", "e", "d", "b", "x:y", "http://127.0.0.1/", "表样",
    "\t", "&#0;", "&amp;",
    "]]>", "<!--", "<x>", "</c>", "'", "hidden", "_meta", "封面", "政府采购",
)  # fmt: skip


class Target:
    """The clean return, and where its mutants are written."""

    def __init__(self, clean: Clean, path: Path) -> None:
        """Keep what every example needs."""
        self.clean = clean
        self.path = path
        self.values: Values = entered(clean.submission())
        self.names = sorted(clean.book().parts)

    def read(self, data: bytes) -> Return:
        """Read a mutant in this process, and look whether the answer is sound."""
        self.path.write_bytes(data)
        item = read_return(self.path, self.clean.pack, LIMITS, self.clean.campaign.entities)
        assert_sound(item, self.clean.pack)
        event(item.verdict.value)
        return item

    def assert_told(self, item: Return) -> None:
        """Values are those of the clean return, or something is found."""
        if item.submission is not None and not item.findings:
            assert entered(item.submission) == self.values


def assert_sound(item: Return, pack: Pack) -> None:
    """The verdict fits what was found, every finding has its words, and facts can be listed."""
    errors = [finding for finding in item.findings if finding.severity is Severity.ERROR]
    if item.submission is None:
        assert item.verdict is Verdict.REJECTED
        assert len(item.findings) == len(errors) == 1
    else:
        assert item.verdict is (Verdict.NEEDS_FIX if errors else Verdict.ACCEPTED)
        assert all(fact.value for fact in facts(pack, item.submission))
    for finding in item.findings:
        assert all(render(finding, language) for language in LANGUAGES)


@pytest.fixture(scope="module")
def target(pack: Pack, campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Target:
    """The clean return of one entity."""
    return Target(Clean(pack, campaign), tmp_path_factory.mktemp("fuzz") / "a.xlsx")


# --- Bytes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Splice:
    """Bytes that take the place of others; where, as a share of the file."""

    at: float
    length: int
    new: bytes

    def apply(self, data: bytes) -> bytes:
        """Return the file with the bytes exchanged."""
        start = int(self.at * len(data))
        return data[:start] + self.new + data[start + self.length :]


SPLICES = st.lists(
    st.builds(Splice, st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)),
    min_size=1,
    max_size=4,
)


@given(splices=SPLICES, stored=st.booleans())
@FUZZ
def test_bytes(splices: list[Splice], stored: bool, target: Target) -> None:  # noqa: FBT001 - drawn
    """Bytes of the zip that changed, went or came: mostly damage, and never another value."""
    data = packed(target.clean.book().parts, 0) if stored else target.clean.data()
    for splice in splices:
        data = splice.apply(data)
    target.assert_told(target.read(data))


# --- Members -----------------------------------------------------------------------------------


@given(data=st.data())
@FUZZ
def test_members(data: st.DataObject, target: Target) -> None:
    """Members that went, changed places or were renamed: read as they are, or refused."""
    parts = dict(target.clean.book().parts)
    for _ in range(data.draw(st.integers(1, 3))):
        one, two = (data.draw(st.sampled_from(target.names)) for _ in range(2))
        assume(one in parts and two in parts)
        match data.draw(st.sampled_from(["drop", "exchange", "copy", "rename", "empty"])):
            case "drop":
                del parts[one]
            case "exchange":
                parts[one], parts[two] = parts[two], parts[one]
            case "copy":
                parts[one] = parts[two]
            case "rename":
                parts[one + "x"] = parts.pop(one)
            case _:
                parts[one] = b""
    target.assert_told(target.read(packed(parts)))


# --- XML ---------------------------------------------------------------------------------------

TOKEN = re.compile(r"<[^<>]*>|[^<>]+")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def mutated(text: str, data: st.DataObject) -> str:
    """Return XML with one token changed."""
    tokens = TOKEN.findall(text)
    at = data.draw(st.integers(0, len(tokens) - 1))
    other = data.draw(st.integers(0, len(tokens) - 1))
    nasty = data.draw(st.sampled_from(NASTY))
    match data.draw(st.sampled_from(["drop", "double", "exchange", "text", "value", "name"])):
        case "drop":
            del tokens[at]
        case "double":
            tokens.insert(at, tokens[at])
        case "exchange":
            tokens[at], tokens[other] = tokens[other], tokens[at]
        case "text":
            tokens.insert(at, nasty)
        case "value":
            tokens[at] = _attribute(tokens[at], data, lambda name, _: f'{name}="{nasty}"')
        case _:
            tokens[at] = _attribute(tokens[at], data, lambda name, value: f'{name}x="{value}"')
    return "".join(tokens)


def _attribute(tag: str, data: st.DataObject, change: Callable[[str, str], str]) -> str:
    """Return a tag with one of its attributes changed."""
    found = list(ATTRIBUTE.finditer(tag))
    if not found:
        return tag
    match = found[data.draw(st.integers(0, len(found) - 1))]
    return tag[: match.start()] + change(match[1], match[2]) + tag[match.end() :]


@given(data=st.data())
@FUZZ
def test_any_xml(data: st.DataObject, target: Target) -> None:
    """Tags, attributes and texts changed anywhere: the answer is sound, whatever it is."""
    book = target.clean.book()
    for _ in range(data.draw(st.integers(1, 3))):
        part = data.draw(st.sampled_from(target.names))
        book.put(part, mutated(book.text(part), data))
    target.read(book.data())


@given(data=st.data())
@FUZZ
def test_xml_that_holds_no_values(data: st.DataObject, target: Target) -> None:
    """Parts that hold no figures cannot change one in silence."""
    book = target.clean.book()
    parts = [name for name in target.names if "sheets/sheet" not in name and name != STRINGS]
    for _ in range(data.draw(st.integers(1, 3))):
        part = data.draw(st.sampled_from(parts))
        book.put(part, mutated(book.text(part), data))
    target.assert_told(target.read(book.data()))


@given(data=st.data())
@FUZZ
def test_xml_around_the_cells(data: st.DataObject, target: Target) -> None:
    """What stands in a sheet before and after its cells cannot change a figure in silence."""
    book = target.clean.book()
    part = data.draw(st.sampled_from(book.cell_parts))
    before, _, rest = book.text(part).partition("<sheetData>")
    cells, _, after = rest.partition("</sheetData>")
    if data.draw(st.booleans()):
        before = mutated(before, data)
    else:
        after = mutated(after, data)
    book.put(part, f"{before}<sheetData>{cells}</sheetData>{after}")
    target.assert_told(target.read(book.data()))


@given(data=st.data())
@FUZZ
def test_addresses(data: st.DataObject, target: Target) -> None:
    """Rows and cells that claim another place: told, or refused, but never quietly believed."""
    book = target.clean.book()
    part = data.draw(st.sampled_from(book.cell_parts[1:6]))
    text = book.text(part)
    places = [match.span(1) for match in re.finditer(r'<(?:c|row) r="([^"]*)"', text)]
    (start, end), other = (data.draw(st.sampled_from(places)) for _ in range(2))
    new = data.draw(st.sampled_from([text[slice(*other)], *NASTY]))
    book.put(part, text[:start] + new + text[end:])
    target.assert_told(target.read(book.data()))


# --- Dress -------------------------------------------------------------------------------------

HARMLESS = (
    "strict", "utf-8-bom", "pretty-printed", "single-quotes", "comments-and-instructions",
    "character-references", "rich-text", "phonetic-runs", "space-preserved", "numbers-17-digits",
    "numbers-exponents", "numbers-typed", "cells-without-address", "rows-without-number",
    "cells-in-small-letters", "formats-only-dropped", "empty-values", "array-formulas",
    "dimension-too-large", "dimension-missing", "spans-missing", "column-formats", "year-1904",
    "no-names", "targets-absolute", "leftover-parts", "prefixed", "no-declaration",
)  # fmt: skip


@given(names=st.lists(st.sampled_from(HARMLESS), min_size=2, max_size=6, unique=True))
@FUZZ
def test_any_dress(names: list[str], target: Target) -> None:
    """The same workbook, written otherwise in several ways at once, says the same."""
    book = target.clean.book()
    for name in names:
        dress(book, name)
    item = target.read(book.data())
    assert item.findings == ()
    assert entered(item.submission) == target.values


def dress(book: Book, name: str) -> None:
    """Write the workbook otherwise; give up where an earlier change left nothing to change."""
    try:
        formats.SAME[name](book)
    except AssertionError:
        reject()
