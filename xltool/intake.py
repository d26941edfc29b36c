"""The gate for untrusted files: what is it, how big, is it safe.

``admit`` reads one file once and hands on its bytes, or raises ``RefusedError`` with the id of a
finding. Every refusal carries ``name``, the file's base name; the other blanks are:

======  =======================  ==================================================================
id      the file …               blanks
======  =======================  ==================================================================
XL-101  is not a workbook        ``what``: empty, html, text, pdf, rtf, image, archive, xml, xmlss
                                 (Excel 2003 XML), docx, pptx, xlsb, doc, ppt, ole2 (other OLE2),
                                 odf (other OpenDocument), zip (other zip), xls-old (before Excel
                                 5), unknown
XL-102  is damaged               ``member`` (or empty) and ``why``: truncated, contents (its table
                                 of contents), header (of a member), prefix or trailing (foreign
                                 bytes before or after), inflate, crc, part (one is missing), xml
                                 (not well-formed), ole2
XL-103  needs a password         –
XL-104  holds macros             ``member``: where
XL-105  is unsafe                ``member`` and ``why``: escape (path leaves the package),
                                 duplicate, overlap (members share bytes), doctype, encoding (XML
                                 in an encoding that workbooks don't use)
XL-106  is too large             ``limit``, ``found`` and ``why``: file or inflated (bytes), ratio
                                 (inflated : packed), members, cells (by ``guard``). Counting
                                 stops at the limit: ``found`` means "at least"
XL-107  cannot be opened         ``why``: missing, permission, directory, symlink, special (pipe,
                                 socket, device), unreadable
======  =======================  ==================================================================

The table of contents is read by ``zipfile``, members are inflated here: ``zipfile`` believes the
declared size and would check the beginning of a member where other readers see all of it.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from xltool.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    StartElement = Callable[[str, dict[str, str]], None]
    EndElement = Callable[[str], None]

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold: a form of 20,000 rows stays far below.

    ``file_bytes`` and ``inflated_bytes`` in bytes, the latter counted while inflating; ``ratio``
    is inflated bytes per packed byte, judged from 1 MiB inflated upwards; ``members`` are entries
    of the zip; ``cells`` are cells stored in all sheets together.
    """

    file_bytes: int = 50 * MIB
    inflated_bytes: int = 200 * MIB
    ratio: int = 200
    members: int = 2000
    cells: int = 2_000_000


LIMITS = Limits()


class Format(StrEnum):
    """What can be read, by content: ``.et`` of WPS is one of the first two."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class Package:
    """An admitted file: ``data`` is all of it, ``sha256`` its hex digest."""

    path: str
    data: bytes
    sha256: str
    format: Format


class Member(NamedTuple):
    """One entry of a zip: packed bytes are ``data[start:end]``, its header begins at ``offset``."""

    name: str
    offset: int
    start: int
    end: int
    size: int
    crc: int
    deflated: bool


def admit(path: Path, limits: Limits = LIMITS) -> Package:
    """Read ``path`` if it is a safe workbook; raise ``RefusedError`` (table above) if not."""
    with naming(path.name):
        data = _read(path, limits)
        return Package(str(path), data, hashlib.sha256(data).hexdigest(), _judge(data, limits))


def skip_reason(path: Path) -> str | None:
    """Why a walk over a folder passes ``path`` by in silence, or None.

    lock (``~$…``, ``.~…`` of LibreOffice and WPS), macos (``._…``), hidden (``.DS_Store``),
    symlink, directory, special (pipe, socket, device).
    """
    for prefix, reason in (("~$", "lock"), (".~", "lock"), ("._", "macos"), (".", "hidden")):
        if path.name.startswith(prefix):
            return reason
    try:
        return _irregular(path.lstat().st_mode)
    except (OSError, ValueError):
        return None


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Add the file's base name to a refusal raised within; bytes that are no text become ``?``."""
    try:
        yield
    except RefusedError as refusal:
        name = name.encode("utf-8", "replace").decode()
        raise RefusedError(refusal.rule, name=name, **refusal.params) from None


def _read(path: Path, limits: Limits) -> bytes:
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _OPEN)
    try:
        _require_file(path.lstat().st_mode)
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            _require_file(status.st_mode)
            _cap("file", status.st_size, limits.file_bytes)
            return file.read(status.st_size)
    except (OSError, ValueError) as trouble:
        why = next((why for kind, why in _CANNOT_OPEN if isinstance(trouble, kind)), "unreadable")
        raise RefusedError(rule="XL-107", why=why) from None


