"""Identity providers on the loopback: a real one, and one that is strict and may send anything."""

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from starlette.testclient import TestClient

CLIENT, SECRET = "service-desk", "the~secret_of.the-client"
DESK = "https://help.example.gov"
MOST_REDIRECTS = 10
Claims = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def running_provider(users: Mapping[str, Claims]) -> Iterator[str]:
    """oidc-provider-mock with these users by `sub`; its address."""
    known = [User(sub=sub, claims=claims) for sub, claims in users.items()]
    with run_server_in_thread(user_claims=known, require_nonce=True) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@cache
def key(name: str) -> RSAKey:
    """A key pair, made once."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


def signed(claims: Claims, by: Key | None = None) -> str:
    """An ID token as providers sign it."""
    signer = by or key("first")
    return jwt.encode({"alg": "RS256", "kid": signer.kid}, claims, signer)


def unsigned(claims: Claims) -> str:
    """A token whose header says that it needs no signature."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def signed_with_public_key(claims: Claims) -> str:
    """A token with an HMAC that everybody can make: its secret is the provider's public key."""
    text = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(claims)}"
    public = key("first").as_pem(private=False)
    return f"{text}.{_base64(hmac.digest(public, text.encode(), 'sha256'))}"


@dataclass
class StrictProvider:
    """Checks requests by the standard; `changes` and the other fields make its answers wrong."""

    url: str = ""
    claims: Claims = field(default_factory=lambda: {"sub": "s-1", "name": "Ann Example"})
    # Of the ID token; None takes a claim away.
    changes: Claims = field(default_factory=dict)
    sign: Callable[[Claims], str] = signed
    keys: Sequence[Key] = field(default_factory=lambda: [key("first")])
    description: Claims = field(default_factory=dict)
    client_auth: str = "client_secret_post"
    # By path: what is answered instead, or None for an answer that never comes.
    troubles: dict[str, Answer | None] = field(default_factory=dict)
    # Given back instead of a code.
    error: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, query: dict[str, str], headers: Message, body: bytes) -> Answer:
        """Carry a request out."""
        self.seen.append(path)
        match path:
            case "/.well-known/openid-configuration":
                return _json({**self._description(), **self.description})
            case "/keys":
                return _json(KeySet(list(self.keys)).as_dict(private=False))
            case "/authorize":
                return self._authorize(query)
            case "/token":
                return self._token(dict(parse_qsl(body.decode())), headers)
        return _json({"error": "not_found"}, 404)

    def _description(self) -> Claims:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            "token_endpoint_auth_methods_supported": [self.client_auth],
        }

    def _authorize(self, query: dict[str, str]) -> Answer:
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        if self.error:
            back = self.error
        else:
            back = {"code": secrets.token_urlsafe()}
            self.codes[back["code"]] = query
            self.given.append(back["code"])
        place = f"{query['redirect_uri']}?{urlencode({**back, 'state': query['state']})}"
        return 302, {"Location": place}, b""

    def _knows(self, form: dict[str, str], headers: Message) -> bool:
        basic = f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"
        shown = {
            "client_secret_basic": headers.get("Authorization") == basic,
            "client_secret_post": form.get("client_id") == CLIENT
            and form.get("client_secret") == SECRET,
        }
        return [method for method, right in shown.items() if right] == [self.client_auth]

    def _token(self, form: dict[str, str], headers: Message) -> Answer:
        if not self._knows(form, headers):
            text = "AADSTS7000215: Invalid client secret provided for app of Ann Example."
            return _json({"error": "invalid_client", "error_description": text}, 401)
        begun = self.codes.pop(form.get("code", ""), None)
        proof = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        wanted = begun and (begun["redirect_uri"], begun["code_challenge"])
        if wanted != (form.get("redirect_uri"), proof):
            return _json({"error": "invalid_grant"}, 400)
        assert begun is not None
        now = int(time.time())
        usual = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = {**usual, "nonce": begun["nonce"], **self.claims, **self.changes}
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        access = secrets.token_urlsafe()
        self.given += [token, access, form["code_verifier"]]
        answer = {"token_type": "Bearer", "access_token": access, "id_token": token, **self.tokens}
        return _json({name: value for name, value in answer.items() if value is not None})


class _Handler(BaseHTTPRequestHandler):
    """HTTP for the provider."""

    server: "_Server"

    def _run(self) -> None:
        parts = urlsplit(self.path)
        provider = self.server.provider
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if parts.path in provider.troubles:
            trouble = provider.troubles[parts.path]
            if trouble is None:
                provider.closing.wait()
                return
            self._send(*trouble)
            return
        self._send(*provider.answer(parts.path, dict(parse_qsl(parts.query)), self.headers, body))

    do_GET = do_POST = _run  # noqa: N815

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing to the terminal."""


class _Server(ThreadingHTTPServer):
    """Listens on the loopback."""

    def __init__(self, provider: StrictProvider, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.provider = provider


@contextmanager
def serving(provider: StrictProvider) -> Iterator[StrictProvider]:
    """The provider at its address, or at a new one."""
    server = _Server(provider, urlsplit(provider.url).port or 0)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        provider.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Browser:
    """Follows redirects between the assistant and a provider, keeping the cookies of both."""

    def __init__(self, app: FastAPI) -> None:
        self.desk = TestClient(app, base_url=DESK, follow_redirects=False).__enter__()
        self.web = httpx2.Client(trust_env=False, timeout=10, verify=False)  # HTTP only

    def open(self, url: str, form: dict[str, str] | None = None) -> httpx2.Response:
        """The page that an address, or a form sent to it, ends at."""
        for _ in range(MOST_REDIRECTS):
            response = self.once(url, form)
            if not response.is_redirect:
                return response
            url, form = str(response.url.join(response.headers["Location"])), None
        raise AssertionError(f"redirected without end: {url}")

    def once(self, url: str, form: dict[str, str] | None = None) -> httpx2.Response:
        """The answer of an address, be it a redirect."""
        is_ours = url.startswith((DESK, "/"))
        client: httpx2.Client = self.desk if is_ours else self.web
        return client.get(url) if form is None else client.post(url, data=form)

    def close(self) -> None:
        """Close its connections."""
        self.desk.__exit__()
        self.desk.close()
        self.web.close()


def _json(value: object, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def _part(value: Claims) -> str:
    return _base64(json.dumps(value).encode())


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
