"""Watches everything that a browser context does: what goes wrong, and who is asked."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium says so of some violations only; this says it of all.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`policy violation: ${violatedDirective} ${blockedURI}`));
"""
# A page that is left ends its stream of events, and waits for its icon no more.
LEFT = re.compile(r"GET \S+(?:/api/chat/events|/assets/icon-\S+\.svg): net::ERR_ABORTED")
OURS_ALONE = ("blob:",)  # files that the page made itself


class Watch:
    """Collects faults of the context; `origins` are the only ones that may be asked."""

    def __init__(self, context: BrowserContext, *origins: str) -> None:
        self._origins = tuple(f"{origin}/" for origin in origins) + OURS_ALONE
        self._allowed = [LEFT]
        self.faults: list[str] = []
        self.requests: list[Request] = []
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)

    def allow(self, *patterns: str) -> None:
        """What the test itself brings about is no fault."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    def check(self) -> None:
        """AssertionError with everything that went wrong."""
        faults = [
            fault
            for fault in self.faults
            if not any(pattern.search(fault) for pattern in self._allowed)
        ]
        assert not faults, "\n".join(faults)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"page error: {error.error}")

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith(self._origins):
            self.faults.append(f"foreign request: {request.url}")

    def _on_failure(self, request: Request) -> None:
        self.faults.append(f"{request.method} {request.url}: {request.failure}")
