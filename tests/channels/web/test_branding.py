"""The brand: which settings are refused, which colors follow, and how the icon is served."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.branding.brand import ICON_PATH, Brand
from bot.channels.web.branding.colors import (
    BLACK,
    DARK_SURFACE,
    ENOUGH,
    LIGHT_SURFACE,
    AccentColors,
    checked_color,
    contrast,
    dark_colors,
    light_colors,
    mix,
    text_on,
)
from bot.channels.web.branding.logo import LARGEST, PNG_SIGNATURE
from bot.channels.web.branding.routes import brand_router
from bot.channels.web.pages.rendering import Pages, PageTexts
from bot.channels.web.settings import WebSettings
from bot.operations.settings import ROOT
from common.database import Database
from common.settings import ComponentSettings, SettingsError, load_settings
from locales import load_catalog
from tests.channels.web.test_pages import PHONES, dist
from tests.support.web_app import WebAppFixture

__all__ = ["dist"]

TOKENS = ROOT / "bot" / "channels" / "web" / "browser" / "src" / "page" / "tokens.css"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
HOSTILE = SVG.replace("<path", "<script>document.title = 'hacked'</script><path")
COLORS = st.binary(min_size=3, max_size=3).map(lambda channels: f"#{channels.hex()}")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside."""
    monkeypatch.setattr(ComponentSettings, "env_file", tmp_path / ".env")


def loaded(tmp_path: Path, **variables: object) -> WebSettings:
    """The settings with these variables in `.env`."""
    lines = [f"{name}={value}" for name, value in variables.items()]
    (tmp_path / ".env").write_text("\n".join(lines))
    return load_settings(WebSettings)


def test_a_brand_is_read_from_the_settings(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text(SVG)
    settings = loaded(tmp_path, BRAND_NAME=" Help Point ", BRAND_COLOR="#7A1FA2", BRAND_LOGO=logo)
    brand = settings.brand
    assert (brand.name, brand.color) == ("Help Point", "#7a1fa2")
    assert brand.logo
    assert (brand.logo.content, brand.logo.media_type) == (SVG.encode(), "image/svg+xml")


@pytest.mark.parametrize(
    ("color", "fault"),
    [
        ("purple", "is not a color: write it as #0b4f8a"),
        ("#123", "is not a color: write it as #0b4f8a"),
        ("#777777", "contrast of 4.7:1 at most, and 7:1 is needed: take a darker color like #5"),
        ("#ff0000", "take a darker color like #"),
    ],
)
def test_a_color_on_which_nothing_can_be_read_is_refused(
    tmp_path: Path, color: str, fault: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(fault)) as caught:
        loaded(tmp_path, BRAND_COLOR=color)
    assert "BRAND_COLOR" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is not an SVG or a PNG image"),
        (b"GIF89a", "is not an SVG or a PNG image"),
        (b"<html><svg/></html>", "is not an SVG or a PNG image"),
        (SVG[:-3].encode(), "is not an SVG or a PNG image"),
        (f'<!DOCTYPE svg [<!ENTITY a "aa">]>{SVG}'.encode(), "is not an SVG or a PNG image"),
        (PNG_SIGNATURE + bytes(LARGEST), "is larger than 200 kB"),
    ],
)
def test_a_logo_that_is_no_small_image_is_refused(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    file = tmp_path / "logo"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(fault)) as caught:
        loaded(tmp_path, BRAND_LOGO=file)
    assert "BRAND_LOGO" in str(caught.value)


def test_a_missing_logo_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"BRAND_LOGO.*there is no such file"):
        loaded(tmp_path, BRAND_LOGO=tmp_path / "none.svg")


def expect_contrast(colors: AccentColors, surface: str) -> None:
    """Every pair of text and ground that pages make of the colors."""
    assert contrast(colors.accent_fg, surface) >= ENOUGH
    assert contrast(colors.button_fg, colors.button) >= ENOUGH
    assert contrast(colors.button_fg, colors.button_hover) >= ENOUGH
    assert contrast(colors.user_fg, colors.user) >= ENOUGH
    assert contrast(colors.bar_fg, colors.bar) >= ENOUGH


@given(COLORS)
def test_every_color_is_refused_or_can_be_read_in_light_and_dark(color: str) -> None:
    try:
        checked = checked_color(color)
    except ValueError as fault:
        # What is proposed instead would be taken.
        for proposed in re.findall(r"#[0-9a-f]{6}", str(fault)):
            assert checked_color(proposed) == proposed
        return
    expect_contrast(light_colors(checked), LIGHT_SURFACE)
    expect_contrast(dark_colors(checked), DARK_SURFACE)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert text_on("#ffd600") == BLACK
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_colors_are_measured_on_the_surfaces_of_the_tokens() -> None:
    tokens = TOKENS.read_text()
    assert f"--raised: light-dark({LIGHT_SURFACE}, {DARK_SURFACE});" in tokens
    # Each token that a brand replaces is one that exists.
    for token in re.findall(r"--[\w-]+", light_colors("#0b4f8a").css):
        assert f"  {token}: " in tokens


def test_pages_show_name_color_and_logo(dist: Path, tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG)
    brand = Brand.of("Help & Point", "#7a1fa2", file)
    html = Pages(dist, PageTexts.of(load_catalog()), brand).render("chat", "n0nce", PHONES)
    assert "<title>Help &amp; Point</title>" in html
    assert f'<link rel="icon" href="{brand.icon_url}" type="image/svg+xml">' in html
    assert f'<img class="logo" src="{brand.icon_url}" alt="">Help &amp; Point</h1>' in html
    assert '<style nonce="n0nce">:root:root,:host{' in html


def test_without_a_brand_pages_are_as_they_were(dist: Path) -> None:
    html = Pages(dist, PageTexts.of(load_catalog())).render("index", "n0nce", PHONES)
    assert "/brand/" not in html
    assert "<style" not in html


def test_the_icon_has_the_color_where_there_is_no_logo() -> None:
    icon = Brand(color="#ffd600").icon
    assert icon
    assert b'fill="#ffd600"' in icon.content
    assert b'fill="#000000"' in icon.content


def test_the_icon_is_served_so_that_nothing_in_it_runs(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(HOSTILE)
    web_app = WebAppFixture(database, extra=[brand_router(Brand.of("", "", file))])
    with web_app.client() as user:
        response = user.client.get(ICON_PATH)
    assert response.text == HOSTILE
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= {*policy}


def test_without_a_brand_there_is_no_icon(database: Database) -> None:
    with WebAppFixture(database, extra=[brand_router(Brand())]).client() as user:
        assert user.client.get(ICON_PATH).status_code == 404
