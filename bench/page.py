"""How soon the chat page is of use on a bad line: 400 kbit/s and 600 ms, nothing kept before.

`PYTHONPATH=. .venv/app/bin/python -m bench.page [--runs 5] [--url http://127.0.0.1:8080]` in the
app environment; without `--url` it starts an assistant of its own. Prints a Markdown table: seconds
from asking for the page, as the median and the slowest of the runs.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from locales import load_catalog
from tests.support.assistant import RunningAssistant
from tests.support.browser import running_browser

BYTES_A_SECOND = 400_000 / 8
LATENCY_MS = 600
PATIENCE_MS = 120_000
QUESTION = "my laptop was stolen"
# How the answer begins, as plain text and as a card.
ANSWER = "Report lost or stolen equipment"
WORDS = load_catalog().labels.web


@contextmanager
def slow_page(browser: Browser) -> Iterator[Page]:
    """A page of a new visitor on the slow line."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    yield page
    context.close()


def measure(browser: Browser, url: str) -> dict[str, float]:
    """Seconds until each of the steps, of one visitor who asks as soon as it is possible."""
    with slow_page(browser) as page:
        began = time.perf_counter()
        seconds: dict[str, float] = {}

        def note(step: str) -> None:
            seconds[step] = time.perf_counter() - began

        page.goto(url, wait_until="commit")
        box = page.get_by_role("textbox", name=WORDS.input)
        box.wait_for()
        note("text box")
        box.fill(QUESTION)
        box.press("Enter")
        page.locator("#plain .mine, article").get_by_text(QUESTION).filter(
            visible=True
        ).first.wait_for()
        note("question on the page")
        page.get_by_text(ANSWER).filter(visible=True).first.wait_for()
        note("answer")
        page.get_by_role("feed").get_by_text(ANSWER).filter(visible=True).first.wait_for()
        note("answer as a card")
        return seconds


def table(runs: list[dict[str, float]]) -> Iterator[str]:
    """Lines of Markdown: a row for each step."""
    yield "| seconds until | median | slowest |\n|---|---|---|"
    for step in runs[0]:
        times = [run[step] for run in runs]
        yield f"| {step} | {statistics.median(times):.1f} | {max(times):.1f} |"


def main() -> None:
    """Measure each run with a browser context of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--url", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        own = None if arguments.url else RunningAssistant(Path(folder))
        if own:
            own.start()
        try:
            url = own.web_url if own else arguments.url
            runs = [measure(browser, url) for _ in range(arguments.runs)]
        finally:
            if own:
                own.stop()
    print("\n".join(table(runs)))


if __name__ == "__main__":
    main()
