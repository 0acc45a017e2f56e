"""Signing in on the web: whole flows with identity providers, and what must come to nothing."""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr, ValidationError

from bot.channels.assistant import SignedInUser
from bot.channels.web.api.errors import ErrorResponses, handle_errors
from bot.channels.web.sessions.middleware import WebSessionMiddleware
from bot.channels.web.sessions.store import SessionStore
from bot.channels.web.signin import provider
from bot.channels.web.signin.claims import ClaimsError, user_of
from bot.channels.web.signin.result_pages import HOME, same_site
from bot.channels.web.signin.routes import sign_in_router
from bot.channels.web.signin.session import signed_in
from bot.channels.web.signin.settings import SignInSettings
from common.database import Database
from common.settings import ROOT, SettingsError, load_settings
from contacts.agency_finder import AgencyFinder
from contacts.agency_table import AgencyTable
from contacts.registry import Agencies
from locales import load_catalog
from tests.support import oidc
from tests.support.oidc import DESK, Browser, Claims, StrictProvider
from tests.support.web_app import session_store

LABELS = load_catalog().labels
START = "/auth/login?next=/api/who"
NOBODY = {"user": None, "audience": "employee"}
ANN = {
    "sub": "pairwise-1",
    "oid": "11111111-2222-3333-4444-555555555555",
    "tid": "99999999-2222-3333-4444-555555555555",
    "name": "Ann Example",
    "preferred_username": "ann@transport.example.gov",
    "roles": ["Other", "ServiceDesk.Agent"],
    "ver": "2.0",
}
BEN = {"name": "Ben Sample", "email": "ben@example.gov", "email_verified": True, "dept": "D-7"}
ENTRA = {"id_claim": "oid", "email_claim": "preferred_username", "agent_value": "ServiceDesk.Agent"}


def settings(issuer: str, **given: Any) -> SignInSettings:
    secret = SecretStr(oidc.SECRET)
    usual = {"issuer": issuer, "client_id": oidc.CLIENT, "client_secret": secret}
    return SignInSettings.model_validate({**usual, **given})


async def phones() -> str:
    return "502-555-0100"


def desk(
    chosen: SignInSettings, store: SessionStore, agencies: AgencyTable | None = None
) -> FastAPI:
    """The sign-in, and a page that tells what a session knows."""
    app = FastAPI()
    app.include_router(sign_in_router(chosen, DESK, LABELS, agencies))
    handle_errors(app, ErrorResponses(load_catalog().errors, phones))

    @app.get("/api/who")
    def who(request: Request, say: str = "") -> dict[str, Any]:
        if say:
            request.session["conversation"] = say
        user, audience = signed_in(request.session, chosen)
        return {"user": user, "audience": audience, "session": dict(request.session)}

    app.add_middleware(WebSessionMiddleware, store=store, secure=True)
    return app


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    """The address of oidc-provider-mock."""
    with oidc.running_provider({"ann": ANN, "ben": BEN}) as url:
        yield url


@pytest.fixture
def strict() -> Iterator[StrictProvider]:
    with oidc.serving(StrictProvider()) as running:
        yield running


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionStore]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sessions') / 'test.db'}")
    database.migrate()
    yield session_store(database)
    database.close()


@pytest.fixture
def browsers(store: SessionStore) -> Iterator["Browsers"]:
    opened: list[Browser] = []

    def fresh(chosen: SignInSettings, agencies: AgencyTable | None = None) -> Browser:
        opened.append(Browser(desk(chosen, store, agencies)))
        return opened[-1]

    yield fresh
    for browser in opened:
        browser.close()


@pytest.fixture
def browser(strict: StrictProvider, browsers: "Browsers") -> Browser:
    """A browser at an assistant that trusts the strict provider."""
    return browsers(settings(strict.url))


Browsers = Callable[..., Browser]


def known(browser: Browser) -> Any:
    """What the assistant knows of the browser's user."""
    answer = browser.once("/api/who").json()
    del answer["session"]
    return answer


def at_form(browser: Browser, start: str = START) -> str:
    """The address of the real provider's form."""
    page = browser.open(start)
    assert "Authorize" in page.text
    return str(page.url)


