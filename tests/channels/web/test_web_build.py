"""The build of the web pages: what it makes, when it does so, and what it says when it cannot."""

import gzip
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.operations.supervisor import node, web_build
from bot.operations.supervisor.node import find_node, is_new_enough
from bot.operations.supervisor.web_build import SOURCES, WebBuildError, build_web
from common.settings import ROOT, SharedSettings

LARGEST_LAUNCHER = 10_000
LARGEST_SHELL = 12_000  # what is loaded before one can ask, compressed
LARGEST_CONSOLE = 130_000  # the same of the console
# Stands in for npm: says what it was asked, and leaves what the real one would.
NPM = """#!/bin/sh
echo "$1" >> "{log}"
case "$1" in
ci) mkdir -p node_modules ;;
run) mkdir -p dist && echo '{{}}' > dist/manifest.json && echo ';' > dist/widget.js &&
     echo '{{}}' > dist/console.json ;;
esac
"""
FAILING_NPM = """#!/bin/sh
echo "npm error code ENOTFOUND"
echo "npm error request failed"
exit 1
"""


def script(path: Path, text: str) -> None:
    """A program of one's own on PATH."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH, with a Node that is new enough."""
    folder = tmp_path / "bin"
    script(folder / "node", "#!/bin/sh\necho v22.13.1\n")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def npm_log(programs: Path, tmp_path: Path) -> Path:
    """A stand-in for npm is on PATH; the file has a line for each of its calls."""
    log = tmp_path / "npm.log"
    script(programs / "npm", NPM.format(log=log))
    return log


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources that may be changed."""
    copy = tmp_path / "sources"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns(*web_build.NOT_SOURCES))
    monkeypatch.setattr(web_build, "SOURCES", copy)
    return copy


@pytest.fixture
def settings(tmp_path: Path) -> SharedSettings:
    return SharedSettings(data_dir=tmp_path / "data")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real build, with Node from the wheel, as on a machine that has none."""
    folder = tmp_path_factory.mktemp("machine")
    (folder / "bin").mkdir()
    (folder / "bin" / "sh").symlink_to("/bin/sh")
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder / "bin"))
        assert find_node() is None
        dist = build_web(SharedSettings(data_dir=folder / "data"), said.append)
    assert said[-1] == "Building the web pages"
    return dist


def test_a_machine_without_node_builds_the_pages(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())
    main = manifest["src/page/main.ts"]
    files = [main["file"], *main["css"], manifest["src/page/icon.svg"]["file"]]
    assert all((built / file).stat().st_size for file in files)
    assert (node.HOME / node.PACKAGE / "bin" / "node").is_file()


def test_the_licences_of_the_packages_go_along(built: Path) -> None:
    licences = (built / "assets" / "licences.md").read_text()
    assert all(f"## {name} - " in licences for name in ("react", "adaptivecards", "markdown-it"))


def test_the_console_is_a_bundle_of_its_own(built: Path) -> None:
    manifest = json.loads((built / "console.json").read_text())
    main = manifest["src/console/main.tsx"]
    files = [main["file"], *main["css"]]
    assert sum(Path(f"{built / file}.br").stat().st_size for file in files) < LARGEST_CONSOLE
    chat = json.loads((built / "manifest.json").read_text())
    assert not {main["file"]} & {one["file"] for one in chat.values()}
    assert "@fluentui/react-" in (built / "assets" / "console-licences.md").read_text()


def test_the_chat_itself_is_loaded_after_the_page(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())
    main = manifest["src/page/main.ts"]
    assert main["dynamicImports"] == ["src/chat/web-chat.ts"]
    files = [main["file"], *main["css"]]
    assert sum(Path(f"{built / file}.br").stat().st_size for file in files) < LARGEST_SHELL


def test_web_chat_comes_without_what_the_page_does_not_need(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())
    chat = (built / manifest["src/chat/web-chat.ts"]["file"]).read_text()
    assert "KEYBOARD_HELP_HEADER" in chat
    assert "Keyboard controls" in chat
    # Other languages, the names of HTML's entities.
    for unneeded in ("Tastatur", "CounterClockwiseContourIntegral"):
        assert unneeded not in chat


def test_everything_large_has_a_compressed_copy(built: Path) -> None:
    files = [built / "widget.js", *(built / "assets").glob("*.js"), *built.glob("assets/*.css")]
    assert len(files) > 3
    for file in files:
        assert gzip.decompress(Path(f"{file}.gz").read_bytes()) == file.read_bytes()
    for suffix, share in ((".gz", 0.4), (".br", 0.3)):
        sent = sum(Path(f"{file}{suffix}").stat().st_size for file in files)
        assert sent < share * sum(file.stat().st_size for file in files)


def test_the_launcher_is_small_and_asks_for_nothing(built: Path) -> None:
    launcher = (built / "widget.js").read_text()
    assert len(launcher.encode()) < LARGEST_LAUNCHER
    assert not re.search(r"\b(import|require|fetch)\b(?!ant)", launcher)
    assert launcher.count("://") == launcher.count("http://www.w3.org/2000/svg")


def test_the_launcher_has_its_words_from_the_catalog(built: Path) -> None:
    assert json.loads(web_build._labels("en"))["launcher"] in (built / "widget.js").read_text()


