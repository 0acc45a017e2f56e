"""The catalog pages as people see them: phone, desktop, paper, no script, links into the chat."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from faq_kb.knowledge import KnowledgeBase
from faq_kb.source import FOLDER
from tests.browser.conftest import PHONE, Serve, Visits
from tests.browser.talk import CATALOG, Talk
from tests.browser.test_axe import STANDARDS
from tests.support.assistant import RunningAssistant

HELP = CATALOG.help
DEVICES: dict[str, dict[str, Any]] = {"desktop": {}, "phone": PHONE}
PATHS = ("/help", "/help?q=f181", "/help?q=zzzz", "/help/spam_report", "/help/nowhere")
# What a picture may differ from its drawing, of 255, on average: fonts differ between machines.
LIKE = 12
DIFFERENCE = """async ([drawing, picture]) => {
  const pixels = async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 360];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 640, 360);
    return context.getImageData(0, 0, 640, 360).data;
  };
  const [one, two] = [await pixels(drawing), await pixels(picture)];
  return one.reduce((sum, value, n) => sum + Math.abs(value - two[n]), 0) / one.length;
}"""


def reader(browser_visits: Visits, url: str, **options: Any) -> Page:
    """A tab without scripts, as the pages need none."""
    page, watch = browser_visits.tab(url, java_script_enabled=False, **options)
    watch.allow("status of 404")
    return page


@pytest.mark.parametrize("device", DEVICES)
def test_one_finds_and_reads_an_answer(visits: Visits, web_app: Serve, device: str) -> None:
    url = web_app().url
    page = reader(visits, url, **DEVICES[device])
    page.goto(f"{url}/help")
    page.get_by_label(HELP.search_label).fill("unblok website")
    page.get_by_role("button", name=HELP.search).click()
    page.get_by_role("link", name=re.compile("is blocked")).first.click()
    expect(page).to_have_url(f"{url}/help/website_unblock")
    expect(page.get_by_role("heading", name=HELP.first)).to_be_in_viewport()
    expect(page.get_by_role("link", name=HELP.ask)).to_be_visible()
    page.get_by_role("link", name=HELP.home).click()
    expect(page).to_have_url(f"{url}/help")


def test_every_page_fits_a_narrow_phone_and_its_pictures_load(
    visits: Visits, web_app: Serve, knowledge: KnowledgeBase
) -> None:
    url = web_app().url
    page, watch = visits.tab(url, viewport={"width": 320, "height": 640})
    watch.allow("status of 404")
    for path in (*PATHS, *(f"/help/{entry}" for entry in knowledge.procedures)):
        page.goto(f"{url}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, path
        blank = page.evaluate(
            "[...document.images].filter(one => !one.complete || !one.naturalWidth).length"
        )
        assert not blank, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visits: Visits, web_app: Serve, scheme: Any) -> None:
    url = web_app().url
    page, watch = visits.tab(url, color_scheme=scheme)
    watch.allow("status of 404")
    options = {"runOnly": {"type": "tag", "values": [*STANDARDS, "wcag2aaa"]}}
    for path in PATHS:
        page.goto(f"{url}{path}")
        found = Axe().run(page, options=options).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


def test_paper_has_the_answer_and_where_links_lead(visits: Visits, web_app: Serve) -> None:
    url = web_app().url
    page = reader(visits, url)
    page.goto(f"{url}/help/contact_role_it")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("link", name=HELP.ask)).to_be_hidden()
    link = page.get_by_role("link", name="CIO-085")
    after = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert "CIO-085.aspx" in after


def test_a_picture_for_teams_is_its_drawing(browser: Browser, web_app: Serve) -> None:
    url = web_app().url
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{url}/help")
    for drawing in sorted((FOLDER / "pictures").glob("*.svg")):
        files = [f"/help/pictures/{drawing.stem}.{kind}" for kind in ("svg", "png")]
        assert page.evaluate(DIFFERENCE, files) < LIKE, drawing.name
    page.close()


def test_a_link_asks_once(visits: Visits, web_app: Serve, knowledge: KnowledgeBase) -> None:
    served = web_app()
    asked = [knowledge.procedures["vpn_access"].question]
    talk = opened(visits, served.url, "/help/vpn_access", HELP.ask)
    expect(talk.messages).to_have_count(3)  # the welcome, too
    assert [question.text for question in served.assistant.asked] == asked
    expect(talk.page).to_have_url(f"{served.url}/")
    talk.page.reload()
    talk.ready()
    expect(talk.messages).to_have_count(2)
    assert len(served.assistant.asked) == 1


def test_a_link_that_names_nothing_opens_the_chat(visits: Visits, web_app: Serve) -> None:
    served = web_app()
    for query in ("ask=nowhere", "ask=/help", "draft=HD-1", "ask=", "ask=%3Cb%3E"):
        page, watch = visits.tab(served.url)
        watch.allow("status of 404")
        page.goto(f"{served.url}/?{query}")
        Talk(page, page, watch).ready()
        expect(page).to_have_url(f"{served.url}/")
    assert not served.assistant.asked


def test_a_link_begins_a_request(visits: Visits, assistant: RunningAssistant) -> None:
    talk = opened(visits, assistant.web_url, "/help/vpn_access", HELP.start)
    expect(talk.messages).to_have_count(5)
    expect(talk.last).to_contain_text(re.compile("HD-[0-9A-Z]{6}"))


def test_the_real_search_understands(visits: Visits, assistant: RunningAssistant) -> None:
    page = reader(visits, assistant.web_url)
    page.goto(f"{assistant.web_url}/help?q=somebody+took+my+notebook+out+of+the+car")
    first = page.get_by_role("listitem").first
    expect(first.get_by_role("link")).to_have_attribute("href", "/help/lost_or_stolen_equipment")


def opened(visits: Visits, url: str, path: str, link: str) -> Talk:
    """The chat as a link of a catalog page opens it."""
    page, watch = visits.tab(url)
    page.goto(f"{url}{path}")
    page.get_by_role("link", name=link, exact=True).click()
    return Talk(page, page, watch).ready()
