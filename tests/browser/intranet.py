"""An intranet page of another origin that embeds the widget, under a policy as strict as can be."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<html lang="en-US">
<head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">{head}</head>
<body>
<main><h1>{title}</h1>
<p>The cafeteria is open from 7 to 3. <a href="/{other}">{other}</a></p>
<p><label>Search <input name="search"></label></p></main>
<script src="{web_app}/widget.js" {attributes}></script>
</body></html>"""
# What the widget needs, and nothing else.
POLICY = "default-src 'none'; script-src {web_app}; frame-src {web_app}; img-src data:"


class Intranet(ThreadingHTTPServer):
    """Serves every path as a page; `web_app` and `attributes` may be set until it is asked."""

    daemon_threads = True

    def __init__(self, web_app: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.web_app, self.attributes = web_app, ""
        self.head, self.policy = "", POLICY

    def origin(self, host: str = "127.0.0.1") -> str:
        """Where its pages are; `localhost` is another site than the assistant's."""
        return f"http://{host}:{self.server_port}"


class _Pages(BaseHTTPRequestHandler):
    server: Intranet

    def do_GET(self) -> None:
        """One page."""
        name = self.path.strip("/").split("?")[0] or "home"
        values = {
            "title": f"Intranet: {name}",
            "other": "news" if name == "home" else "home",
            "web_app": self.server.web_app,
            "attributes": self.server.attributes,
            "head": self.server.head,
        }
        body = PAGE.format(**values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.server.policy.format(**values))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def intranet() -> Iterator[Intranet]:
    """Serve it until the end of the block."""
    server = Intranet()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