def test_the_sources_have_their_types_right(built: Path) -> None:
    found = find_node() or node.install_node(print)
    folders = web_build._Folders(built.parent)
    web_build._run(found, ("run", "check"), folders, "see the log")


def test_a_second_build_of_the_same_does_nothing(
    npm_log: Path, sources: Path, settings: SharedSettings
) -> None:
    said: list[str] = []
    first = build_web(settings, said.append)
    assert npm_log.read_text().split() == ["ci", "run"]
    assert len(said) == 2
    assert build_web(settings, said.append) == first
    assert npm_log.read_text().split() == ["ci", "run"]
    assert len(said) == 2


def test_a_changed_source_is_built_with_the_packages_that_are_there(
    npm_log: Path, sources: Path, settings: SharedSettings
) -> None:
    dist = build_web(settings, print)
    before = dist.resolve()
    (sources / "src" / "page" / "page.css").write_text("body {}")
    assert build_web(settings, print) == dist
    assert npm_log.read_text().split() == ["ci", "run", "run"]
    assert dist.resolve() != before
    assert [folder.name for folder in before.parent.iterdir()] == [dist.resolve().name]


def test_a_changed_lock_fetches_the_packages_anew(
    npm_log: Path, sources: Path, settings: SharedSettings
) -> None:
    build_web(settings, print)
    (sources / "package-lock.json").write_text("{}")
    build_web(settings, print)
    assert npm_log.read_text().split() == ["ci", "run", "ci", "run"]


def test_a_changed_label_builds_anew(
    npm_log: Path, sources: Path, settings: SharedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_web(settings, print)
    monkeypatch.setattr(web_build, "_labels", lambda _: '{"title": "Another"}')
    build_web(settings, print)
    assert npm_log.read_text().split() == ["ci", "run", "run"]


def test_a_file_that_was_removed_from_the_sources_is_not_built(
    npm_log: Path, sources: Path, settings: SharedSettings
) -> None:
    (sources / "src" / "extra.ts").write_text("")
    build_web(settings, print)
    (sources / "src" / "extra.ts").unlink()
    build_web(settings, print)
    assert not (settings.data_dir / "web" / "build" / "src" / "extra.ts").exists()


def test_two_at_once_build_once(npm_log: Path, sources: Path, settings: SharedSettings) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: build_web(settings, print), range(4)))
    assert len(found) == 1
    assert npm_log.read_text().split() == ["ci", "run"]


def test_a_failing_npm_is_one_line_with_the_step_and_the_remedy(
    programs: Path, settings: SharedSettings
) -> None:
    script(programs / "npm", FAILING_NPM)
    with pytest.raises(WebBuildError) as raised:
        build_web(settings, print)
    line = str(raised.value)
    assert "\n" not in line
    assert "`npm ci --ignore-scripts" in line
    assert "npm error code ENOTFOUND" in line
    assert "must reach an npm registry" in line
    log = settings.data_dir / "web" / "build.log"
    assert str(log) in line
    assert "request failed" in log.read_text()
    assert not (settings.data_dir / "web" / "dist").exists()


def test_a_failed_build_leaves_the_last_one_in_service(
    npm_log: Path, programs: Path, sources: Path, settings: SharedSettings
) -> None:
    dist = build_web(settings, print)
    before = dist.resolve()
    (sources / "src" / "page" / "page.css").write_text("body {}")
    script(programs / "npm", FAILING_NPM)
    with pytest.raises(WebBuildError, match="npm run build"):
        build_web(settings, print)
    assert dist.resolve() == before
    assert (dist / "widget.js").is_file()


def test_a_build_that_makes_nothing_is_none(
    npm_log: Path, programs: Path, settings: SharedSettings
) -> None:
    script(programs / "npm", "#!/bin/sh\nmkdir -p node_modules\n")
    with pytest.raises(WebBuildError, match=r"made no manifest\.json"):
        build_web(settings, print)


def test_without_node_and_its_wheel_one_line_says_so(
    tmp_path: Path, settings: SharedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "HOME", tmp_path / "node")
    lock = tmp_path / "node.lock"
    lock.write_text("no-such-package-of-ours @ file:///nowhere/at_all-1-py3-none-any.whl\n")
    monkeypatch.setattr(node, "LOCK", lock)
    with pytest.raises(WebBuildError, match=r"web pages: no Node\.js, .*: install Node") as raised:
        build_web(settings, print)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("v20.19.0", True),
        ("v24.1.0", True),
        ("v22.12.0", True),
        ("v22.11.0", False),
        ("v20.18.9", False),
        ("v21.7.0", False),
        ("v18.20.0", False),
        ("", False),
        ("bash: node: cannot execute", False),
    ],
)
def test_only_a_node_that_vite_runs_on_is_taken(version: str, wanted: bool) -> None:
    assert is_new_enough(version) is wanted


def test_a_node_that_does_not_start_is_none(programs: Path, npm_log: Path) -> None:
    assert find_node() is not None
    script(programs / "node", "#!/bin/sh\necho v22.13.1\nexit 1\n")
    assert find_node() is None


def test_the_locks_have_digests_and_no_addresses() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert len(packages) > 100
    assert all(package["integrity"] for package in packages.values())
    assert not any("resolved" in package for package in packages.values())
    wheel = (ROOT / "locks" / "node.lock").read_text()
    assert "--hash=sha256:" in wheel
    assert "://" not in wheel