def callback(browser: Browser) -> str:
    """The address that the strict provider sends a browser back to."""
    to_provider = browser.once(START).headers["Location"]
    return str(browser.web.get(to_provider).headers["Location"])


# Whole flows with a real provider


def test_a_user_signs_in_and_comes_back(real: str, browsers: Browsers) -> None:
    browser = browsers(settings(real, agency_claim="dept"))
    browser.once("/api/who?say=hello")
    page = browser.open(at_form(browser, "/auth/login?next=/api/who%3Fa=1%26b=2"), {"sub": "ben"})
    assert str(page.url) == f"{DESK}/api/who?a=1&b=2"
    session = page.json()["session"]
    user = {"id": "ben", "name": "Ben Sample", "email": "ben@example.gov", "agency": "D-7"}
    assert session == {"conversation": "hello", "user": {**user, "audience": "employee"}}
    assert known(browser) == {"user": user, "audience": "employee"}


def test_entra_tokens_are_read_as_documented(real: str, browsers: Browsers, tmp_path: Path) -> None:
    table = agency_table(
        tmp_path / "agencies.csv", "key,agency\n@transport.example.gov,Transportation Cabinet\n"
    )
    browser = browsers(settings(real, **ENTRA), table)
    browser.open(at_form(browser), {"sub": "ann"})
    assert known(browser) == {
        "user": {
            "id": ANN["oid"],
            "name": "Ann Example",
            "email": "ann@transport.example.gov",
            "agency": "Transportation Cabinet",
        },
        "audience": "agent",
    }


def test_who_declines_is_not_signed_in(real: str, browsers: Browsers) -> None:
    browser = browsers(settings(real))
    page = browser.open(at_form(browser), {"action": "deny"})
    assert (page.status_code, page.url.path) == (403, "/auth/callback")
    assert "You canceled the sign-in" in page.text
    assert 'href="/auth/login?next=/api/who"' in page.text
    assert browser.once("/api/who").json() == {**NOBODY, "session": {}}


def test_signing_out_forgets_user_and_conversation(real: str, browsers: Browsers) -> None:
    browser = browsers(settings(real, end_session=True))
    browser.once("/api/who?say=hello")
    browser.open(at_form(browser), {"sub": "ben"})
    for origin in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        refused = browser.desk.post("/auth/logout", headers=origin)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden_origin")
    assert known(browser)["user"]
    answer = browser.desk.post("/auth/logout", headers={"Origin": DESK})
    assert browser.once("/api/who").json() == {**NOBODY, "session": {}}
    place = urlsplit(answer.json()["location"])
    assert parse_qs(place.query)["post_logout_redirect_uri"] == [f"{DESK}/"]
    assert browser.web.get(place.geturl()).status_code == 200


def test_another_user_takes_the_place_of_the_first(real: str, browsers: Browsers) -> None:
    browser = browsers(settings(real))
    for sub in ("ann", "ben"):
        browser.open(at_form(browser), {"sub": sub})
        assert known(browser)["user"]["id"] == sub


# Tokens


def reply(status: int, text: str, **headers: str) -> oidc.Answer:
    return status, headers, text.encode()


def test_a_right_token_is_taken(strict: StrictProvider, browser: Browser) -> None:
    strict.changes = {"aud": [oidc.CLIENT], "exp": time.time() - 20}  # within the leeway
    browser.open(START)
    assert known(browser)["user"]["id"] == "s-1"


