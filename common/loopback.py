"""Guards the servers on loopback: only the assistant's own processes may call them."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from common.addresses import is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sanic.exceptions import SanicException

JSON = "application/json"
SHORTEST_SECRET = 32


def protect(app: Any, secret: str, open_path: str, *, host: str) -> None:
    """Let a Sanic application answer only who knows the secret; anybody may read `open_path`.

    `host`: where it listens; whoever reaches it from elsewhere calls it by any name. Checked
    before a body is read. An application of Sanic 21 (Rasa's) or of Sanic 25 (ours).
    """
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"the secret of the engine has fewer than {SHORTEST_SECRET} characters")
    is_here = is_loopback(host)

    async def check(request: Any) -> None:
        if is_here:
            require_host(request.headers.getall("host", []))
        if request.method == "GET" and request.path == open_path:
            return
        require_secret(request.headers.getall("authorization", []), secret)
        if request.method == "POST":
            require_plain_json(
                request.headers.get("content-type", ""),
                request.headers.get("content-encoding", ""),
            )

    app.add_signal(check, "http.routing.before")


def require_host(hosts: Sequence[str]) -> None:
    """Refuse a request that was meant for another host (DNS rebinding)."""
    # Several engines of one machine have addresses of their own, which no name can pretend to be.
    if len(hosts) != 1 or not is_loopback(hosts[0].partition(":")[0].lower()):
        raise refusal(HTTPStatus.MISDIRECTED_REQUEST, "this server is 127.0.0.1")


def require_secret(headers: Sequence[str], secret: str) -> None:
    """Refuse a request without `Authorization: Bearer` and the secret."""
    given = headers[0] if len(headers) == 1 else ""
    scheme, _, value = given.partition(" ")
    is_right = hmac.compare_digest(value.strip().encode("utf-8", "replace"), secret.encode())
    if scheme.lower() != "bearer" or not is_right:
        error = refusal(
            HTTPStatus.UNAUTHORIZED, "send `Authorization: Bearer` and the text of engine.key"
        )
        error.headers = {"WWW-Authenticate": "Bearer"}
        raise error


def require_plain_json(content_type: str, encoding: str) -> None:
    """Refuse a body that a web page could send unasked, or one that grows when unpacked."""
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"the body must be {JSON}")
    if encoding.strip().lower() not in ("", "identity"):
        raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed")


def bearer(secret: str) -> dict[str, str]:
    """The header by which a caller shows that it knows the secret."""
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def refusal(status: HTTPStatus, message: str) -> SanicException:
    """The error that Sanic answers with this status, without a line in the log."""
    # Callers of these servers, who need `bearer` only, don't have to wait for Sanic.
    from sanic.exceptions import SanicException

    return SanicException(message, status_code=int(status), quiet=True)
