"""The nginx configuration, with a real nginx before a web app that says what it was asked."""

import asyncio
import datetime as dt
import os
import ssl
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.operations.settings import ROOT
from tests.support.assistant import free_port
from tests.support.debian import program

CONFIGURATION = ROOT / "deploy" / "nginx" / "helpdesk.conf"
NAME = "help.example.gov"
AROUND = """{user}
daemon off;
error_log stderr;
pid {folder}/nginx.pid;
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/unused1;
    uwsgi_temp_path {folder}/unused2;
    scgi_temp_path {folder}/unused3;
    include {folder}/helpdesk.conf;
}}
"""
KB = 1024


class Upstream:
    """A web app that answers with what it got; an event stream stays open until it's told."""

    def __init__(self) -> None:
        self.port = free_port()
        self.release = threading.Event()
        paths = ("/", "/api/messages", "/api/ready")
        routes = [Route(path, self._echo, methods=["GET", "POST"]) for path in paths]
        app = Starlette(routes=[*routes, Route("/api/chat/events", self._events)])
        self.server = uvicorn.Server(
            uvicorn.Config(app, port=self.port, log_level="error", lifespan="off")
        )
        self.thread = threading.Thread(target=self.server.run)

    async def _echo(self, request: Request) -> Response:
        body = await request.body()
        filling = "x" * 4 * KB  # worth compressing
        return JSONResponse({**dict(request.headers), "bytes": len(body), "filling": filling})

    async def _events(self, request: Request) -> Response:
        async def stream() -> AsyncIterator[bytes]:
            yield b"data: first\n\n"
            await asyncio.to_thread(self.release.wait)

        return StreamingResponse(stream(), media_type="text/event-stream")


class Proxy:
    """Where nginx listens."""

    def __init__(self, plain: int, tls: int) -> None:
        self.plain = f"http://127.0.0.1:{plain}"
        self.tls = f"https://127.0.0.1:{tls}"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    made = Upstream()
    made.thread.start()
    yield made
    made.release.set()
    made.server.should_exit = True
    made.thread.join()


@pytest.fixture
def proxy(upstream: Upstream, tmp_path: Path) -> Iterator[Proxy]:
    """A running nginx with our configuration, on other ports and with a certificate of today."""
    certify(tmp_path)
    plain, tls = free_port(), free_port()
    changes = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "/etc/ssl/certs/help.example.gov.pem": f"{tmp_path}/tls.pem",
        "/etc/ssl/private/help.example.gov.key": f"{tmp_path}/tls.key",
        # Otherwise it would depend on the clock how many requests of a test fit into it.
        "zone=helpdesk_requests:10m rate=20r/s": "zone=helpdesk_requests:10m rate=1r/m",
        "server 127.0.0.1:8080;": f"server 127.0.0.1:{upstream.port};",
    }
    text = CONFIGURATION.read_text()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "helpdesk.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(AROUND.format(user=user, folder=tmp_path))
    nginx = program("nginx", "nginx")
    command = [nginx, "-e", "stderr", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        yield answering(Proxy(plain, tls), process)
    finally:
        process.terminate()
        process.communicate()


def certify(folder: Path) -> None:
    """A certificate of its own for the name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "tls.key").write_bytes(private)


def answering(proxy: Proxy, process: subprocess.Popen[bytes]) -> Proxy:
    """Wait until it listens."""
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, trust_env=False) as client:
        client.get(proxy.plain)
    assert process.poll() is None
    return proxy


@pytest.fixture
def client(proxy: Proxy) -> Iterator[httpx.Client]:
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    headers = {"Host": NAME}
    with httpx.Client(base_url=proxy.tls, verify=tls, headers=headers, trust_env=False) as made:
        yield made


def test_plain_http_is_sent_to_https(proxy: Proxy) -> None:
    answer = httpx.get(f"{proxy.plain}/help?q=vpn", headers={"Host": NAME}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"https://{NAME}/help?q=vpn")


def test_what_a_client_says_of_itself_does_not_count(client: httpx.Client) -> None:
    lies = {
        "X-Forwarded-For": "192.0.2.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=192.0.2.7",
        "X-Request-ID": "chosen-by-the-client",
    }
    answer = client.get("/", headers=lies)
    got = answer.json()
    assert (got["host"], got["x-forwarded-for"], got["x-forwarded-proto"]) == (
        NAME,
        "127.0.0.1",
        "https",
    )
    assert "x-forwarded-host" not in got
    assert "forwarded" not in got
    assert got["x-request-id"] != lies["X-Request-ID"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "/" not in answer.headers["server"]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/", 60 * KB, 200),
        ("/", 70 * KB, 413),
        ("/api/messages", 250 * KB, 200),
        ("/api/messages", 270 * KB, 413),
    ],
)
def test_bodies_are_bounded(client: httpx.Client, path: str, size: int, status: int) -> None:
    assert client.post(path, content=b"x" * size).status_code == status


def test_headers_are_bounded(client: httpx.Client) -> None:
    assert client.get("/", headers={"Cookie": "x" * 7 * KB}).status_code == 200
    many = {f"X-{number}": "x" * 7 * KB for number in range(6)}
    assert client.get("/", headers=many).status_code == 400


def test_an_event_arrives_while_its_stream_is_open(
    client: httpx.Client, upstream: Upstream
) -> None:
    with client.stream("GET", "/api/chat/events", timeout=20) as stream:
        assert next(stream.iter_lines()) == "data: first"
        assert not upstream.release.is_set()
        upstream.release.set()


def test_a_flood_from_one_address_is_refused(client: httpx.Client) -> None:
    """The burst, one more for the second in which it begins, and then none."""
    statuses = [client.get("/").status_code for _ in range(105)]
    assert statuses == [200] * 101 + [429] * 4
    assert client.post("/api/messages").status_code == 200  # Microsoft's have a rate of their own


def test_open_connections_of_one_address_are_bounded(
    client: httpx.Client, upstream: Upstream
) -> None:
    with ExitStack() as opened:
        opened.callback(upstream.release.set)
        streams = [
            opened.enter_context(client.stream("GET", "/api/chat/events", timeout=60))
            for _ in range(42)
        ]
        assert [stream.status_code for stream in streams] == [200] * 40 + [429] * 2
        upstream.release.set()


def test_only_this_machine_asks_how_it_is(client: httpx.Client) -> None:
    """Requests of the tests come from this machine; the rule for others stands in the file."""
    assert client.get("/api/ready").status_code == 200
    place = CONFIGURATION.read_text().partition("location ~ ^/api/(live|ready|health)$")[2]
    assert "deny all;" in place.partition("}")[0]
