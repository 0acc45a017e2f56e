"""A ServiceNow instance on the loopback: checks requests by the published API, keeps records.

Stricter than the product in one thing: it refuses fields that the table does not have, which the
product ignores. As lenient in another: it leaves out conditions that it does not understand.
"""

import base64
import datetime as dt
import json
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

USER, PASSWORD = "integration", "right"
CLIENT, SECRET = "client", "secret"
LIFETIME_S = 1_799
STATES = {"1": "New", "6": "Resolved"}
COLUMNS = {
    "incident": {
        *("sys_id", "number", "state", "sys_updated_on", "short_description", "description"),
        *("correlation_id", "correlation_display", "contact_type", "caller_id"),
        *("u_email", "u_identity", "work_notes", "comments", "opened_by"),
    },
    "u_bare": {"sys_id", "number", "state", "short_description", "description", "contact_type"},
    "sys_user": {"sys_id", "email", "name"},
    "sys_attachment": {"sys_id", "table_name", "table_sys_id", "file_name", "content_type"},
}
# Every text written into one of them becomes an entry; the field itself stays empty.
JOURNALS = {"work_notes": "Work notes", "comments": "Additional comments"}
LONGEST = {"short_description": 160, "description": 4_000, "correlation_id": 100} | dict.fromkeys(
    JOURNALS, 4_000
)
PAGE = "<html><h1>Your instance is hibernating</h1></html>"
Row = dict[str, str]
Answer = tuple[int, Any]


class Refused(Exception):  # noqa: N818  (an answer, not a fault)
    """The instance answers with an error."""

    def __init__(self, status: int, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "detail": detail}, "status": "failure"}


@dataclass(frozen=True)
class Trouble:
    """What happens to a request whose path ends with `path`, in place of its answer.

    `hang`: no answer; `drop`: the connection ends, `after` the request was carried out.
    """

    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    path: str = ""
    method: str = ""
    hang: bool = False
    drop: bool = False
    after: bool = False


@dataclass
class Request:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes


