"""Each file of the corpus is read as it should be: these findings, these values, nothing else."""

from __future__ import annotations

import functools
import hashlib
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.corpus.build import variants
from tests.corpus.reading import Readings, Values, entered, found, read_files, slots, wanted
from tests.corpus.variant import Clean, Variant
from xltool.batch.batch import check
from xltool.kinds import Verdict
from xltool.messages.render import LANGUAGES, render
from xltool.reading.read import Reader
from xltool.spreadsheets.limits import SLOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Key

ALL = tuple(variants())
PLAIN = tuple(variant for variant in ALL if not variant.office)
CONVERTED = tuple(variant for variant in ALL if variant.office)
SECONDS = 5.0
MEMORY = 512 << 20
LEAST = 200


@pytest.fixture(scope="session")
def clean(pack: Pack, campaign: Campaign) -> Clean:
    """What every variant is made from."""
    return Clean(pack, campaign)


@pytest.fixture(scope="session")
def files(clean: Clean, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The files that need no LibreOffice, by variant."""
    return write(PLAIN, clean, tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def readings(files: Mapping[str, Path], clean: Clean) -> Readings:
    """What was read from them."""
    return read_files(files, clean.pack, clean.campaign)


@pytest.fixture(scope="session")
def converted(clean: Clean, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Readings:
    """What was read from files that LibreOffice saved; it saves each of them once."""
    sources = write(CONVERTED, clean, tmp_path_factory.mktemp("sources"))
    files = {variant.id: convert(sources[variant.id], variant, office) for variant in CONVERTED}
    return read_files(files, clean.pack, clean.campaign)


def write(chosen: Iterable[Variant], clean: Clean, folder: Path) -> dict[str, Path]:
    """Write the files of variants, each to a folder of its own."""
    paths = {}
    for variant in chosen:
        path = folder / variant.family / variant.name / (variant.file or f"{variant.name}.xlsx")
        path.parent.mkdir(parents=True)
        path.write_bytes(variant.make(clean))
        paths[variant.id] = path
    return paths


def convert(source: Path, variant: Variant, office: Office) -> Path:
    """Return the file as LibreOffice saves it, from the cache if it was saved before."""
    made = hashlib.sha256(source.read_bytes() + variant.office.encode()).hexdigest()[:20]
    target = Path(tempfile.gettempdir()) / "xltool-corpus" / made / source.name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            saved = Path(folder) / target.name
            office.fill(source, saved, {}, filter=variant.office)
            saved.replace(target)
    return target


@pytest.mark.parametrize("variant", PLAIN, ids=lambda variant: variant.id)
def test_variant(variant: Variant, readings: Readings, clean: Clean) -> None:
    """A variant has the findings and the values that it must have, and no other."""
    judge(variant, readings.returns[variant.id], clean)


@pytest.mark.libreoffice
@pytest.mark.parametrize("variant", CONVERTED, ids=lambda variant: variant.id)
def test_converted_variant(variant: Variant, converted: Readings, clean: Clean) -> None:
    """The same holds for what LibreOffice saved, as .xlsx, .ods or .xls."""
    judge(variant, converted.returns[variant.id], clean)


def judge(variant: Variant, item: Return, clean: Clean) -> None:
    """Hold what was read against what the variant expects."""
    expected = variant.expected
    assert found(item) == sorted(expected.findings)
    assert item.verdict is expected.verdict
    if item.verdict is Verdict.REJECTED:
        params = item.findings[0].params
        assert params.get("why", params.get("what", "")) == expected.reason
        return
    values = wanted(*clean_values(clean, expected.entity), expected)
    got = entered(item.submission)
    assert {key: value for key, value in got.items() if values.get(key) != value} == {}
    assert {key: value for key, value in values.items() if key not in got} == {}


@functools.cache
def clean_values(clean: Clean, code: str) -> tuple[Values, Mapping[str, Key]]:
    """Return what an entity's clean return says, and where."""
    submission = clean.submission(code)
    return entered(submission), slots(clean.pack, submission)


def test_a_rejected_file_has_one_finding(readings: Readings) -> None:
    """What cannot be read says why, once."""
    rejected = [item for item in readings.returns.values() if item.verdict is Verdict.REJECTED]
    assert rejected
    assert {len(item.findings) for item in rejected} == {1}


def test_no_file_takes_long(readings: Readings) -> None:
    """Five seconds are enough for any of them, a new child after a dead one included."""
    assert {name: time for name, time in readings.seconds.items() if time > SECONDS} == {}


def test_no_child_grows(readings: Readings) -> None:
    """No child ever holds more than half a gibibyte."""
    assert readings.memory <= MEMORY


def test_short_ways_change_nothing(
    files: Mapping[str, Path], readings: Readings, clean: Clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file of the corpus is read alike when every short way is turned off."""
    monkeypatch.setenv(SLOW, "1")
    slow = Reader(clean.pack, entities=clean.campaign.entities)
    assert len(files) == len(PLAIN)
    assert [name for name, path in files.items() if slow.read(path) != readings.read[name]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_worded(readings: Readings, language: str) -> None:
    """No text keeps a blank, or a key where a word should be, or says nothing of a place."""
    for item in readings.returns.values():
        for finding in item.findings:
            hostile = {finding.value, finding.expected, finding.sheet, *finding.params.values()}
            text, hint = render(finding, language)
            blanks = set(re.findall(r"\{\w+\}", text + hint))
            assert not {blank for blank in blanks if not any(blank in said for said in hostile)}
            if why := finding.params.get("why", finding.params.get("what")):
                assert language == "en" or f"（{why}" not in text


def test_check_reads_them_alike(
    files: Mapping[str, Path], readings: Readings, clean: Clean
) -> None:
    """``check`` gives the same returns in the order asked for, however many children read."""
    chosen = list(files)[::9]
    returns, _ = check([files[name] for name in chosen], clean.pack, clean.campaign)
    assert [found(item) for item in returns] == [found(readings.returns[name]) for name in chosen]


def test_the_corpus_is_large(capsys: pytest.CaptureFixture[str]) -> None:
    """There are many variants, each with a name of its own."""
    names = Counter(variant.id for variant in ALL)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(ALL) >= LEAST
    counts = Counter(variant.family for variant in ALL)
    with capsys.disabled():
        told = ", ".join(f"{family} {count}" for family, count in counts.items())
        sys.stdout.write(f" {len(ALL)} variants: {told} ")