NOW = int(time.time())
FORGED: dict[str, dict[str, Any]] = {
    "nonce of another sign-in": {"changes": {"nonce": "other"}},
    "no nonce": {"changes": {"nonce": None}},
    "other audience": {"changes": {"aud": "other-app"}},
    "other audience, ours only as party": {"changes": {"aud": "other", "azp": oidc.CLIENT}},
    "ours among audiences without a party": {"changes": {"aud": [oidc.CLIENT, "other"]}},
    "other party": {"changes": {"azp": "other-app"}},
    "no audience": {"changes": {"aud": None}},
    "other issuer": {"changes": {"iss": "https://login.example.com/other/v2.0"}},
    "no issuer": {"changes": {"iss": None}},
    "expired": {"changes": {"exp": NOW - 3_600}},
    "no expiry": {"changes": {"exp": None}},
    "expiry as text": {"changes": {"exp": "tomorrow"}},
    "not yet valid": {"changes": {"nbf": NOW + 3_600}},
    "from the future": {"changes": {"iat": NOW + 3_600}},
    "wrong access token": {"changes": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "nobody": {"changes": {"sub": None}},
    "no id": {"changes": {"sub": ""}},
    "id that is no text": {"changes": {"sub": 7}},
    "other key": {"sign": lambda claims: oidc.signed(claims, oidc.key("second"))},
    "unsigned": {"sign": oidc.unsigned},
    "signed with the public key": {"sign": oidc.signed_with_public_key},
    "no token": {"tokens": {"id_token": None}},
    "no JWT": {"tokens": {"id_token": "none"}},
    "token that is no text": {"tokens": {"id_token": {"sub": "s-1"}}},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_wrong_token_signs_nobody_in(what: str, strict: StrictProvider, browser: Browser) -> None:
    for name, value in FORGED[what].items():
        setattr(strict, name, value)
    page = browser.open(START)
    assert (page.status_code, page.url.path) == (403, "/auth/callback")
    assert "be checked. Please try again" in page.text
    assert known(browser) == NOBODY


def test_a_key_that_is_another_one_under_the_same_name_is_refused(
    strict: StrictProvider, browser: Browser
) -> None:
    impostor = type(oidc.key("second")).import_key(
        {**oidc.key("second").as_dict(private=True), "kid": "first"}
    )
    strict.sign = lambda claims: oidc.signed(claims, impostor)
    assert browser.open(START).status_code == 403


def test_a_secret_that_everybody_can_read_signs_nothing(
    strict: StrictProvider, browser: Browser
) -> None:
    published = OctKey.generate_key(256, {"kid": "shared"})
    body = {"keys": [oidc.key("first").as_dict(private=False), published.as_dict(private=True)]}
    strict.troubles["/keys"] = reply(200, json.dumps(body))
    header = {"alg": "HS256", "kid": "shared"}
    strict.sign = lambda claims: jwt.encode(header, claims, published, algorithms=["HS256"])
    assert browser.open(START).status_code == 403


def test_keys_may_change(strict: StrictProvider, browser: Browser) -> None:
    browser.open(START)
    strict.keys = [oidc.key("second")]
    strict.sign = lambda claims: oidc.signed(claims, oidc.key("second"))
    strict.claims = {"sub": "s-2"}
    browser.open(START)
    assert known(browser)["user"]["id"] == "s-2"
    assert strict.seen.count("/keys") == 2
    assert strict.seen.count("/.well-known/openid-configuration") == 1


def test_the_description_is_asked_for_again_after_a_day(
    strict: StrictProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "FRESH_S", -1.0)
    browser.once(START)
    browser.once(START)
    assert strict.seen.count("/.well-known/openid-configuration") == 2


# The answer of the provider belongs to this browser, this sign-in, once


def stale(page: Any) -> bool:
    return bool(page.status_code == 400 and "too old" in page.text)


def test_an_answer_of_another_browser_is_refused(
    strict: StrictProvider, browsers: Browsers
) -> None:
    victim, attacker = browsers(settings(strict.url)), browsers(settings(strict.url))
    assert stale(victim.open(callback(attacker)))
    victim.once(START)
    assert stale(victim.open(callback(attacker)))
    assert known(victim) == NOBODY


@pytest.mark.parametrize(
    "query", ["", "?code=c", "?state=s", "?code=c&state=s", "?error=access_denied&state=s"]
)
def test_an_answer_that_nobody_asked_for_is_refused(query: str, browser: Browser) -> None:
    assert stale(browser.open(f"/auth/callback{query}"))


def test_an_answer_without_a_code_is_refused(browser: Browser) -> None:
    state = parse_qs(urlsplit(callback(browser)).query)["state"][0]
    assert browser.open(f"/auth/callback?state={state}").status_code == 403
    assert stale(browser.open(f"/auth/callback?state={state}&code=c"))


def test_an_answer_counts_once(strict: StrictProvider, browser: Browser) -> None:
    answer = callback(browser)
    cookie = dict(browser.desk.cookies)
    browser.open(answer)
    assert stale(browser.open(answer))
    # Nor with the cookie from before: the provider takes a code once.
    browser.desk.cookies.clear()
    browser.desk.cookies.update(cookie)
    assert stale(browser.open(answer))
    assert known(browser) == NOBODY


def test_an_answer_that_comes_late_is_refused(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "STARTED_S", -1)
    assert stale(browser.open(START))


def test_words_of_the_provider_are_not_shown(strict: StrictProvider, browser: Browser) -> None:
    text = "<script>alert(1)</script> AADSTS65004: call 502-555-0199"
    strict.error = {"error": "<b>consent</b>", "error_description": text}
    page = browser.open(START)
    assert page.status_code == 403
    assert not re.search(r"alert|<b>|555-0199", page.text)


# The provider is away, or answers nonsense


def test_the_front_door_opens_without_the_provider(
    browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    missing = StrictProvider(url=f"http://127.0.0.1:{oidc.closed_port()}")
    browser = browsers(settings(missing.url))
    page = browser.open(START)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "responding. Try again in" in page.text
    assert f"unavailable: {missing.url}: ConnectError" in caplog.text
    with oidc.serving(missing):
        browser.open(START)
    assert known(browser)["user"]["id"] == "s-1"


DISCOVERY = "/.well-known/openid-configuration"
# What is answered at a path, and the status that the user gets.
TROUBLES = [
    (DISCOVERY, reply(500, ""), 503),
    (DISCOVERY, reply(302, "", Location="https://evil.example/"), 503),
    (DISCOVERY, reply(200, "<html>Maintenance</html>"), 503),
    (DISCOVERY, reply(200, "[]"), 503),
    (DISCOVERY, None, 503),
    ("/token", reply(503, "<html>Maintenance</html>"), 503),
    ("/token", reply(200, "<html>Maintenance</html>"), 403),
    ("/token", reply(200, "[]"), 403),
    ("/token", reply(400, '{"error": "temporarily_unavailable"}'), 503),
    ("/token", reply(400, '{"error": ["invalid_grant"]}'), 403),
    ("/token", None, 503),
    ("/keys", reply(500, ""), 503),
    ("/keys", reply(200, "{}"), 403),
    ("/keys", reply(200, '{"keys": [{"kty": "RSA"}]}'), 403),
    ("/keys", None, 503),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_trouble_at_the_provider_ends_on_a_page(
    trouble: tuple[str, oidc.Answer | None, int],
    strict: StrictProvider,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, answer, status = trouble
    monkeypatch.setattr(provider, "LONGEST_S", 10.0 if answer else 0.1)
    strict.troubles[path] = answer
    page = browser.open(START)
    assert page.status_code == status
    assert "continue without signing in" in page.text
    assert known(browser) == NOBODY
    strict.troubles.clear()
    monkeypatch.undo()
    browser.open(START)
    assert known(browser)["user"]["id"] == "s-1"


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ({"issuer": "https://login.example.com/{tenantid}/v2.0"}, "calls itself 'https://login"),
        ({"token_endpoint": "http://login.example.com/token"}, "without HTTPS"),
        ({"end_session_endpoint": "ftp://login.example.com/"}, "without HTTPS"),
        ({"jwks_uri": None}, "ValidationError"),
    ],
)
def test_a_provider_that_is_another_one_is_not_asked(
    description: Claims,
    said: str,
    strict: StrictProvider,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    strict.description = description
    assert browser.open(START).status_code == 503
    assert said in caplog.text


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_secret_is_shown_as_the_provider_takes_it(
    method: str, strict: StrictProvider, browser: Browser
) -> None:
    strict.client_auth = method
    browser.open(START)
    assert known(browser)["user"]


def test_a_wrong_secret_is_told_to_the_operator_alone(
    strict: StrictProvider, browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    browser = browsers(settings(strict.url, client_secret=SecretStr("wrong")))
    page = browser.open(START)
    assert page.status_code == 403
    assert "the provider says invalid_client (AADSTS7000215)" in caplog.text
    assert not re.search("AADSTS|invalid_client|Ann Example", page.text)
    assert "Ann Example" not in caplog.text


def test_nothing_secret_or_personal_is_logged(
    strict: StrictProvider, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser.open(START)
    strict.changes = {"aud": "other-app"}
    browser.open(START)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.split(".")[0] in LOGGERS)
    assert "InvalidClaimError aud" in ours
    assert len(strict.given) == 8  # code, token, access token and verifier of each
    for secret in (*strict.given, oidc.SECRET, "Ann Example", "s-1"):
        assert secret not in ours


# The tests' own client and server log their requests, too.
LOGGERS = {"bot", "authlib", "joserfc"}


# Where the browser goes

HOSTILE = st.lists(
    st.sampled_from([*"/\\.:@?#&%;\t\n\r \0", "//", "evil.example", "https:", "javascript:", "a"])
    | st.characters(),
    max_size=12,
).map("".join)


def followed(path: str) -> str:
    """Where a browser goes, by the rules of the URL standard."""
    path = path.strip("".join(map(chr, range(33))))
    for dropped in "\t\n\r":
        path = path.replace(dropped, "")
    return urljoin(f"{DESK}/auth/callback", path.replace("\\", "/"))


@given(HOSTILE | HOSTILE.map("/".__add__))
def test_no_address_leads_away(wanted: str) -> None:
    place = same_site(wanted)
    assert place in (wanted, HOME)
    assert place.startswith("/")
    assert place[1:2] not in ("/", "\\")
    assert urlsplit(followed(place))[:2] == urlsplit(DESK)[:2]


@pytest.mark.parametrize("path", ["/", "/chat", "/chat?draft=HD-4KM9XC&a=b#end", "/auth/done"])
def test_pages_of_ours_are_kept(path: str) -> None:
    assert same_site(path) == path


@pytest.mark.parametrize(
    "wanted",
    [
        *("", "//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example"),
        *("/\t/evil.example", "javascript:alert(1)", "evil.example", "/a\r\nSet-Cookie:a=b"),
        *("/auth/login", "/auth/callback?code=c", "/" + "a" * 500, "/ü", " /chat"),
    ],
)
def test_other_addresses_lead_home(wanted: str, browser: Browser) -> None:
    browser.once(f"/auth/login?next={quote(wanted, safe='')}")
    state = next(iter(browser.once("/api/who").json()["session"].values()))
    assert state["data"]["back"] == HOME


# The session


def session(**given: Any) -> dict[str, Any]:
    return {"user": {"id": "s-1", "name": "Ann", **given}, "other": 1}


ISSUER = "https://login.example.com/tenant/v2.0"


def test_a_user_of_another_version_is_forgotten() -> None:
    chosen = settings(ISSUER)
    for fresh in (session(), session(audience="agent")):
        audience = fresh["user"].get("audience", "employee")
        assert signed_in(fresh, chosen) == (SignedInUser("s-1", "Ann"), audience)
    for strange in (session(id=""), session(audience="admin"), {"user": "Ann", "other": 1}):
        assert signed_in(strange, chosen) == (None, "employee")
        assert strange == {"other": 1}
    assert signed_in({}, chosen) == (None, "employee")


def test_whoever_signs_in_gets_a_new_session_and_its_end_ends_every_copy(
    strict: StrictProvider, browsers: Browsers
) -> None:
    browser, copy = browsers(settings(strict.url)), browsers(settings(strict.url))
    browser.once("/api/who?say=hello")
    planted = dict(browser.desk.cookies)
    browser.open(START)
    stolen = dict(browser.desk.cookies)
    assert stolen != planted
    copy.desk.cookies.update(planted)
    assert copy.once("/api/who").json() == {**NOBODY, "session": {}}
    copy.desk.cookies.clear()
    copy.desk.cookies.update(stolen)
    assert known(copy)["user"]["id"] == "s-1"
    browser.desk.post("/auth/logout", headers={"Origin": DESK})
    assert copy.once("/api/who").json() == {**NOBODY, "session": {}}


def test_the_cookie_says_nothing_of_the_user(strict: StrictProvider, browser: Browser) -> None:
    browser.open(START)
    (cookie,) = dict(browser.desk.cookies).values()
    assert re.fullmatch(r"[\w-]{43}", cookie)


def test_nobody_stays_signed_in_when_sign_in_is_turned_off() -> None:
    remembered = session()
    assert signed_in(remembered, SignInSettings()) == (None, "employee")
    assert "user" not in remembered


def test_long_claims_fit_into_the_cookie(strict: StrictProvider, browser: Browser) -> None:
    strict.claims = {"sub": "s" * 255, "name": "Zoë\n\u202e" * 500}
    browser.open(START)
    assert len(known(browser)["user"]["name"]) <= 200
    assert all(len(f"{name}={value}") < 4_000 for name, value in browser.desk.cookies.items())


def test_the_cookie_of_a_sign_in_under_way_is_small(browser: Browser) -> None:
    for _ in range(3):
        browser.once(f"/auth/login?next=/{'a' * 498}")
    assert all(len(f"{name}={value}") < 4_000 for name, value in browser.desk.cookies.items())


def test_a_window_of_its_own_tells_its_opener(browser: Browser) -> None:
    assert browser.once("/auth/done").headers["Location"] == HOME
    page = browser.open("/auth/login?next=/auth/done")
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", page.headers["Content-Security-Policy"])
    assert nonce
    assert f'<script nonce="{nonce[1]}">' in page.text
    assert "window.location.origin" in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert nonce[1] not in browser.once("/auth/done").text


@pytest.mark.parametrize("path", ["/auth/login", "/auth/callback", "/auth/done"])
def test_answers_are_neither_kept_nor_passed_on(path: str, browser: Browser) -> None:
    headers = browser.once(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_without_an_issuer_there_is_nothing(browsers: Browsers) -> None:
    browser = browsers(SignInSettings())
    for path in ("/auth/login", "/auth/callback", "/auth/done"):
        assert browser.once(path).status_code == 404
    assert browser.once("/auth/logout", {}).status_code == 404


# Claims and the table of agencies


def user(claims: Claims, agencies: AgencyTable | None = None, **given: Any) -> Any:
    return user_of({"sub": "s-1", **claims}, settings(ISSUER, **given), agencies)


def agency_table(path: Path, text: str) -> AgencyTable:
    """A table whose names no registry checks."""
    path.write_text(text)
    unknown = Agencies({}, AgencyFinder([]), sample=False)
    return AgencyTable("OIDC_AGENCY_TABLE", path, lambda: unknown)


@pytest.mark.parametrize(
    ("claims", "given", "email"),
    [
        ({"email": "a@example.gov"}, {}, ""),
        ({"email": "a@example.gov", "email_verified": False}, {}, ""),
        ({"email": "a@example.gov", "email_verified": "true"}, {}, ""),
        ({"email": "a@example.gov", "email_verified": True}, {}, "a@example.gov"),
        ({"email": "a@example.gov"}, {"verified_email_only": False}, "a@example.gov"),
        ({"preferred_username": "a@example.gov"}, {}, ""),
        (
            {"upn": "a@example.gov", "email": "b@example.gov"},
            {"email_claim": "upn"},
            "a@example.gov",
        ),
        ({"upn": "b_example.com#EXT#@example.gov"}, {"email_claim": "upn"}, ""),
        ({"upn": "+1 502 555 0100"}, {"email_claim": "upn"}, ""),
        ({"upn": "a@example.gov\nBcc: b@example.gov"}, {"email_claim": "upn"}, ""),
        ({"upn": ["a@example.gov"]}, {"email_claim": "upn"}, ""),
        ({"upn": f"{'a' * 250}@example.gov"}, {"email_claim": "upn"}, ""),
    ],
)
def test_an_address_counts_only_when_somebody_vouches_for_it(
    claims: Claims, given: dict[str, Any], email: str
) -> None:
    assert user(claims, **given).email == email


@pytest.mark.parametrize(
    ("department", "address", "agency"),
    [
        ("D-7", "ann@example.gov", "Department of Revenue"),
        ("D-9", "Ann@Example.gov", "Personnel Cabinet"),
        (None, "bob@example.gov", "Finance Cabinet"),
        (["D-9", "D-7"], "", "Department of Revenue"),
        ({"D-7": 1}, "", ""),
    ],
)
def test_the_agency_is_looked_up(
    department: object, address: str, agency: str, tmp_path: Path
) -> None:
    table = agency_table(
        tmp_path / "agencies.csv",
        "key,agency\nD-7,Department of Revenue\nann@example.gov,Personnel Cabinet\n"
        "@example.gov,Finance Cabinet\n",
    )
    claims = {"department": department, "upn": address}
    found = user(claims, table, agency_claim="department", email_claim="upn")
    assert found.agency == agency


def test_without_a_table_the_claim_names_the_agency() -> None:
    assert user({"department": " Personnel\tCabinet"}, agency_claim="department").agency == (
        "Personnel Cabinet"
    )
    assert user({"department": "Personnel Cabinet"}).agency == ""


@pytest.mark.parametrize(
    ("claims", "audience"),
    [
        ({"roles": ["ServiceDesk.Agent"]}, "agent"),
        ({"roles": "ServiceDesk.Agent"}, "agent"),
        ({"roles": ["NotServiceDesk.Agent", 7, None]}, "employee"),
        ({"roles": "ServiceDesk.Agent Other"}, "employee"),
        ({"groups": ["ServiceDesk.Agent"]}, "employee"),
        ({}, "employee"),
    ],
)
def test_only_the_role_makes_an_agent(claims: Claims, audience: str) -> None:
    assert user(claims, agent_value="ServiceDesk.Agent").audience == audience
    assert user({"roles": ["", "ServiceDesk.Agent"]}).audience == "employee"


def test_an_entra_token_without_oid_names_nobody() -> None:
    with pytest.raises(ClaimsError, match="claim oid"):
        user({}, id_claim="oid")


# Settings


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load_settings(SignInSettings).enabled
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("OIDC_CLIENT_ID", "id")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "s")
    monkeypatch.setenv("OIDC_AGENCY_TABLE", "contacts/sample/contacts.csv")
    chosen = load_settings(SignInSettings)
    assert (chosen.enabled, chosen.client_secret.get_secret_value()) == (True, "s")
    assert chosen.agency_table == ROOT / "contacts/sample/contacts.csv"
    with pytest.raises(ValidationError):
        chosen.issuer = ""  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ISSUER", "http://login.example.com", "OIDC_ISSUER=http://login.example.com: is not"),
        ("ISSUER", "https://login.example.com/<tenant>/v2.0", "is not an issuer"),
        ("ISSUER", "https://a@login.example.com", "is not an issuer"),
        ("ISSUER", "login.example.com", "is not an issuer"),
        ("CLIENT_SECRET", "", "OIDC_CLIENT_SECRET: is empty, but OIDC_ISSUER is set"),
        ("CLIENT_ID", "", "OIDC_CLIENT_ID: is empty, but OIDC_ISSUER is set"),
        ("SCOPES", "profile email", "OIDC_SCOPES=profile email: must contain openid"),
        ("SESSION_HOURS", "0", "OIDC_SESSION_HOURS=0"),
        ("ID_CLAIM", " ", "OIDC_ID_CLAIM"),
        ("AGENCY_TABLE", "/none.csv", "OIDC_AGENCY_TABLE=/none.csv: there is no such file"),
    ],
)
def test_wrong_settings_are_named_without_secrets(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    usual = {"ISSUER": ISSUER, "CLIENT_ID": "id", "CLIENT_SECRET": "hidden"}
    for variable, text in {**usual, name: value}.items():
        monkeypatch.setenv(f"OIDC_{variable}", text)
    with pytest.raises(SettingsError, match=re.escape(message)) as caught:
        load_settings(SignInSettings)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "base", ["http://help.example.gov", "https://help.example.gov/desk", "help.example.gov", ""]
)
def test_users_must_reach_us_by_https(base: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL="):
        sign_in_router(settings(ISSUER), base, LABELS)