_OPEN = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")  # as far as the system has them
_CANNOT_OPEN = (
    ((FileNotFoundError, NotADirectoryError, ValueError), "missing"),
    (PermissionError, "permission"),
    (IsADirectoryError, "directory"),
)


def _irregular(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    return "symlink" if stat.S_ISLNK(mode) else "directory" if stat.S_ISDIR(mode) else "special"


def _require_file(mode: int) -> None:
    if why := _irregular(mode):
        raise RefusedError(rule="XL-107", why=why)


def _cap(why: str, found: int, limit: int) -> None:
    if found > limit:
        raise RefusedError(rule="XL-106", why=why, limit=str(limit), found=str(found))


def _damaged(why: str, member: str = "") -> RefusedError:
    return RefusedError(rule="XL-102", why=why, member=member)


def _require(sound: bool) -> None:  # noqa: FBT001 - reads as a statement
    """Raise ValueError, which callers turn into their kind of damage."""
    if not sound:
        raise ValueError


def _judge(data: bytes, limits: Limits) -> Format:
    if data.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _judge_zip(data, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _judge_ole2(data)
    if _ESAFENET in data[:4096]:
        raise RefusedError(rule="XL-103")
    raise RefusedError(rule="XL-101", what=_what(data[:4096]))


_ESAFENET = b"E-SafeNet"  # transparent encryption of office networks: a file taken outside

# --- What else a file may be -------------------------------------------------------------------

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!\x1a\7", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"\x09\0\4\0", "xls-old"),
    (b"\x09\2\6\0", "xls-old"),
    (b"\x09\4\6\0", "xls-old"),
)
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_HTML = re.compile(r"^mime-version:|<(!doctype html|html|head|body|meta|style|script|table)\b")
_XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def _what(head: bytes) -> str:
    if not head:
        return "empty"
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    text = _text(head)
    return "unknown" if text is None else _what_text(text.strip().lower())


def _text(head: bytes) -> str | None:
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for codec in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(codec)().decode(head)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def _what_text(text: str) -> str:
    if _XML_2003 in text:
        return "xmlss"
    if _HTML.search(text):
        return "html"
    return "xml" if text.startswith("<") else "text"


# --- Zip: what the members are -----------------------------------------------------------------

_WORKBOOK = re.compile(
    r"spreadsheetml\.(sheet|template)\.main\+xml|ms-excel\.(sheet|template|addin)\.macroenabled\.main"
)
_OTHER_OFFICE = (
    ("ms-excel.sheet.binary.", "xlsb"),
    ("wordprocessingml.", "docx"),
    ("ms-word.", "docx"),
    ("presentationml.", "pptx"),
    ("ms-powerpoint.", "pptx"),
)
_ODF = "application/vnd.oasis.opendocument."
_TYPES, _MANIFEST = "[content_types].xml", "meta-inf/manifest.xml"


def _judge_zip(data: bytes, limits: Limits) -> Format:
    members = directory(data, limits)
    identify = _ooxml if _TYPES in members else _opendocument
    found = identify(data, members)
    _refuse_bomb_and_doctype(data, members.values(), limits)
    return found


def _ooxml(data: bytes, members: Mapping[str, Member]) -> Format:
    types: set[str] = set()

    def start(_: str, attributes: dict[str, str]) -> None:
        types.add(attributes.get("ContentType", "").lower())

    feed(_small(data, members[_TYPES]), members[_TYPES].name, expat.ParserCreate(), start)
    if not any(map(_WORKBOOK.search, types)):
        found = (what for mark, what in _OTHER_OFFICE for kind in types if mark in kind)
        raise RefusedError(rule="XL-101", what=next(found, "zip"))
    _require_parts(members, "_rels/.rels", "xl/workbook.xml")
    _refuse_macros(members, types)
    return Format.XLSX


def _opendocument(data: bytes, members: Mapping[str, Member]) -> Format:
    if "xl/workbook.xml" in members:
        raise _damaged(why="part", member="[Content_Types].xml")
    mimetype = members.get("mimetype")
    kind = next(stream(data, mimetype), b"").decode("ascii", "replace") if mimetype else ""
    if not kind.startswith(_ODF + "spreadsheet"):
        raise RefusedError(rule="XL-101", what="odf" if kind.startswith(_ODF) else "zip")
    if _MANIFEST in members:
        _refuse_encrypted(data, members[_MANIFEST])
    _require_parts(members, "content.xml")
    _refuse_macros(members, ())
    return Format.ODS


def _require_parts(members: Mapping[str, Member], *parts: str) -> None:
    for part in parts:
        if part not in members:
            raise _damaged(why="part", member=part)


def _refuse_encrypted(data: bytes, manifest: Member) -> None:
    def start(name: str, _: object) -> None:
        if name.endswith("encryption-data"):
            raise RefusedError(rule="XL-103")

    feed(_small(data, manifest), manifest.name, expat.ParserCreate(), start)


_MACRO_PARTS = re.compile(
    r"(^|/)vbaproject[^/]*\.bin$|(^|/)macrosheets/.|^scripts/.*[^/]$|^basic/(?!.*script-l[bc]\.xml$).*[^/]$"
)


def _refuse_macros(members: Mapping[str, Member], types: Iterable[str]) -> None:
    for name, member in members.items():
        if _MACRO_PARTS.search(name):
            raise RefusedError(rule="XL-104", member=member.name)
    if any("vbaproject" in kind or "macrosheet" in kind for kind in types):
        raise RefusedError(rule="XL-104", member="[Content_Types].xml")


# --- Zip: whether the package is sound ---------------------------------------------------------

_LOCAL = struct.Struct("<4s2xHH16xHH")
_END = struct.Struct("<4s6xH8xH")
_END_MAGIC = b"PK\5\6"
_ENCRYPTED = 0x2041  # general purpose bits 0, 6 and 13
_CHUNK = 1 << 18
_ZIP_TROUBLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
)