class FakeServiceNow:
    """The instance; `url` is its address."""

    def __init__(self) -> None:
        self.url = ""
        self.tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.files: dict[str, bytes] = {}
        # The entries of journals by record and field, the newest first.
        self.entries: dict[tuple[str, str], list[str]] = {}
        # Fields that the account may not read, and whether it may change records.
        self.hidden: set[str] = set()
        self.may_write = True
        self.tokens: set[str] = set()
        self.issued = 0
        self.troubles: list[Trouble] = []
        self.seen: list[str] = []
        self.bugs: list[str] = []
        self.closing = threading.Event()
        self.lock = threading.Lock()

    @property
    def incidents(self) -> list[Row]:
        """The records of the table."""
        return self.tables["incident"]

    def trouble(self, **what: Any) -> None:
        """Let the next request that fits fail."""
        self.troubles.append(Trouble(**what))

    def next_trouble(self, request: Request) -> Trouble | None:
        """The first trouble that is meant for the request."""
        for trouble in self.troubles:
            if request.path.endswith(trouble.path) and trouble.method in ("", request.method):
                self.troubles.remove(trouble)
                return trouble
        return None

    def answer(self, request: Request) -> Answer:
        """Carry the request out."""
        if request.path == "/oauth_token.do":
            return self._token(request)
        self._authenticate(request)
        allowed, place = self._route(request.path)
        if request.method not in allowed:
            raise Refused(405, "Method not supported")
        if request.headers.get("Accept") != "application/json":
            raise Refused(406, "Accept is not application/json")
        return allowed[request.method](request, *place)

    def _route(self, path: str) -> tuple[dict[str, Callable[..., Answer]], tuple[str, ...]]:
        match path.strip("/").split("/"):
            case ["api", "now", "table", table]:
                return {"GET": self._search, "POST": self._insert}, (table,)
            case ["api", "now", "table", table, sys_id]:
                return {"GET": self._read, "PATCH": self._update}, (table, sys_id)
            case ["api", "now", "attachment"]:
                return {"GET": self._search}, ("sys_attachment",)
            case ["api", "now", "attachment", "file"]:
                return {"POST": self._upload}, ()
        raise Refused(400, "Requested URI does not represent any resource")

    def _token(self, request: Request) -> Answer:
        form = dict(parse_qsl(request.body.decode()))
        wanted = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        kind = request.headers.get_content_type()
        if (
            request.method != "POST"
            or kind != "application/x-www-form-urlencoded"
            or form != wanted
        ):
            return 401, {"error": "server_error", "error_description": "access_denied"}
        self.issued += 1
        self.tokens.add(f"token-{self.issued}")
        return 200, {
            "access_token": f"token-{self.issued}",
            "scope": "useraccount",
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
        }

    def _authenticate(self, request: Request) -> None:
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if (kind, value) != ("Basic", basic) and not (kind == "Bearer" and value in self.tokens):
            raise Refused(401, "User Not Authenticated", "Required to provide Auth information")

    def _search(self, request: Request, table: str) -> Answer:
        columns = self._columns(table)
        assert request.query["sysparm_limit"].isdigit()
        rows = [row for row in self.tables[table] if _fits(row, request.query, columns)]
        rows = rows[: int(request.query["sysparm_limit"])]
        return 200, {"result": [_shown(row, request.query) for row in rows]}

    def _read(self, request: Request, table: str, sys_id: str) -> Answer:
        return 200, {"result": self._displayed(self._row(table, sys_id), request.query)}

    def _row(self, table: str, sys_id: str) -> Row:
        self._columns(table)
        for row in self.tables[table]:
            if row["sys_id"] == sys_id:
                return row
        why = "Record doesn't exist or ACL restricts the record retrieval"
        raise Refused(404, "No Record found", why)

    def _displayed(self, row: Row, query: Mapping[str, str]) -> dict[str, Any]:
        shown = _shown(row, query)
        for name in shown.keys() & JOURNALS.keys():
            entries = "".join(self.entries.get((row["sys_id"], name), []))
            # Without display values a journal is an empty text.
            if isinstance(shown[name], dict):
                shown[name]["display_value"] = entries
        return {name: value for name, value in shown.items() if name not in self.hidden}

    def _update(self, request: Request, table: str, sys_id: str) -> Answer:
        row, given = self._row(table, sys_id), self._given(request, table)
        if not self.may_write:
            why = "ACL Exception Update Failed due to security constraints"
            raise Refused(403, "Operation Failed", why)
        now = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S}"
        for name, value in given.items():
            if name in JOURNALS:
                entry = f"{now} - Integration ({JOURNALS[name]})\n{value}\n\n"
                self.entries.setdefault((sys_id, name), []).insert(0, entry)
            else:
                row[name] = str(value)
        row["sys_updated_on"] = now
        return 200, {"result": self._displayed(row, request.query)}

    def _insert(self, request: Request, table: str) -> Answer:
        given, rows = self._given(request, table), self.tables[table]
        row = {
            **dict.fromkeys(self._columns(table), ""),
            **given,
            "sys_id": f"{len(rows) + 1:032x}",
            "number": f"INC{10_000 + len(rows) + 1:07}",
            "state": "1",
            "sys_updated_on": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S}",
        }
        rows.append(row)
        return 201, {"result": _shown(row, request.query)}

    def _given(self, request: Request, table: str) -> Row:
        """The fields of a record that a request gives."""
        if request.headers.get_content_type() != "application/json":
            raise Refused(415, "Unsupported media type")
        try:
            given = json.loads(request.body)
        except ValueError:
            raise Refused(400, "Exception while reading request") from None
        if not isinstance(given, dict) or set(given) - self._columns(table):
            raise Refused(400, "Exception while reading request", "Unknown fields")
        if any(len(str(value)) > LONGEST.get(name, 1_000) for name, value in given.items()):
            raise Refused(400, "Value too long")
        return given

    def _upload(self, request: Request) -> Answer:
        names = ("table_name", "table_sys_id", "file_name")
        if missing := [name for name in names if not request.query.get(name)]:
            raise Refused(400, f"Missing parameter {missing[0]}")
        if "Content-Type" not in request.headers:
            raise Refused(415, "Content-Type is mandatory")
        self._read(request, request.query["table_name"], request.query["table_sys_id"])
        files = self.tables["sys_attachment"]
        row = {
            **{name: request.query[name] for name in names},
            "sys_id": f"{len(files) + 1:032x}",
            "content_type": request.headers["Content-Type"],
        }
        files.append(row)
        self.files[row["sys_id"]] = request.body
        return 201, {"result": row}

    def _columns(self, table: str) -> set[str]:
        if table not in COLUMNS:
            raise Refused(400, f"Invalid table {table}")
        return COLUMNS[table]


