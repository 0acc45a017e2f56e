"""A real browser for the tests: one of this machine, else Playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)
REMEDY = (
    "no browser for the tests: install Chromium, Chrome or Edge so that it is on PATH "
    "(Debian: apt-get install chromium), or run `.venv/app/bin/playwright install chromium`"
)
INSTALL_TIMEOUT_S = 600
# In the place of Playwright's own list, which has ThirdPartyStoragePartitioning too: what frames
# keep is apart for every site in the browsers of our users, and not refused.
NOT_TESTED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium without a window. AssertionError with the remedy where none can be had."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright) -> Browser:
    for find in (_on_path, _from_playwright, _from_debian):
        path = find(playwright)
        if path is None:
            continue
        try:
            arguments = [f"--disable-features={','.join(NOT_TESTED)}"]
            # As root Chromium has no sandbox of its own; the pages are ours alone.
            arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
            return playwright.chromium.launch(executable_path=path, args=arguments)
        except Error as error:
            print(f"{path}: {str(error).splitlines()[0]}")
    raise AssertionError(REMEDY)


def _on_path(playwright: Playwright) -> str | None:
    return next(filter(None, map(shutil.which, ON_PATH)), None)


def _from_playwright(playwright: Playwright) -> str | None:
    path = playwright.chromium.executable_path
    if not os.path.exists(path):  # noqa: PTH110  (a text, as Playwright has it)
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return path if os.path.exists(path) else None  # noqa: PTH110


def _from_debian(playwright: Playwright) -> str | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-qy", "--no-install-recommends", "chromium")
    return _on_path(playwright)


def _run(*command: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_S, check=False
    )
    if done.returncode:
        print(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-300:]}")
