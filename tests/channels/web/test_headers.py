"""What every answer of the web has in its head, and who is sent to HTTPS."""

from collections.abc import Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.channels.web.security.headers import HttpsRedirect, SecurityHeaders

HOST = "help.example.gov"
ORIGIN = f"https://{HOST}"


def app(proxies: Sequence[str] = ()) -> ASGIApp:
    async def page(request: Any) -> PlainTextResponse:
        return PlainTextResponse("here")

    routes = [Route("/{path:path}", page, methods=["GET", "POST"])]
    return SecurityHeaders(
        HttpsRedirect(Starlette(routes=routes), origin=ORIGIN, proxies=proxies), is_https=True
    )


@pytest.mark.parametrize(
    ("base", "client", "headers", "is_sent"),
    [
        (f"http://{HOST}", "192.0.2.7", {}, True),
        (f"http://{HOST}:80", "192.0.2.7", {}, True),
        # The trusted proxy tells; uvicorn has made the scheme of it.
        (f"http://{HOST}", "192.0.2.7", {"X-Forwarded-Proto": "http"}, True),
        (ORIGIN, "192.0.2.7", {"X-Forwarded-Proto": "https"}, False),
        # One that does not tell would be sent round for ever.
        (f"http://{HOST}", "10.0.0.5", {}, False),
        (f"http://{HOST}", "192.0.2.7", {"X-Forwarded-For": "198.51.100.1"}, False),
        (f"http://{HOST}", "/run/web_app.sock", {}, False),
        # Programs of this machine, as the supervisor.
        ("http://127.0.0.1:8080", "127.0.0.1", {}, False),
    ],
)
def test_who_asks_over_plain_http_is_sent_to_https(
    base: str, client: str, headers: dict[str, str], is_sent: bool
) -> None:
    user = TestClient(app(["10.0.0.0/24"]), base_url=base, client=(client, 50_000))
    got = user.get("/chat/a%20b?x=1&y=%2F", headers=headers, follow_redirects=False)
    assert got.status_code == (308 if is_sent else 200)
    if is_sent:
        assert got.headers["location"] == f"{ORIGIN}/chat/a%20b?x=1&y=%2F"
    assert got.headers["strict-transport-security"] == "max-age=31536000"


def test_a_redirect_leads_nowhere_else() -> None:
    user = TestClient(app(), base_url=f"http://{HOST}", client=("192.0.2.7", 1))
    for path in ("//evil.example/", "/\\evil.example", "/%0d%0aSet-Cookie:a=b"):
        got = user.get(path, follow_redirects=False)
        assert got.headers["location"].startswith(f"{ORIGIN}/")
        assert "set-cookie" not in got.headers
