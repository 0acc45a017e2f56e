"""Plays a call at the console as an agent does it: by keyboard, in the caller's own words."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Response, expect
from ruamel.yaml import YAML

from bot.channels.web.pages.console_page import CONSOLE
from tests.browser.console_desk import WORDS, Console
from tests.console.calls_wording import ASKED_FOR, NOT_SO, OTHER_VERDICTS, OTHER_WORDS

CALLS = Path(__file__).parent.parent / "console" / "calls.yml"
API = "/api/console"
NUMBERED = 3  # hits that have a key of their own
NAME_AND_NUMBER = re.compile(r"(?P<name>[A-Z]\w+ [A-Z]\w+) (?P<number>\d{3}-\d{3}-\d{4})")
NAME_MAY_ASK = re.compile(r"(?P<name>[A-Z]\w+ [A-Z]\w+) (?:may|authorizes) .+")
ROLE_MUST_ASK = re.compile(r"(?P<role>[A-Z][\w ]+ Contact) (?:alone|must) .+")
VERDICTS = {
    getattr(WORDS.verdict, name): name
    for name in ("open", "authorized", "partly", "not_authorized", "unknown", "agency_only")
}
Call = dict[str, Any]


def read_calls() -> list[Call]:
    """The calls as the outside hand wrote them."""
    calls: list[Call] = YAML(typ="safe").load(CALLS)
    return calls


@dataclass
class Played:
    """What a call led to: the place of the right hit, the keys, and what the page said."""

    call: Call
    place: int | None = None
    keys: list[str] = field(default_factory=list)
    verdict: str = ""
    text: str = ""
    who: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """For reports."""
        return f"{self.call['type']!r} ({self.call['caller']['name'] or 'no name'})"

    @property
    def faults(self) -> list[str]:
        """What the page says otherwise than the hand, which is right."""
        typed = self.call["type"]
        verdict = OTHER_VERDICTS.get(typed, self.call["verdict"])
        found = [] if self.verdict == verdict else [f"verdict {self.verdict}, not {verdict}"]
        wanted = [one for one in self.call["says"] if one != NOT_SO.get(typed)]
        unwanted = [one for one in self.call["not_says"] if one != NOT_SO.get(typed)]
        found += [f"says nothing of {one!r}" for one in wanted if not self.says(one)]
        return found + [f"says {one!r}" for one in unwanted if not self.contradicts(one)]

    def says(self, phrase: str) -> bool:
        """Whether the page says it, in these words or in those of the record."""
        if found := NAME_AND_NUMBER.fullmatch(phrase):
            named = found.groupdict()
            return any(named["name"] in one and named["number"] in one for one in self.who)
        return all(_has(self.text, words) for words in OTHER_WORDS.get(phrase, (phrase,)))

    def contradicts(self, phrase: str) -> bool:
        """Whether the page says nothing of the kind, or says otherwise."""
        if found := NAME_MAY_ASK.fullmatch(phrase):
            is_caller = found["name"] == self.call["caller"]["name"]
            is_named = any(found["name"] in one for one in self.who)
            return not is_named and not (is_caller and self.verdict == "authorized")
        if found := ROLE_MUST_ASK.fullmatch(phrase):
            return found["role"] not in self.roles
        return not _has(self.text, phrase)


class CallPlayer:
    """An agent with one call; `console`: an empty tab of theirs."""

    def __init__(self, console: Console, call: Call) -> None:
        self.console, self.page = console, console.page
        self.call, self.caller = call, call["caller"]
        self.played = Played(call)

    def play(self, url: str) -> Played:
        """From the first ring, which opens the console at the address, to what it says."""
        phone = self.caller["phone"]
        self.page.goto(f"{url}{CONSOLE}{f'?phone={phone}' if phone else ''}")
        self.console.ready()
        is_picked = self._pick_from_screen_pop()
        self._find()
        entry = f"{API}/procedures/{self.call['entry']}"
        with self.page.expect_response(lambda one: _is_for(one, entry)) as answered:
            self._open()
        agency = (
            self.call.get("for_agency") or self.caller["agency"] or ASKED_FOR.get(self._who, "")
        )
        is_own = is_picked and not self.call.get("for_agency")
        name = "" if is_picked else self._who
        if agency and not is_own:
            with self.page.expect_response(lambda one: _is_for(one, entry, "agency")) as answered:
                self._enter_agency(agency)
        if name:
            given = {"agency", "unlisted"} if agency else {"unlisted"}
            with self.page.expect_response(lambda one: _is_for(one, entry, *given)) as answered:
                self._enter_name(name)
        self._read(answered.value.json())
        return self.played

    @property
    def _who(self) -> str:
        name: str = self.caller["name"]
        return name

    def _press(self, *keys: str) -> None:
        self.played.keys += keys
        self.console.press(*keys)

    def _pick_from_screen_pop(self) -> bool:
        """The candidate is taken when it is who the caller says to be."""
        if not self.caller["phone"]:
            return False
        pop = self.page.locator(".pop")
        expect(pop.get_by_role("status")).to_be_visible()
        candidates = pop.get_by_role("button")
        if candidates.count() != 1 or self._who not in candidates.inner_text():
            assert candidates.count() == 0
            return False
        self._press("Alt+p")
        expect(self.page.locator(".known")).to_contain_text(self._who)
        expect(self.console.box).to_be_focused()
        return True

    def _find(self) -> None:
        words = self.call["type"]
        with self.page.expect_response(lambda one: _is_for(one, f"{API}/search", q=words)) as found:
            self.console.type(words)
        hits = found.value.json()["hits"]
        expect(self.console.hits).to_have_count(len(hits))
        keys = [(hit["kind"], hit["key"]) for hit in hits]
        right = ("procedure", self.call["entry"])
        self.played.place = keys.index(right) if right in keys else None
        assert self.played.place is not None, f"{words}: {keys}"
        title = hits[self.played.place]["title"]
        expect(self.console.hits.nth(self.played.place)).to_contain_text(title)

    def _open(self) -> None:
        place = self.played.place or 0
        if place == 0:
            self._press("Enter")
        elif place < NUMBERED:
            self._press(f"Alt+{place + 1}")
        else:
            self._press(*["ArrowDown"] * place, "Enter")
        expect(self.console.heading).to_be_focused()

    def _enter_agency(self, agency: str) -> None:
        self._press("Alt+c")
        box = self.page.get_by_role("combobox", name=WORDS.caller.agency, exact=True)
        expect(box).to_be_focused()
        url = f"{API}/agencies"
        with self.page.expect_response(lambda one: _is_for(one, url, q=agency)):
            self.console.type(agency)  # in full: it is taken without a key

    def _enter_name(self, name: str) -> None:
        self._press(*({"Alt+c"} - {*self.played.keys}), "Tab")
        expect(
            self.page.get_by_role("combobox", name=WORDS.caller.person, exact=True)
        ).to_be_focused()
        self.console.type(name)

    def _read(self, answer: dict[str, Any]) -> None:
        authority, played = answer["authority"], self.played
        sentence = authority["sentence"] if authority else answer["access"]["summary"]
        # The newest answer is shown.
        expect(self.console.verdict.locator(".sentence")).to_have_text(sentence)
        heading = self.console.verdict.get_by_role("heading").first.inner_text()
        played.verdict = VERDICTS[heading]
        played.who = self.console.verdict.locator(".person").all_inner_texts()
        played.roles = self.page.locator("[data-kind=requesters] .text").all_inner_texts()
        shown = (".caller", ".opened")
        played.text = " ".join(self.page.locator(part).inner_text() for part in shown)


def _is_for(response: Response, path: str, *given: str, **exactly: str) -> bool:
    """Whether it answers this route, with these parameters."""
    url = urlsplit(response.url)
    query = parse_qs(url.query)
    has_all = query.keys() >= {*given} and all(query.get(key) == [exactly[key]] for key in exactly)
    return url.path == path and has_all and response.ok


def _has(text: str, words: str) -> bool:
    """Whether whole words stand in the text, however they are spaced, quoted or capitalized."""
    return re.search(rf"(?<!\w){re.escape(_plain(words))}(?!\w)", _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
