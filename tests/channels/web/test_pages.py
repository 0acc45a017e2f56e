"""The pages' HTML and headers: strict, complete, and with nothing from outside."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.web.pages.rendering import (
    FOLDER,
    Name,
    PageError,
    Pages,
    PageTexts,
    new_nonce,
    security_headers,
)
from bot.operations.settings import ROOT
from locales import load_catalog

WEB = ROOT / "bot" / "channels" / "web" / "browser" / "src"
PHONES = "502-555-0100 or 502-555-0199"
TEXTS = PageTexts.of(load_catalog())
PAGES: tuple[Name, ...] = ("index", "chat")


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """What a build leaves, as far as the pages read it."""
    manifest = {
        "src/page/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-2.css"], "src": "x"},
        "src/page/icon.svg": {"file": "assets/icon-3.svg"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


@pytest.fixture
def pages(dist: Path) -> Pages:
    """The pages with the words that they have in earnest."""
    return Pages(dist, TEXTS)


def config(html: str) -> dict[str, object]:
    """What the page gives to its script."""
    pattern = r'<script id="config" type="application/json">(.*?)</script>'
    found = re.search(pattern, html, re.DOTALL)
    assert found
    content: dict[str, object] = json.loads(found[1])
    return content


@pytest.mark.parametrize("name", PAGES)
def test_every_script_and_style_has_the_nonce(pages: Pages, name: Name) -> None:
    html = pages.render(name, "n0nce", PHONES)
    loaded = [
        tag
        for tag in re.findall(r"<(?:script|link|style)\b[^>]*>", html)
        if "application/json" not in tag and 'rel="icon"' not in tag
    ]
    assert len(loaded) == 2
    assert all('nonce="n0nce"' in tag for tag in loaded)
    assert 'src="/assets/main-1.js"' in html
    assert 'href="/assets/main-2.css"' in html
    assert 'href="/assets/icon-3.svg"' in html


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline_or_from_outside(pages: Pages, name: Name) -> None:
    html = pages.render(name, "n0nce", PHONES)
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", html)
    assert not re.search(r'(?:src|href|action)="(?:\w+:)?//', html)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_knows_what_it_is_and_has_its_words(pages: Pages, name: Name) -> None:
    html = pages.render(name, "n0nce", PHONES)
    given = config(html)
    assert given["page"] == name
    assert '<html lang="en-US"' in html
    labels, errors = given["labels"], given["errors"]
    assert isinstance(labels, dict)
    assert isinstance(errors, dict)
    assert PHONES in labels["not_sent"]
    assert PHONES in errors["unavailable"]
    assert "{seconds}" in errors["rate_limited"]
    assert "{phones}" not in html


def test_labels_cannot_end_the_script_that_holds_them(dist: Path) -> None:
    title = "</script><script>alert(1)</script>"
    texts = replace(TEXTS, labels={**TEXTS.labels, "title": title})
    html = Pages(dist, texts).render("index", "n0nce", PHONES)
    assert "<script>alert" not in html
    given = config(html)["labels"]
    assert isinstance(given, dict)
    assert given["title"] == title


def test_the_words_of_the_client_are_in_the_catalog() -> None:
    catalog = load_catalog().labels.web.model_dump()
    sources = [path for path in WEB.rglob("*.ts*") if path.suffix in (".ts", ".tsx")]
    scripts = "\n".join(path.read_text() for path in sources)
    templates = "\n".join(path.read_text() for path in FOLDER.glob("*.j2"))
    used = {
        key
        for call in re.findall(r"\blabel\(([^()]*)", scripts)
        for key in re.findall(r'"(\w+)"', call)
    }
    used |= set(re.findall(r"\blabels\.(\w+)", templates))
    assert {"helpful_comment_yes", "title"} <= used  # that they are found at all
    assert used <= set(catalog)


def test_pages_that_are_not_built_say_how_to_build_them(tmp_path: Path) -> None:
    pages = Pages(tmp_path, TEXTS)
    with pytest.raises(PageError, match=r"not built .*: `helpdesk run` builds them") as raised:
        pages.render("index", "n0nce", PHONES)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("manifest", ["", "{}", '{"src/page/main.ts": {}}'])
def test_a_broken_build_is_no_build(dist: Path, manifest: str) -> None:
    (dist / "manifest.json").write_text(manifest)
    with pytest.raises(PageError, match="not built"):
        Pages(dist, TEXTS).render("chat", "n0nce", PHONES)


def test_the_policy_allows_what_the_page_needs_and_nothing_else() -> None:
    policy = security_headers("n0nce", [])["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'nonce-n0nce'; style-src 'nonce-n0nce'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; "
        "frame-ancestors 'none'"
    )


def test_only_named_origins_may_show_a_page_in_a_frame() -> None:
    origins = ["'self'", "https://intranet.example.gov"]
    policy = security_headers("n0nce", origins)["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://intranet.example.gov")


def test_a_page_is_not_kept_and_passes_nothing_on() -> None:
    headers = security_headers("n0nce", [])
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_nonce_is_for_one_page() -> None:
    assert len({new_nonce() for _ in range(100)}) == 100
    assert all(len(new_nonce()) >= 20 for _ in range(10))
