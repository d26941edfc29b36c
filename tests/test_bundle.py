"""The folder that runs without an installed Python: what is in it, and that it runs.

Windows is not here: its files are held against what Windows and cmd.exe ask for, byte by byte
(docs/bundle.md says what a person tries). The bundle for this machine runs.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name, parse_wheel_filename

from bundle.archive import SUMS, archive
from bundle.build import BundleRequest, assemble, build
from bundle.errors import BundleError
from bundle.launchers import CMD_FILES, COMMAND, DESK, GUIDE, PROMPT
from bundle.lock import tags
from bundle.stand_in import stand_in
from bundle.target import WINDOWS, WINDOWS_PYTHON, BundleTarget, all_targets
from bundle.wheels import read_lock
from bundle.windows_python import module_paths, open_python
from tests.cmd_files import run_cmd
from tests.desks import entered, visitor_of
from tests.pe_imports import imported_libraries
from xltool.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
LOCKS: Final = sorted((ROOT / "bundle" / "locks").glob("*-*.txt"))
HERE: Final = BundleTarget(f"linux-{platform.machine()}", "{}.{}".format(*sys.version_info[:2]))
ODD_NAME: Final = "预算 表 (1)&a"
LONGEST_NAME: Final = 180
"""Characters below the folder of the bundle: 260 is the most that older programs open."""
OPTIONAL: Final = frozenset({"distributed", "typst"})
"""What xltool asks for only where it is installed: a cluster, and the writer of PDFs."""
OF_WINDOWS: Final = frozenset({
    "advapi32", "bcrypt", "bcryptprimitives", "crypt32", "dbghelp", "gdi32", "iphlpapi", "kernel32",
    "ntdll", "ole32", "secur32", "shell32", "user32", "webservices", "winhttp", "ws2_32",
})  # fmt: skip
OF_PYTHON: Final = frozenset({"python3", "python314", "vcruntime140", "vcruntime140_1"})
"""Libraries in the embeddable package, beside ``python.exe``."""
NOT_EMBEDDED: Final = frozenset({
    "ensurepip", "idlelib", "test", "tkinter", "turtle", "turtledemo", "venv",
})  # fmt: skip
NOT_IN_WINDOWS: Final = frozenset({
    "_curses", "_posixshmem", "_posixsubprocess", "crypt", "curses", "fcntl", "grp", "nis",
    "ossaudiodev", "posix", "pty", "pwd", "readline", "resource", "spwd", "syslog", "termios",
    "tty",
})  # fmt: skip
REMOVED: Final = frozenset({
    "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "distutils", "imghdr",
    "imp", "lib2to3", "mailcap", "msilib", "nntplib", "pipes", "smtpd", "sndhdr", "sunau",
    "telnetlib", "uu", "xdrlib",
})  # fmt: skip
"""Modules that Python had when it was 3.11 and has no longer."""
STANDARD: Final = (sys.stdlib_module_names | {"msvcrt", "winreg", "nt", "_winapi"}) - (
    NOT_EMBEDDED | NOT_IN_WINDOWS | REMOVED
)


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle for Windows with a stand-in for Python, unpacked."""
    folder = tmp_path_factory.mktemp("windows")
    request = BundleRequest(BundleTarget(WINDOWS, WINDOWS_PYTHON), None, sys.executable)
    path, notes = build(request, folder)
    assert path.name == f"xltool-{__version__}-windows-without-python.zip"
    assert any("PYTHON_ZIP" in note for note in notes)
    with zipfile.ZipFile(path) as package:
        package.extractall(folder)  # noqa: S202 - our own
    return folder / path.stem


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle for this machine, packed."""
    request = BundleRequest(HERE, None, sys.executable)
    path, notes = build(request, tmp_path_factory.mktemp("linux"))
    assert notes == []
    return path


@pytest.fixture(scope="session")
def linux(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundle for this machine, in a folder with Chinese and blanks, without write access."""
    folder = tmp_path_factory.mktemp("unpacked") / ODD_NAME
    with tarfile.open(packed) as package:
        package.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    folders = [path for path in (root, *root.rglob("*")) if path.is_dir()]
    for path in folders:
        path.chmod(0o555)
    yield root
    for path in folders:
        path.chmod(0o755)


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their names."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: path for name, path in found.items() if path.is_file()}