def directory(data: bytes, limits: Limits = LIMITS) -> Mapping[str, Member]:
    """Return the members of a zip by lower-case name: part names ignore case.

    Raises XL-101 (empty), XL-102, XL-103, XL-105 (escape, duplicate, overlap), XL-106 (members).
    """
    _cap("members", data.count(b"PK\1\2"), limits.members)
    entries, end = _entries(data)
    members: dict[str, Member] = {}
    for entry in entries:
        key = entry.filename.lower()
        _refuse_escape(entry.orig_filename)
        if key in members:
            raise RefusedError(rule="XL-105", why="duplicate", member=entry.filename)
        members[key] = _member(data, entry)
    _refuse_overlap(sorted(members.values(), key=lambda member: member.offset), end)
    return members


def _entries(data: bytes) -> tuple[Sequence[zipfile.ZipInfo], int]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, start = archive.infolist(), archive.start_dir
        _, count, comment = _END.unpack_from(data, end := data.rfind(_END_MAGIC))
    except _ZIP_TROUBLE:
        raise _damaged(why="contents" if _END_MAGIC in data else "truncated") from None
    if not entries:
        raise RefusedError(rule="XL-101", what="zip")
    if count not in {len(entries), 0xFFFF}:
        raise _damaged(why="contents")
    if data[end + _END.size + comment :].strip(b"\0"):  # zeros are padding, left by a transfer
        raise _damaged(why="trailing")
    if min(entry.header_offset for entry in entries):
        raise _damaged(why="prefix")
    return entries, start


