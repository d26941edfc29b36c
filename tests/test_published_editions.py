"""Editions of a publication: their number, who signs, the manifest, folders that appear whole."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from xltool import files
from xltool.campaign.folder import FINAL, PUBLIC
from xltool.errors import CampaignError
from xltool.publication import edition_folder
from xltool.publication.edition_folder import (
    DRAFT,
    REVIEWS,
    published_edition,
    write_edition,
)
from xltool.publication.manifest import EditionManifest, digests, manifest_proof, read_manifest
from xltool.publication.proof import Proof, ProofState
from xltool.publication.sign_off import SignOff, draft_number, quoted_number, sign_off_findings
from xltool.wordfile.document_content import DocumentContent, TextLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FILES = {"公开.docx": b"text", "公开表.xlsx": b"tables"}
NUMBER = "7f3a-91c2"


def shown(*texts: str, kind: str = "docx") -> DocumentContent:
    """Return what a document shows, a paragraph for each text."""
    return DocumentContent(kind, "", tuple(TextLine(at, text) for at, text in enumerate(texts, 1)))


def test_the_number_is_that_of_what_the_files_show() -> None:
    """It depends on every name and text, on no order of files, and on no PDF of the same."""
    files = {"公开.docx": shown("一", "二"), "公开表.xlsx": shown("三")}
    number = draft_number(files)
    assert quoted_number(number) == number
    assert draft_number(dict(reversed(files.items()))) == number
    assert draft_number({**files, "公开.pdf": shown("一", "二", kind="pdf")}) == number
    assert draft_number({**files, "公开.docx": shown("一", "二二")}) != number
    assert draft_number({**files, "公开.docx": shown("二", "一")}) != number
    assert draft_number({"公开1.docx": shown("一", "二"), "公开表.xlsx": shown("三")}) != number


@pytest.mark.parametrize(
    "text",
    [
        "7f3a-91c2 张三", "张三（7F3A－91C2）", "7f3a91c2张三", "7f3a—91c2",
        "７ｆ３ａ－９１ｃ２ 张三", "编号 7f3a–91c2，张三，2020年3月1日",
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_typed(text: str) -> None:
    """Any dash, any width, either case, with a name before or behind it."""
    assert quoted_number(text) == NUMBER


@pytest.mark.parametrize("text", ["", "张三", "7f3a", "7f3a-91c", "17f3a-91c23", "2020-0301张"])
def test_what_is_no_number_is_none(text: str) -> None:
    """A date or half a number is not taken for one."""
    assert quoted_number(text) in {"", "2020-0301"}


def signed(*texts: str) -> list[SignOff]:
    """Return signatures as they were typed."""
    people = [text.replace(NUMBER, "").replace("1111-2222", "").strip() for text in texts]
    return [
        SignOff(f"line{at}", f"签名{at}", text, quoted_number(text), person)
        for at, (text, person) in enumerate(zip(texts, people, strict=True))
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((f"{NUMBER} 张三", f"{NUMBER} 李四"), []),
        (("", f"{NUMBER} 李四"), ["XL-208.missing"]),
        (("1111-2222 张三", f"{NUMBER} 李四"), ["XL-208.number"]),
        (("张三", f"{NUMBER} 李四"), ["XL-208.number"]),
        ((NUMBER, f"{NUMBER} 李四"), ["XL-208.person"]),
        ((f"{NUMBER} 张三", f"{NUMBER} 张三"), ["XL-208.same"]),
        ((f"{NUMBER} 张三", f"{NUMBER} 张三同意"), ["XL-208.same"]),
        (("", ""), ["XL-208.missing", "XL-208.missing"]),
    ],
)
def test_two_people_quote_the_number(texts: Sequence[str], expected: Sequence[str]) -> None:
    """Each way to sign wrongly has its own message, and a right one has none."""
    assert [each.message for each in sign_off_findings(signed(*texts), NUMBER)] == expected


def manifest(*, final: bool = False, corrects: str = "") -> EditionManifest:
    """Return the manifest of ``FILES``."""
    return EditionManifest(NUMBER, final, digests(FILES), "w", "t", "p 1", corrects)


def report(proofs: Sequence[Proof]) -> str:
    """Return a report that counts its proofs."""
    return f"{len(proofs)} proofs"


def test_an_edition_appears_whole(tmp_path: Path) -> None:
    """Public files alone stand in 公开; manifest and report beside it, read again from the disk."""
    written = write_edition(tmp_path, FILES, manifest(), (), report)
    assert {path.name: path.read_bytes() for path in written.folder.iterdir()} == FILES
    assert written.folder == tmp_path / PUBLIC / DRAFT
    assert read_manifest(written.manifest) == manifest()
    assert json.loads(written.manifest.read_text("utf-8"))["proofs"] == {
        "manifest": {"state": "proved", "files": 2}
    }
    assert written.report.read_text("utf-8") == "1 proofs"
    assert {path.name for path in tmp_path.iterdir()} == {PUBLIC, REVIEWS}


def test_a_draft_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    """Nothing of the old draft is left in the folder."""
    before = {**FILES, "old.pdf": b"old"}
    write_edition(tmp_path, before, replace(manifest(), files=digests(before)), (), report)
    write_edition(tmp_path, FILES, manifest(), (), report)
    assert {path.name for path in (tmp_path / PUBLIC / DRAFT).iterdir()} == set(FILES)


def test_files_that_are_not_as_listed_fail_the_proof(tmp_path: Path) -> None:
    """One that differs, one that is missing, and one that nobody listed."""
    for name, data in {"公开.docx": b"other", "more.txt": b""}.items():
        (tmp_path / name).write_bytes(data)
    proof = manifest_proof(manifest(), tmp_path)
    assert proof.state is ProofState.FAILED
    assert [(each.rule, each.workbook) for each in proof.findings] == [
        ("XL-237", "more.txt"), ("XL-237", "公开.docx"), ("XL-237", "公开表.xlsx"),
    ]  # fmt: skip


def test_a_corrected_edition_is_kept(tmp_path: Path) -> None:
    """The final that is replaced stands under its number; the new one is the public one."""
    write_edition(tmp_path, FILES, manifest(final=True), (), report)
    other = {**FILES, "公开.docx": b"corrected"}
    new = EditionManifest("1111-2222", True, digests(other), "w", "t", "p 1", NUMBER)  # noqa: FBT003 - as read
    write_edition(tmp_path, other, new, (), report, NUMBER)
    assert published_edition(tmp_path) == new
    kept = tmp_path / PUBLIC / f"{FINAL}-已更正-{NUMBER}"
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == FILES


def test_what_the_disk_does_not_keep_does_not_appear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that reads otherwise than it was written: an error, and no edition."""
    monkeypatch.setattr(edition_folder, "write_file", lambda path, _: path.write_bytes(b""))
    with pytest.raises(CampaignError, match="读回来不一样"):
        write_edition(tmp_path, FILES, manifest(), (), report)
    assert not (tmp_path / PUBLIC / DRAFT).exists()