def sums_of(folder: Path) -> dict[str, str]:
    """Return the hashes that a bundle says of its files."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


# Locks.


def test_there_is_a_lock_for_each_target() -> None:
    """And for nothing else."""
    assert {target.lock for target in all_targets()} == set(LOCKS)


@pytest.mark.parametrize("target", all_targets(), ids=lambda target: target.lock.stem)
def test_locked_wheels_fit_their_target(target: BundleTarget) -> None:
    """Each is a wheel that this Python loads on this system, of the version that is named."""
    fitting = set(tags(target))
    for wheel in read_lock(target.lock):
        name, version, _, found = parse_wheel_filename(wheel.file)
        assert (name, str(version)) == (canonicalize_name(wheel.name), wheel.version)
        assert found & fitting


@pytest.mark.parametrize("path", [*LOCKS, ROOT / "bundle" / "locks" / "added.in"], ids=str)
def test_locks_hold_no_address(path: Path) -> None:
    """Where packages come from is said by the settings of whoever builds."""
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", path.read_text("utf-8"))


def test_a_lock_with_anything_else_is_refused(tmp_path: Path) -> None:
    """A line without a hash would be taken as it comes."""
    path = tmp_path / "lock.txt"
    path.write_text("rich==15.0.0\n", encoding="utf-8")
    with pytest.raises(BundleError, match=r"lock\.txt"):
        read_lock(path)


# What is inside.


def test_every_file_has_its_hash(windows: Path, linux: Path) -> None:
    """``sha256sum -c`` finds each file unchanged, and there is no other."""
    for root in (windows, linux):
        files = files_of(root)
        assert sums_of(root) == {
            name: hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in files.items()
            if name != SUMS
        }


def test_windows_takes_every_name(windows: Path) -> None:
    """None is too long, reserved, or differs from another one only in capitals."""
    names = {path.relative_to(windows).as_posix() for path in windows.rglob("*")}
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert len(f"{windows.name}/{name}") <= LONGEST_NAME
        for part in name.split("/"):
            assert not re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part), name
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul|(com|lpt)\d)(\..*)?", part), name


def test_wheels_are_those_of_the_lock(windows: Path, linux: Path) -> None:
    """What is installed says the names and versions of the lock, which is in the bundle."""
    for root, target in ((windows, BundleTarget(WINDOWS, WINDOWS_PYTHON)), (linux, HERE)):
        assert (root / "requirements.lock").read_bytes() == target.lock.read_bytes()
        found = set()
        for path in (root / "lib").glob("*.dist-info/METADATA"):
            told = message_from_bytes(path.read_bytes())
            found.add((canonicalize_name(told["Name"]), told["Version"]))
        locked = {(canonicalize_name(w.name), w.version) for w in read_lock(target.lock)}
        assert found == locked | {("xltool", __version__)}


def test_libraries_of_windows_are_all_there(windows: Path) -> None:
    """Each that a program asks for lies in the bundle, comes with Python, or is Windows' own."""
    programs = [
        path for path in files_of(windows).values() if path.suffix in {".dll", ".exe", ".pyd"}
    ]
    inside = {path.name.lower() for path in programs}
    known = {f"{name}.dll" for name in OF_WINDOWS | OF_PYTHON}
    missing = {
        (path.name, library)
        for path in programs
        for library in imported_libraries(path.read_bytes()) - inside - known
        if not library.startswith("api-ms-win-")
    }
    assert len(programs) > 80
    assert missing == set()


def test_a_missing_library_is_seen() -> None:
    """The reader of import tables finds what a program asks for."""
    assert imported_libraries(stand_in()) == {"kernel32.dll"}


def imports(path: Path, lib: Path, *, everywhere: bool) -> Iterator[str]:
    """Yield modules that a file imports: in any case when it is loaded, or everywhere in it.

    What stands in ``try`` or ``if`` is asked for only where it is there. A file that only a newer
    Python than this one can read, annotations of numpy, yields nothing.
    """
    try:
        pending: list[ast.AST] = list(ast.parse(path.read_bytes()).body)
    except SyntaxError:
        return
    package = path.relative_to(lib).parent.parts
    for node in pending:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join((*above, *filter(None, [node.module])))
        elif everywhere and not isinstance(node, (ast.If, ast.Try)):
            pending.extend(ast.iter_child_nodes(node))


def is_found(lib: Path, name: str) -> bool:
    """Whether a module or one of the names in it can be loaded from a folder for Windows."""
    path = lib.joinpath(*name.split("."))
    return (
        path.with_suffix(".py").is_file()
        or (path / "__init__.py").is_file()
        or any(path.glob("*.py*"))
        or any(path.parent.glob(f"{path.name}.*pyd"))
    )


