"""A campaign knows its pack: what is written, what every command takes, what is refused."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_cli import refused, run
from tests.test_outputs import snapshot
from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import load_campaign
from xltool.files import shipped
from xltool.pack import shipped_packs
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from pathlib import Path

ENTITIES: Final = "code,name,short,parent\n3,县局,县局,\n31,一所,一所,3\n"
PARTS: Final = ("templates", "schemas")


def copy_pack(folder: Path, name: str) -> Path:
    """Copy the default pack into ``folder`` under another id."""
    for part in PARTS:
        shutil.copytree(
            shipped_packs.default_pack() / part,
            folder / part,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    replace(folder / "templates" / "pack.toml", 'id = "county-budget"', f'id = "{name}"')
    return folder


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def settings(folder: Path) -> list[str]:
    """Return the lines of ``campaign.toml`` that name the pack."""
    lines = (folder / "campaign.toml").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith(("pack", "version"))]


@pytest.fixture
def entities(tmp_path: Path) -> Path:
    """A list of one entity and its parent."""
    path = tmp_path / "entities.csv"
    path.write_text(ENTITIES, encoding="utf-8")
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A pack with another id than the default one."""
    return copy_pack(tmp_path / "otherpack", "other")


@pytest.fixture
def campaign(tmp_path: Path, other: Path, entities: Path) -> Path:
    """A campaign of the other pack, generated, with its one return in the in-tray."""
    folder = tmp_path / "2021"
    run("init", folder, "--entities", entities, "--period", "2021", "--pack", other)
    run("generate", folder)
    (made,) = (path for path in (folder / "out").glob("*.xlsx") if "部门填报" not in path.name)
    shutil.copyfile(made, folder / "in" / made.name)
    return folder


def test_a_campaign_without_a_choice_names_the_default_pack(tmp_path: Path, entities: Path) -> None:
    """``init`` writes id and version of the shipped pack, and no folder: it goes by its name."""
    run("init", tmp_path / "2021", "--entities", entities, "--period", "2021")
    pack = load_pack()
    expected = ['pack = "county-budget"', f'version = "{pack.version}"']
    assert settings(tmp_path / "2021") == expected


def test_a_pack_beside_the_campaign_is_found_when_both_move(campaign: Path, tmp_path: Path) -> None:
    """Its folder is written as seen from the campaign."""
    assert settings(campaign)[0::2] == ['pack = "other"', 'pack_folder = "../otherpack"']
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("2021", "otherpack"):
        (tmp_path / name).rename(moved / name)
    assert load_pack_for(load_campaign(moved / "2021")).id == "other"


def test_a_pack_elsewhere_is_written_in_full(tmp_path: Path, entities: Path) -> None:
    """The folder of a pack that does not stand beside the campaign is absolute."""
    other = copy_pack(tmp_path / "away" / "otherpack", "other")
    folder = tmp_path / "here" / "2021"
    folder.parent.mkdir()
    run("init", folder, "--entities", entities, "--period", "2021", "--pack", other)
    assert settings(folder)[-1] == f'pack_folder = "{other.resolve().as_posix()}"'
    assert load_pack_for(load_campaign(folder)).folder == other.resolve()


