"""A fake Microsoft on loopback: signing keys, Entra's tokens, managed identity, Teams' connector.

It holds what it is sent against the published protocol; what is wrong is answered as Microsoft
would, and kept in `faults`, which no test may leave behind.
"""

import asyncio
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.channels.teams.signing import Json, Pair, certificate, new_pair, pem, tab_claims

PATIENCE_S = 10.0
SCOPE = "https://api.botframework.com"
TEXT_FORMATS = {None, "plain", "markdown", "xml", "extendedmarkdown"}
IDENTITY_SECRET = "header-of-this-machine"


@dataclass(frozen=True)
class Failure:
    """How the connector answers a message instead: after `hang` seconds, with that status."""

    status: int
    retry_after: str = ""
    hang: float = 0.0


@dataclass(frozen=True)
class Sent:
    """What the connector took."""

    conversation: str
    activity: Json


@dataclass
class Registration:
    """The app as Entra knows it."""

    app_id: str
    tenant_id: str
    secret: str
    identity_id: str
    certificate: x509.Certificate | None = None


@dataclass
class FakeMicrosoft:
    """The server and all that happened; the fields may be changed while it runs."""

    app: Registration
    url: str = ""
    first: Pair = field(default_factory=lambda: new_pair("first"))
    pairs: list[Pair] = field(default_factory=list)
    endorsements: list[str] | None = field(default_factory=lambda: ["msteams", "webchat"])
    keys_status: int = 200
    token_failures: list[Failure] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    members: dict[str, Json] = field(default_factory=dict)
    member_status: int = 404
    sent: list[Sent] = field(default_factory=list)
    attempts: list[float] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    tokens: list[Json] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # Of the tenant's keys: whose tokens each signs, and how often they were asked for.
    key_issuer: str | None = "{tenantid}"
    tenant_pairs: list[Pair] = field(default_factory=list)
    tenant_fetches: int = 0
    _own: Pair = field(default_factory=lambda: new_pair("entra"))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def service_url(self) -> str:
        """Where answers go."""
        return f"{self.url}/teams/"

    @property
    def messages(self) -> list[Json]:
        """The messages taken so far, without typing."""
        return [one.activity for one in self.sent if one.activity["type"] == "message"]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; fails when it never is."""

        def wait() -> bool:
            with self._changed:
                return self._changed.wait_for(is_so, PATIENCE_S)

        assert await asyncio.to_thread(wait), f"never happened; sent: {self.sent}"

    def _note[T](self, where: list[T], what: T) -> None:
        with self._changed:
            where.append(what)
            self._changed.notify_all()

    def _fault(self, what: str) -> Response:
        self._note(self.faults, what)
        return JSONResponse({"error": {"code": "BadSyntax", "message": what}}, 400)

    async def metadata(self, request: Request) -> Response:
        self._note(self.fetched, "metadata")
        return JSONResponse(
            {
                "issuer": SCOPE,
                "authorization_endpoint": "https://invalid.example.gov",
                "jwks_uri": f"{self.url}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            },
            self.keys_status,
        )

    async def keys(self, request: Request) -> Response:
        self._note(self.fetched, "keys")
        return JSONResponse({"keys": [pair.jwk(self.endorsements) for pair in self.pairs]})

    async def authority(self, request: Request) -> Response:
        tenant = f"{self.url}/{request.path_params['tenant']}"
        return JSONResponse(
            {
                "issuer": f"{tenant}/v2.0",
                "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
                "token_endpoint": f"{tenant}/oauth2/v2.0/token",
                "jwks_uri": f"{tenant}/discovery/v2.0/keys",
            },
            self.keys_status,
        )

    async def tenant_keys(self, request: Request) -> Response:
        self.tenant_fetches += 1
        issuer = f"{self.url}/{self.key_issuer}/v2.0"
        more = {"issuer": issuer} if self.key_issuer else {}
        pairs = [self._own, *self.tenant_pairs]
        return JSONResponse({"keys": [pair.jwk(None) | more for pair in pairs]})

    def tab_token(self, pair: Pair | None = None, **changes: Any) -> str:
        """A token as Teams gets it for a tab; a change to None leaves the claim out."""
        claims = tab_claims(self.app.app_id, self.app.tenant_id, self.url) | changes
        left = {name: value for name, value in claims.items() if value is not None}
        return (pair or self._own).sign(left)

    @property
    def tenant_pair(self) -> Pair:
        """The key that signs the tenant's tokens."""
        return self._own

    async def token(self, request: Request) -> Response:
        if self.token_failures:
            return await _fail(self.token_failures.pop(0))
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        self._note(self.tokens, form)
        right = {
            "grant_type": "client_credentials",
            "client_id": self.app.app_id,
            "scope": f"{SCOPE}/.default",
        }
        wrong = {name for name, value in right.items() if form.get(name) != value}
        if wrong or request.path_params["tenant"] != self.app.tenant_id:
            return self._fault(f"token: {wrong or 'tenant'}")
        if form.get("client_secret") != self.app.secret and not self._is_assertion(request, form):
            return JSONResponse(
                {"error": "invalid_client", "error_description": "AADSTS7000215"}, 401
            )
        return JSONResponse(
            {"token_type": "Bearer", "expires_in": 3599, "access_token": self._issue(SCOPE)}
        )

    def _is_assertion(self, request: Request, form: Json) -> bool:
        if (
            form.get("client_assertion_type")
            != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        ):
            return False
        assertion = form["client_assertion"]
        header = jwt.get_unverified_header(assertion)
        if header.get("kid") == self._own.kid:
            aud = "api://AzureADTokenExchange"
            jwt.decode(assertion, self._own.key.public_key(), ["RS256"], audience=aud)
            return True
        shown = self.app.certificate
        if shown is None:
            return False
        print_ = hashlib.sha256(shown.public_bytes(serialization.Encoding.DER)).digest()
        assert jwt.utils.base64url_decode(header["x5t#S256"]) == print_
        jwt.decode(
            assertion,
            shown.public_key(),  # type: ignore[arg-type]
            algorithms=["PS256"],
            audience=f"{self.url}{request.url.path}",
            issuer=self.app.app_id,
            subject=self.app.app_id,
            options={"require": ["exp", "aud", "iss", "sub", "jti"]},
        )
        return True

    async def identity(self, request: Request) -> Response:
        if request.headers.get("x-identity-header") != IDENTITY_SECRET:
            return self._fault("identity: without the secret header")
        query = dict(request.query_params)
        self._note(self.tokens, query)
        if query.get("client_id", "") not in ("", self.app.identity_id):
            return JSONResponse({"statusCode": 400, "message": "no such identity"}, 400)
        return JSONResponse(
            {
                "access_token": self._issue(query["resource"]),
                "expires_on": str(int(time.time()) + 3600),
                "resource": query["resource"],
                "token_type": "Bearer",
                "client_id": query.get("client_id", ""),
            }
        )

    def _issue(self, audience: str) -> str:
        now = int(time.time())
        claims = {"aud": audience, "appid": self.app.app_id, "tid": self.app.tenant_id}
        return self._own.sign(claims | {"iss": self.url, "nbf": now, "exp": now + 3600})

    def _is_authorized(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            jwt.decode(token, self._own.key.public_key(), ["RS256"], audience=SCOPE)
        except jwt.PyJWTError:
            return False
        return scheme == "Bearer"

    async def activities(self, request: Request) -> Response:
        activity = await request.json()
        if activity.get("type") == "message":
            self._note(self.attempts, time.monotonic())
            if self.failures:
                return await _fail(self.failures.pop(0))
        if not self._is_authorized(request):
            self._note(self.faults, "connector: not authorized")
            return JSONResponse({"message": "Authorization has been denied"}, 401)
        conversation = request.path_params["conversation"]
        if fault := self._wrong_in(activity, conversation):
            return self._fault(f"connector: {fault}")
        self._note(self.sent, Sent(conversation, activity))
        if activity["type"] == "typing":
            return Response(status_code=201)
        return JSONResponse({"id": f"17638{len(self.sent):08}"}, 201)

    def _wrong_in(self, activity: Json, conversation: str) -> list[str]:
        cards = [one["content"] for one in activity.get("attachments") or ()]
        shapes = [(card.get("type"), card.get("version")) for card in cards]
        has_content = bool(activity.get("text") or cards)
        right = {
            "type": activity.get("type") in ("message", "typing"),
            "from": activity.get("from", {}).get("id") == f"28:{self.app.app_id}",
            "conversation": activity.get("conversation", {}).get("id") == conversation,
            "textFormat": activity.get("textFormat") in TEXT_FORMATS,
            "content": has_content or activity.get("type") == "typing",
            "cards": all(shape == ("AdaptiveCard", "1.5") for shape in shapes),
        }
        return [name for name, is_right in right.items() if not is_right]

    async def member(self, request: Request) -> Response:
        if not self._is_authorized(request):
            return self._fault("members: not authorized")
        self._note(self.fetched, request.url.path)
        member = self.members.get(request.path_params["member"])
        return JSONResponse(member, 200 if member else self.member_status)


async def _fail(failure: Failure) -> Response:
    await asyncio.sleep(failure.hang)
    headers = {"retry-after": failure.retry_after} if failure.retry_after else {}
    return JSONResponse({"error": {"code": "ServiceError"}}, failure.status, headers)


@contextmanager
def serving(microsoft: FakeMicrosoft, folder: Path) -> Iterator[Path]:
    """Serve over TLS; yields the file with the certificate that clients must trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    file = folder / "server.pem"
    file.write_bytes(pem(key, certificate(key, is_server=True)))
    conversation = "/teams/v3/conversations/{conversation}"
    app = Starlette(
        routes=[
            Route("/v1/.well-known/openidconfiguration", microsoft.metadata),
            Route("/v1/.well-known/keys", microsoft.keys),
            Route("/{tenant}/v2.0/.well-known/openid-configuration", microsoft.authority),
            Route("/{tenant}/discovery/v2.0/keys", microsoft.tenant_keys),
            Route("/{tenant}/oauth2/v2.0/token", microsoft.token, methods=["POST"]),
            Route("/msi/token", microsoft.identity),
            Route(f"{conversation}/activities", microsoft.activities, methods=["POST"]),
            Route(f"{conversation}/members/{{member}}", microsoft.member),
        ]
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        microsoft.url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            app, ssl_certfile=file, ssl_keyfile=file, log_level="error", ws="none", lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield file
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)


def reset(microsoft: FakeMicrosoft) -> None:
    """As if nothing had happened, for the next test."""
    fresh: dict[str, Any] = {
        "pairs": [microsoft.first],
        "endorsements": ["msteams", "webchat"],
        "keys_status": 200,
        "member_status": 404,
        "key_issuer": "{tenantid}",
        "tenant_pairs": [],
        "tenant_fetches": 0,
    }
    for name in ("token_failures", "failures", "sent", "attempts", "fetched", "tokens", "faults"):
        fresh[name] = []
    fresh["members"] = {}
    for name, value in fresh.items():
        setattr(microsoft, name, value)