def module_files(lib: Path, name: str) -> Iterator[Path]:
    """Yield the files in Python that loading a module runs: its packages', and its own."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        path = lib.joinpath(*parts[:count])
        yield from (
            found for found in (path / "__init__.py", path.with_suffix(".py")) if found.is_file()
        )


def test_every_import_is_in_the_bundle_for_windows(windows: Path) -> None:
    """From xltool on: whatever it imports anywhere, and what loading that imports in turn."""
    lib = windows / "lib"
    own = [p for p in (lib / "xltool").rglob("*.py") if not {"_packs", "_examples"} & {*p.parts}]
    own_files = set(own)
    pending, seen, missing = own, set(own), set()
    for path in pending:
        for name in imports(path, lib, everywhere=path in own_files):
            first = name.partition(".")[0]
            if first in STANDARD or first in OPTIONAL:
                continue
            if not is_found(lib, name):
                missing.add((path.relative_to(lib).as_posix(), name))
            for other in module_files(lib, name):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
    assert is_found(lib, "pypdfium2")
    assert len(seen) > 500
    assert missing == set()


def test_licences_of_all_parts(windows: Path, linux: Path) -> None:
    """Each package has a folder with texts that are not empty."""
    for root in (windows, linux):
        wheels = read_lock(root / "requirements.lock")
        folders = {path.name: path for path in (root / "LICENSES").iterdir()}
        assert {f"{w.name}-{w.version}" for w in wheels} | {f"xltool-{__version__}"} == {*folders}
        for folder in folders.values():
            assert any(path.stat().st_size > 200 for path in files_of(folder).values()), folder


def test_the_list_of_parts_is_valid_and_complete(windows: Path, linux: Path) -> None:
    """CycloneDX 1.6, each wheel of the lock with its hash and a licence, all of them wanted."""
    for root in (windows, linux):
        text = (root / "sbom.cdx.json").read_text("utf-8")
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
        found = json.loads(text)
        parts = {part["bom-ref"]: part for part in found["components"]}
        assert {
            (part["name"], part["version"], part["hashes"][0]["content"]) for part in parts.values()
        } == {(w.name, w.version, w.sha256) for w in read_lock(root / "requirements.lock")}
        assert all(part["licenses"] for part in parts.values())
        graph = {each["ref"]: each["dependsOn"] for each in found["dependencies"]}
        reached, pending = set[str](), [f"pkg:pypi/xltool@{__version__}"]
        while pending:
            reference = pending.pop()
            if reference not in reached:
                reached.add(reference)
                pending += graph[reference]
        assert reached == graph.keys() >= parts.keys()


# What people start.


@pytest.mark.parametrize("name", CMD_FILES)
@pytest.mark.parametrize("folder", [r"C:\xltool", rf"E:\{ODD_NAME}", r"\\server\表!\x"])
def test_cmd_files_start_python_beside_them(windows: Path, name: str, folder: str) -> None:
    """cmd.exe finds one program by its full path, and gives it the options and arguments."""
    path = PureWindowsPath(folder, name)
    home = {"PATH": r"C:\Windows", "USERPROFILE": r"C:\Users\李"}
    run = run_cmd((windows / name).read_bytes(), path, 'check "甲 乙"', **home)
    python = rf"{folder}\python\python.exe"
    options = ["-I", "-X", "utf8", "-B", "-m", "xltool"]
    if name == PROMPT:
        assert run.environment["PATH"] == rf"{folder}\bin;C:\Windows"
        assert run.started == [["xltool", "--help"]]
        return
    ((program, *rest),) = run.started
    assert str(PureWindowsPath(os.path.normpath(program.replace("\\", "/")))) == str(
        PureWindowsPath(os.path.normpath(python.replace("\\", "/")))
    )
    assert rest == [*options, *(["desk"] if name == DESK else []), "check", '"甲 乙"']


@pytest.mark.parametrize(
    "wrong",
    [
        b'\xef\xbb\xbf@echo off\r\n"%~dp0python\\python.exe" -I\r\n',
        b'@echo off\n"%~dp0python\\python.exe" -I\n',
        "title 预算\r\n".encode("gb18030"),
        b"%~dp0python\\python.exe -I\r\n",
        b"set PATH=%~dp0bin\r\n",
        b":again\r\n",
    ],
)
def test_what_cmd_gets_wrong_is_seen(wrong: bytes) -> None:
    """The reader of these files refuses what breaks on some machine or in some folder."""
    with pytest.raises(AssertionError):
        run_cmd(wrong, PureWindowsPath(rf"E:\{ODD_NAME}", COMMAND), "", PATH="")


def test_the_guide_opens_in_any_editor(windows: Path) -> None:
    """UTF-8 with its mark and lines of Windows; it names the file to start."""
    content = (windows / GUIDE).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("utf-8-sig")
    assert DESK in text
    assert PROMPT in text
    assert "{" not in text


# Python itself.


def embedded(path: Path) -> str:
    """Write what python.org's package looks like; return its hash."""
    number = WINDOWS_PYTHON.partition(".")[2]
    names = ["python.exe", "pythonw.exe", f"python3{number}.dll", f"python3{number}.zip"]
    names += [f"python3{number}._pth", "vcruntime140.dll", "LICENSE.txt"]
    with zipfile.ZipFile(path, "w") as package:
        for name in names:
            package.writestr(name, f"{name}\n" * 100)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_python_is_taken_as_it_is(windows: Path, tmp_path: Path) -> None:
    """All its files are unchanged but the list of places; the rest is that of the trial build.

    The list names the library, its programs and ``lib/``, and no packages of the user's.
    """
    path = tmp_path / f"python-{WINDOWS_PYTHON}.2-embed-amd64.zip"
    python = open_python(path, embedded(path))
    target = BundleTarget(WINDOWS, python.minor)
    root = tmp_path / "b"
    assemble(BundleRequest(target, python, sys.executable), root)
    paths = f"python{WINDOWS_PYTHON.replace('.', '')}._pth"
    with zipfile.ZipFile(path) as package:
        assert {each.name for each in (root / "python").iterdir()} == {*package.namelist()}
        for name in {*package.namelist()} - {paths}:
            assert (root / "python" / name).read_bytes() == package.read(name)
    assert (root / "python" / paths).read_bytes() == module_paths("14")
    assert module_paths("14") == b"python314.zip\r\n.\r\n..\\lib\r\n"
    changed = {name for name, _ in sums_of(root).items() ^ sums_of(windows).items()}
    assert {name for name in changed if not name.startswith(("python/", "LICENSES/python-"))} == {
        "sbom.cdx.json"
    }
    parts = json.loads((root / "sbom.cdx.json").read_text("utf-8"))["components"]
    assert [p["version"] for p in parts if p["name"] == "python"] == [f"{WINDOWS_PYTHON}.2"]