def _fits(row: Row, query: Mapping[str, str], columns: set[str]) -> bool:
    def holds(condition: str) -> bool:
        name, values = _condition(condition)
        return row[name].casefold() in {value.casefold() for value in values}

    for part in query["sysparm_query"].replace("^OR", "\n").split("^"):
        known = [each for each in part.split("\n") if _condition(each)[0] in columns]
        if known and not any(map(holds, known)):
            return False
    return True


def _condition(text: str) -> tuple[str, list[str]]:
    """Field and values of `field=value` or `fieldINvalue,value`."""
    name, equals, value = text.partition("=")
    if equals:
        return name, [value]
    name, _, values = text.partition("IN")
    return name, values.split(",")


def _shown(row: Row, query: Mapping[str, str]) -> dict[str, Any]:
    names = query["sysparm_fields"].split(",") if "sysparm_fields" in query else list(row)
    shown: dict[str, Any] = {name: row[name] for name in names if name in row}
    if query.get("sysparm_display_value") == "all":
        words = {**shown, "state": STATES.get(row.get("state", ""), "")}
        return {name: {"display_value": words[name], "value": shown[name]} for name in shown}
    return shown


class Server(ThreadingHTTPServer):
    """Listens on a port of the system's choice."""

    def __init__(self, instance: FakeServiceNow) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.instance = instance

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves early is no fault of the instance; others are its bugs."""
        if not isinstance(sys.exception(), OSError):
            self.instance.bugs.append(repr(sys.exception()))


class Handler(BaseHTTPRequestHandler):
    """HTTP for the instance."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet
    server: Server

    def _run(self) -> None:
        instance, parts = self.server.instance, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, parts.path, query, self.headers, body)
        with instance.lock:
            instance.seen.append(f"{request.method} {request.path}")
            trouble = instance.next_trouble(request)
            if trouble is None or trouble.after:
                status, payload = self._carried_out(request)
        if trouble is None:
            self._send(status, {"Content-Type": "application/json"}, json.dumps(payload))
        else:
            self._fail(trouble)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _run  # noqa: N815

    def _carried_out(self, request: Request) -> Answer:
        try:
            return self.server.instance.answer(request)
        except Refused as refused:
            return refused.status, refused.body

    def _fail(self, trouble: Trouble) -> None:
        if trouble.hang:
            self.server.instance.closing.wait()
        elif not trouble.drop:
            self._send(trouble.status, trouble.headers, trouble.body)
            return
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _send(self, status: int, headers: Mapping[str, str], body: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing to the terminal."""


@contextmanager
def running_servicenow(context: ssl.SSLContext | None = None) -> Iterator[FakeServiceNow]:
    """An empty instance, over TLS with a `context`."""
    instance = FakeServiceNow()
    server = Server(instance)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    instance.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield instance
    finally:
        instance.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
    assert not instance.bugs