def test_commands_take_the_pack_from_the_campaign(
    campaign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without ``--pack`` they read and write workbooks of the campaign's pack, none of another."""
    assert "XL-122" in run("check", campaign / "in", "--format", "json", code=1)
    assert "XL-122" not in run("check", campaign, "--format", "json", code=1)
    monkeypatch.chdir(campaign)
    assert "R24" in run("explain", "R24")
    run("extract", campaign / "out", "-o", tmp_path / "facts.csv")
    run("init", tmp_path / "2022", "--from", campaign)
    assert settings(tmp_path / "2022")[0::2] == settings(campaign)[0::2]


@pytest.mark.parametrize(
    "command",
    [
        ("generate",),
        ("check",),
        ("check", "--reissue", "back"),
        ("consolidate", "-o", "d.xlsx"),
        ("accept", "31-一所-2021.xlsx"),
        ("compare", "-o", "c.html"),
        ("summary", "-o", "s.html"),
        ("extract", "in", "-o", "f.csv"),
        ("init", "../2022", "--from", "."),
        ("combine", "in/31-一所-2021.xlsx", "out/31-一所-2021.xlsx", "-o", "b.xlsx"),
        ("diff", "in/31-一所-2021.xlsx", "out/31-一所-2021.xlsx"),
    ],
)
def test_another_pack_is_refused_before_anything_is_written(
    campaign: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--pack`` of another id stops each command; no file of the folder has changed."""
    monkeypatch.chdir(campaign)
    before = snapshot(campaign.parent)
    assert refused(*command, "--pack", "county-budget") == (
        "--pack county-budget: 报表包是 county-budget，这个任务用的是 other · "
        "is the pack county-budget, this campaign is of other"
    )
    assert snapshot(campaign.parent) == before


def test_a_newer_version_is_taken_where_it_reads_the_older_one(campaign: Path, other: Path) -> None:
    """A pack may grow during a campaign; one that does not read its version is refused."""
    manifest = other / "templates" / "pack.toml"
    version = load_pack(other).version
    with manifest.open("a", encoding="utf-8") as file:
        file.write(f'\n[[older]]\nversion = "{version}"\n')
    replace(manifest, f'version = "{version}"\ntitle', 'version = "2021.9"\ntitle')
    run("generate", campaign)
    replace(manifest, f'\n[[older]]\nversion = "{version}"\n', "")
    before = snapshot(campaign)
    place = campaign / "campaign.toml"
    assert refused("generate", campaign) == (
        f"{place}: 报表包 other 是版本 2021.9，读不了这个任务的 {version} · "
        f"the pack other is of version 2021.9, which does not read this campaign's {version}"
    )
    assert snapshot(campaign) == before


def test_a_pack_that_is_gone_is_asked_for(campaign: Path, other: Path, tmp_path: Path) -> None:
    """A folder that was moved is named, and ``--pack`` says where it is now."""
    other.rename(tmp_path / "moved")
    assert "pack_folder" in refused("check", campaign)
    run("check", campaign, "--pack", tmp_path / "moved", code=1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('pack = "nowhere"', "pack: nowhere 不是自带的报表包"),
        ("pack = 3", "pack 应为文本，加引号"),
        ('pack_folder = "../x"', "有 pack_folder，缺少 pack"),
        ('version = "2021.1"', "有 version，缺少 pack"),
        ('packs = "other"', "packs: 没有这一项，是不是 pack"),
    ],
)
def test_what_is_said_of_the_pack_is_checked(campaign: Path, line: str, words: str) -> None:
    """A pack that does not exist and keys that do not fit are told, each with what is wrong."""
    path = campaign / "campaign.toml"
    named = settings(campaign)
    text = path.read_text(encoding="utf-8").splitlines()
    kept = [each for each in text if each not in named]
    path.write_text("\n".join([*kept, line]) + "\n", encoding="utf-8")
    assert words in refused("generate", campaign)


def test_a_campaign_that_names_no_pack_has_the_default_one(campaign: Path) -> None:
    """Campaigns begun before packs were named are read as they were."""
    path = campaign / "campaign.toml"
    text = path.read_text(encoding="utf-8").splitlines()
    named = settings(campaign)
    path.write_text("\n".join(line for line in text if line not in named), encoding="utf-8")
    assert load_pack_for(load_campaign(campaign)).id == "county-budget"


def test_shipped_packs_go_by_name(
    tmp_path: Path, entities: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack of ``packs/`` is found by its id, in a checkout and in an installed wheel alike."""
    copy_pack(tmp_path / "packs" / "hebei-budget", "hebei-budget")
    monkeypatch.setattr(
        shipped_packs,
        "shipped",
        lambda inside, source: (
            tmp_path / "packs" if inside == "_packs" else shipped(inside, source)
        ),
    )
    assert list(shipped_packs.shipped_packs()) == ["county-budget", "hebei-budget"]
    folder = tmp_path / "2021"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hebei-budget").mkdir()  # a folder of that name is meant by ./hebei-budget alone
    run("init", folder, "--entities", entities, "--period", "2021", "--pack", "hebei-budget")
    assert settings(folder)[0] == 'pack = "hebei-budget"'
    assert not any(line.startswith("pack_folder") for line in settings(folder))
    assert load_pack_for(load_campaign(folder)).folder == tmp_path / "packs" / "hebei-budget"
    assert "templates/pack.toml" in refused("lint", f".{os.sep}hebei-budget")


def test_unknown_pack_is_told_with_those_that_ship(tmp_path: Path, entities: Path) -> None:
    """A name that is neither shipped nor a folder is refused, and no campaign is begun."""
    folder = tmp_path / "2021"
    said = refused("init", folder, "--entities", entities, "--period", "2021", "--pack", "nix")
    assert said.startswith("nix: 没有这个报表包，请写文件夹，或自带的：county-budget")
    assert not folder.exists()


def test_an_example_is_of_its_own_pack(tmp_path: Path, other: Path) -> None:
    """An example cannot be begun with another pack than its own."""
    said = refused("init", tmp_path / "2020", "--example", "pingxiang-2020", "--pack", other)
    assert said.startswith(f"--pack {other}: 报表包是 other，这个任务用的是 county-budget")
    assert not (tmp_path / "2020").exists()
    example = load_campaign(shipped("_examples", "examples") / "pingxiang-2020")
    assert example.version == load_pack().version