def test_another_python_is_refused(tmp_path: Path) -> None:
    """One with another hash, without a hash, under another name, or that is not there."""
    path = tmp_path / f"python-{WINDOWS_PYTHON}.2-embed-amd64.zip"
    digest = embedded(path)
    for given, place in (("0" * 64, path), ("", path), (digest, tmp_path / "none.zip")):
        with pytest.raises(BundleError):
            open_python(place, given)
    with pytest.raises(BundleError):
        open_python(path.rename(tmp_path / "python.zip"), digest)


def test_a_python_without_wheels_is_refused(tmp_path: Path) -> None:
    """It names those that there are wheels for."""
    request = BundleRequest(BundleTarget(WINDOWS, "3.10"), None, sys.executable)
    with pytest.raises(BundleError, match=WINDOWS_PYTHON):
        build(request, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# The same bytes, and it runs.


def test_two_builds_are_equal(packed: Path, tmp_path: Path) -> None:
    """Another clock, order of hashing, right to files and folder change nothing."""
    subprocess.run(
        [sys.executable, "-m", "bundle.build", "--platform", HERE.platform, "--out", tmp_path],
        cwd=ROOT,
        env=os.environ | {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
        umask=0o077,
        check=True,
    )
    again = tmp_path / packed.name
    assert (
        hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(packed.read_bytes()).digest()
    )


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_archives_hold_nothing_of_the_machine(tmp_path: Path, suffix: str) -> None:
    """Times, owners and the order in which files were made are not in them."""
    made = []
    for place, names in enumerate((("b", "a", "说明"), ("说明", "a", "b"))):
        folder = tmp_path / str(place) / "x"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(name, encoding="utf-8")
            os.utime(folder / name, (place + 1, place + 1))
            (folder / name).chmod(0o644 if place else 0o600)
        archive(folder, tmp_path / f"{place}{suffix}")
        made.append((tmp_path / f"{place}{suffix}").read_bytes())
    assert made[0] == made[1]


LOADED: Final = """
import atexit, sys
sys.path.insert(0, sys.argv.pop(1))
listed = sys.argv.pop(1)
from xltool.__main__ import main
atexit.register(lambda: print(*(f"{name}={getattr(module, '__file__', None) or ''}"
    for name, module in sorted(sys.modules.items())), sep="\\n", file=open(listed, "w")))
main()
"""
MADE_IN_MEMORY: Final = re.compile(r"__(mp_)?main__|_sysconfigdata_.*|_?cython_.*|_cyutility")
"""Modules without a file that compiled libraries share, and one that describes the platform."""


@pytest.fixture(scope="session")
def loaded(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The modules that a whole demo loads from the bundle for this machine, and their files."""
    folder = tmp_path_factory.mktemp("loaded")
    command: list[str | Path] = [sys.executable, "-I", "-S", "-X", "utf8", "-B", "-c", LOADED]
    command += [linux / "lib", folder / "modules", "demo", folder / "demo"]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    lines = (folder / "modules").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_it_says_its_version(linux: Path) -> None:
    """From a folder with Chinese and blanks that cannot be written to."""
    run = subprocess.run([linux / "xltool", "--version"], capture_output=True, check=True)
    assert run.stdout == f"xltool {__version__}\n".encode()


def test_another_python_is_named(linux: Path) -> None:
    """One of another minor version could load no library: what is needed is said."""
    run = subprocess.run(
        ["/bin/sh", linux / "xltool", "--version"],
        env={"PATH": "/nowhere:/usr/bin/none", "XLTOOL_PYTHON": "/bin/false"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 2
    assert f"Python {HERE.python}" in run.stderr.decode()


def test_it_runs_the_demo(linux: Path, tmp_path: Path) -> None:
    """All of it, and no file is written beside the program."""
    before = set(files_of(linux))
    run = subprocess.run(
        [linux / "xltool", "demo", tmp_path / "演 示"], capture_output=True, check=False, cwd="/"
    )
    assert run.returncode == 0, run.stderr.decode()
    assert (tmp_path / "演 示" / "department.xlsx").stat().st_size > 10_000
    assert set(files_of(linux)) == before


def test_it_opens_the_desk(linux: Path, tmp_path: Path) -> None:
    """The page is there, and a job runs in a process of its own."""
    (tmp_path / "演 示").mkdir()
    shutil.copytree(linux / "lib/xltool/_examples/pingxiang-2020", tmp_path / "演 示" / "c")
    command: list[str | Path] = [linux / "xltool", "desk", "--no-browser", "-C", tmp_path / "演 示"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as desk:
        try:
            assert desk.stdout is not None
            address = desk.stdout.readline()
            user = entered(visitor_of(address), address.strip())
            assert user.post("1/check").status == 202
            assert user.job_ends(within=60)["status"] == "done"
            assert user.post("end").status < 400
            assert desk.wait(timeout=20) == 0
        finally:  # else a failure would wait for the desk
            desk.kill()


def test_it_loads_nothing_from_elsewhere(linux: Path, loaded: dict[str, str]) -> None:
    """Every module is in the bundle or belongs to Python; packages of the machine are not."""
    standard = sysconfig.get_path("stdlib")
    assert loaded.keys() >= {"xltool.validation.validate", "pandera", "pyarrow.lib"}
    assert {
        name: file
        for name, file in loaded.items()
        if not file.startswith((str(linux / "lib"), standard) if file else "")
        or "site-packages" in file
    } == {}


def test_what_is_loaded_here_is_there_for_windows(windows: Path, loaded: dict[str, str]) -> None:
    """Each module of a demo; of a library that has another version there, the library."""
    locks = [
        {wheel.name.replace("-", "_"): wheel.version for wheel in read_lock(root)}
        for root in (HERE.lock, BundleTarget(WINDOWS, WINDOWS_PYTHON).lock)
    ]
    missing = set()
    for name in loaded:
        first = name.partition(".")[0]
        if first in sys.stdlib_module_names or MADE_IN_MEMORY.fullmatch(name):
            continue
        same = locks[0].get(first) == locks[1].get(first)
        if not is_found(windows / "lib", name if same else first):
            missing.add(name)
    assert missing == set()