def _refuse_escape(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if "\\" in name or "\0" in name or name[1:2] == ":" or not {"", ".", ".."}.isdisjoint(parts):
        raise RefusedError(rule="XL-105", why="escape", member=name)


def _member(data: bytes, entry: zipfile.ZipInfo) -> Member:
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedError(rule="XL-103")
    offset, name = entry.header_offset, entry.filename
    try:
        magic, _, method, length, extra = _LOCAL.unpack_from(data, offset)
    except (struct.error, OverflowError, IndexError):
        raise _damaged(why="header", member=name) from None
    begin = offset + _LOCAL.size
    start = begin + length + extra
    end = start + entry.compress_size
    same = (
        name.encode("utf-8" if entry.flag_bits & 0x800 else "cp437") == data[begin : begin + length]
    )
    if magic != b"PK\3\4" or not same or method != entry.compress_type or method not in {0, 8}:
        raise _damaged(why="header", member=name)
    return Member(
        name, offset, start, end, entry.file_size, entry.CRC, method == zipfile.ZIP_DEFLATED
    )


def _refuse_overlap(members: Sequence[Member], end: int) -> None:
    bounds = [*(member.offset for member in members[1:]), end]
    for member, bound in zip(members, bounds, strict=True):
        if member.end > bound:
            raise RefusedError(rule="XL-105", why="overlap", member=member.name)


def stream(data: bytes, member: Member) -> Iterator[bytes]:
    """Inflate a member in chunks; raises XL-102 (inflate, crc) at the latest after the last."""
    size = crc = 0
    try:
        for chunk in _inflate(data, member) if member.deflated else _slices(data, member):
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
            yield chunk
    except zlib.error:
        raise _damaged(why="inflate", member=member.name) from None
    if (size, crc) != (member.size, member.crc):
        raise _damaged(why="crc", member=member.name)


def _slices(data: bytes, member: Member, size: int = _CHUNK) -> Iterator[bytes]:
    for start in range(member.start, member.end, size):
        yield data[start : min(start + size, member.end)]


def _inflate(data: bytes, member: Member) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _slices(data, member, _CHUNK >> 2):
        chunk = engine.decompress(packed, _CHUNK)
        while chunk:
            yield chunk
            chunk = engine.decompress(engine.unconsumed_tail, _CHUNK)
    if not engine.eof or engine.unused_data:
        raise zlib.error


def _small(data: bytes, member: Member) -> Iterator[bytes]:
    total = 0
    for chunk in stream(data, member):
        total += len(chunk)
        _cap("inflated", total, 4 * MIB)
        yield chunk


def _refuse_bomb_and_doctype(data: bytes, members: Iterable[Member], limits: Limits) -> None:
    total, room = 0, min(limits.inflated_bytes, max(MIB, limits.ratio * len(data)))
    for member in members:
        for chunk in _without_doctype(stream(data, member), member.name):
            total += len(chunk)
            if total > room:
                _cap("inflated", total, limits.inflated_bytes)
                _cap("ratio", -(-total // len(data)), limits.ratio)


# --- XML ---------------------------------------------------------------------------------------

_DOCTYPES = tuple(
    pad.join(b"<!DOCTYPE"[at : at + 1] for at in range(9)) for pad in (b"", b"\0", b"\0\0\0")
)
_BLANK = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_USUAL = re.compile(
    rb"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-8859-1|windows-125\d|gb(2312|k|18030)", re.IGNORECASE
)
_TOKEN, _DEPTH = MIB, 256
_FINAL = True


def _without_doctype(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    xml, tail = None, b""
    for chunk in chunks:
        window = tail + chunk
        if xml is None and (lead := window.lstrip(_BLANK)):
            xml = lead.startswith(b"<")
            _refuse_encoding(lead[:1024].replace(b"\0", b""), name)
        if xml and any(doctype in window for doctype in _DOCTYPES):
            raise RefusedError(rule="XL-105", why="doctype", member=name)
        tail = window[-40:]
        yield chunk


def _refuse_encoding(lead: bytes, name: str) -> None:
    declared = _DECLARED.match(lead)
    if lead.startswith(_EBCDIC) or (declared and not _USUAL.fullmatch(declared[1])):
        raise RefusedError(rule="XL-105", why="encoding", member=name)


def feed(
    chunks: Iterable[bytes], name: str, parser: expat.XMLParserType, start: StartElement
) -> None:
    """Parse a part, calling ``start`` for each element.

    Raises XL-102 (xml) if it is malformed and XL-105 at a DOCTYPE. Neither elements within each
    other nor a tag are ever as deep or long as these bounds: expat keeps each open element, and
    reads an unfinished tag again with every chunk.
    """
    parser.StartDoctypeDeclHandler = _no_doctype(name)
    parser.StartElementHandler, parser.EndElementHandler = _bounded(start)
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            fed += len(chunk)
            _require(fed - parser.CurrentByteIndex <= _TOKEN)
        parser.Parse(b"", _FINAL)
    except (expat.ExpatError, ValueError, LookupError):
        raise _damaged(why="xml", member=name) from None


def _no_doctype(name: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise RefusedError(rule="XL-105", why="doctype", member=name)

    return refuse


def _bounded(start: StartElement) -> tuple[StartElement, EndElement]:
    depth = 0

    def down(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        _require(depth <= _DEPTH)
        start(name, attributes)

    def up(_: str) -> None:
        nonlocal depth
        depth -= 1

    return down, up


# --- OLE2: .xls, and what else comes in this envelope ------------------------------------------

_HEADER = struct.Struct("<30xHH14xL4xLL4xL4x109L")
_ENTRY = struct.Struct("<64sHBxLLL36xLL4x")
_MINI_SHIFT = 6
_NO_SECTOR = 0xFFFFFFFA  # sector numbers from here on are marks
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085


class _Sectors(NamedTuple):
    """Sectors of ``1 << shift`` bytes from ``first`` on; ``table`` tells which one follows."""

    data: bytes
    shift: int
    first: int
    table: Sequence[int]

    def read(self, number: int) -> bytes:
        """Return a chain of sectors; ValueError or IndexError if it is broken or endless."""
        found: list[bytes] = []
        while number < _NO_SECTOR:
            _require(len(found) <= len(self.table))
            found.append(self.sector(number))
            number = self.table[number]
        return b"".join(found)

    def sector(self, number: int) -> bytes:
        """Return one sector; the last one of a file may be short."""
        start = self.first + (number << self.shift)
        _require(start < len(self.data))
        return self.data[start : start + (1 << self.shift)].ljust(1 << self.shift, b"\0")


class _Entry(NamedTuple):
    """One line of the directory: siblings left and right, ``child`` of a storage."""

    raw: bytes
    length: int
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int

    @property
    def name(self) -> str:
        """Its name in lower case."""
        return self.raw[: max(self.length - 2, 0)].decode("utf-16-le", "replace").lower()


def _judge_ole2(data: bytes) -> Format:
    try:
        shift, mini, root, cutoff, minifat, more, *fat = _HEADER.unpack_from(data)
        disk = _disk(data, shift, fat, more)
        _require(mini == _MINI_SHIFT)
        entries = [_Entry(*fields) for fields in _ENTRY.iter_unpack(disk.read(root))]
        _require(entries[0].name == "root entry")
        book = _book(entries)
        if book.size >= cutoff:
            content = disk.read(book.start)
        else:
            table = _numbers(disk.read(minifat))
            content = _Sectors(disk.read(entries[0].start), _MINI_SHIFT, 0, table).read(book.start)
        _inspect_biff(content[: book.size])
    except (struct.error, IndexError, ValueError):
        raise _damaged(why="ole2") from None
    return Format.XLS


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}L", raw)


def _disk(data: bytes, shift: int, fat: list[int], more: int) -> _Sectors:
    """Put the table together; more of its sectors than the file has sectors are not believed."""
    _require(shift in {9, 12})
    disk = _Sectors(data, shift, 1 << shift, ())
    needed = (len(data) >> shift) // (1 << shift - 2) + 1
    while more < _NO_SECTOR and len(fat) < needed:
        *numbers, more = _numbers(disk.sector(more))
        fat += numbers
    table = b"".join(disk.sector(number) for number in fat[:needed] if number < _NO_SECTOR)
    return disk._replace(table=_numbers(table))


def _book(entries: Sequence[_Entry]) -> _Entry:
    """Return the workbook among the top entries: a Word file may hold one further down."""
    top: dict[str, _Entry] = {}
    seen, waiting = set(), [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            top[entries[number].name] = entry = entries[number]
            waiting += (entry.left, entry.right)
    if not top.keys().isdisjoint({"encryptedpackage", "encryptioninfo"}):
        raise RefusedError(rule="XL-103")
    if book := top.get("workbook") or top.get("book"):
        _refuse_vba(entries)
        return book
    kinds = {"worddocument": "doc", "powerpoint document": "ppt"}
    raise RefusedError(
        rule="XL-101", what=next((kinds[name] for name in top if name in kinds), "ole2")
    )


def _refuse_vba(entries: Iterable[_Entry]) -> None:
    for entry in entries:
        if entry.name in {"_vba_project", "_vba_project_cur"}:
            raise RefusedError(rule="XL-104", member=entry.name)


def _inspect_biff(book: bytes) -> None:
    """Look through the records before the first sheet for a password and macro sheets."""
    at, (kind, length) = 0, struct.unpack_from("<HH", book)
    _require(kind == _BOF)
    while kind != _EOF:
        if kind == _FILEPASS:
            raise RefusedError(rule="XL-103")
        if kind == _BOUNDSHEET and book[at + 9] == 1:
            raise RefusedError(rule="XL-104", member="workbook")
        at += 4 + length
        kind, length = struct.unpack_from("<HH", book, at)