def test_a_changed_edition_is_not_overwritten(tmp_path: Path) -> None:
    """Who put another file there is told to move it away."""
    written = write_edition(tmp_path, FILES, manifest(final=True), (), report)
    (written.folder / "note.txt").write_text("mine")
    with pytest.raises(CampaignError, match="被改动过"):
        published_edition(tmp_path)


@pytest.mark.parametrize("at", range(1, 9))
def test_a_write_that_fails_leaves_the_old_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Whichever write or move fails, the folder holds the old edition or the new one as a whole."""
    write_edition(tmp_path, FILES, manifest(), (), report)
    new = {name: data + b"2" for name, data in FILES.items()}
    count = iter(range(1, 99))
    for name in ("write", "move", "sync"):
        monkeypatch.setattr(files, name, failing(getattr(files, name), count, at))
    edition = EditionManifest("1111-2222", False, digests(new), "w", "t", "p 1")  # noqa: FBT003 - as read
    failed = False
    try:
        write_edition(tmp_path, new, edition, (), report)
    except OSError:
        failed = True
    there = {path.name: path.read_bytes() for path in (tmp_path / PUBLIC / DRAFT).iterdir()}
    assert there == (FILES if failed else new)
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(files.PREFIX)]


def failing(real: Callable[..., object], count: Iterator[int], at: int) -> Callable[..., object]:
    """Return a function that fails when it is the one numbered ``at`` to be called."""

    def call(*arguments: object) -> object:
        if next(count) == at:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    return call
