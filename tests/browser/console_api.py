"""The console's API for tests of its page: the contract's answers from a small memory."""

import html
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel

from bot.channels.console.wiring import PREFIX
from bot.channels.web.api.errors import ApiError
from faq_kb.knowledge import KnowledgeBase
from tests.browser.console_data import Answers, Listing, Record, now
from tests.browser.console_search import found_hits, has_words

ME = {"name": "Alex Example", "email": "alex@example.gov"}
FAILED = "HD-FA11ED"
OUTCOMES = ("answered", "one_click", "refused", "handed_over", "came_back")


class Body(BaseModel):
    """Whatever the page sends."""

    model_config = {"extra": "allow"}

    @property
    def all(self) -> Record:
        """Its fields."""
        return self.model_extra or {}


@dataclass
class ConsoleMemory:
    """What the tests look at, and may set; `door`: None lets everybody in."""

    knowledge: KnowledgeBase
    door: str | None = None
    saved: list[Record] = field(default_factory=list)
    called: list[Record] = field(default_factory=list)
    disputes: list[Record] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listing = Listing()
        self.answers = Answers(self.knowledge, self.listing)
        self.requests = _requests(self.knowledge)

    # Requests

    def form(self, entry: str, values: dict[str, str], authority: Record | None) -> Record:
        """The fields of a request."""
        one = self.knowledge.procedures[entry]
        fields = [
            {
                "key": item.key,
                "label": item.label,
                "question": "",
                "help": "",
                "type": str(item.type),
                "choices": list(item.choices),
                "required": item.required,
                "value": values.get(item.key, ""),
                "refused": None,
                "group": "request",
            }
            for item in one.include
        ]
        note = {"key": "notes", "label": "Notes", "question": "", "help": "", "type": "long_text",
                "choices": [], "required": False, "value": values.get("notes", ""),
                "refused": None, "group": "notes"}  # fmt: skip
        return {
            "entry": entry,
            "title": one.title,
            "fields": [*fields, note],
            "authority": authority,
        }

    def save(self, body: Record) -> Record:
        """The request, once for each key."""
        for known in self.saved:
            if known["key"] == body["key"]:
                return known
        one = self.knowledge.procedures[body["entry"]]
        reference = f"HD-{len(self.saved) + 1:06d}"
        missing = [
            item.label for item in one.include if item.required and not body["values"].get(item.key)
        ]
        saved = {**body, "reference": reference, "missing": missing}
        self.saved.append(saved)
        self.requests.insert(
            0,
            _request(reference, body["entry"], one.title, "new", "saved, waiting to be sent")
            | {"requester": body["caller"]["name"], "agency": body["caller"]["agency"],
               "channel": "phone", "typed_by": ME["name"], "updated": now(), "created": now(),
               "fields": [{"label": key, "value": value} for key, value in body["values"].items()],
               "conversation": []},
        )  # fmt: skip
        return saved


def console_api(memory: ConsoleMemory) -> APIRouter:
    """Every route of the contract."""

    async def admit(request: Request) -> None:
        memory.asked.append(f"{request.method} {request.url.path}")
        if memory.door:
            raise ApiError("unauthorized" if memory.door == "unauthorized" else "forbidden")

    router = APIRouter(prefix=PREFIX, dependencies=[Depends(admit)])
    _people_routes(router, memory)
    _answer_routes(router, memory)
    _request_routes(router, memory)
    _one_request_routes(router, memory)
    _upkeep_routes(router, memory)
    return router


def _people_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    listing = memory.listing

    @router.get("/me")
    async def me() -> Record:
        return ME

    @router.get("/search")
    async def search(q: str = "") -> Record:
        return {"hits": found_hits(memory.knowledge, memory.listing, memory.requests, q)}

    @router.get("/callers")
    async def callers(q: str = "", phone: str = "") -> Record:
        digits = "".join(sign for sign in phone if sign.isdigit())
        found = [
            one
            for one in listing.people.values()
            if (q and has_words(q, one["name"], one["email"]))
            or (digits and one["phone"].replace("-", "").endswith(digits))
        ]
        return {"candidates": found[:8]}

    @router.get("/people/{number}")
    async def person(number: int) -> Record:
        return _known(listing.people.get(number))

    @router.get("/agencies")
    async def agencies(q: str = "") -> Record:
        found = [
            one
            for one in listing.agencies.values()
            if q.lower() in f"{one['name']} {one['acronym']}".lower()
        ]
        return {"agencies": found[:8]}

    @router.get("/agencies/{number}")
    async def agency(number: int) -> Record:
        people = sorted(
            ({**one, "authorizations": [each]}
             for one in listing.of_agency(number) for each in one["authorizations"]),
            key=lambda one: str(one["authorizations"][0]["role"]),
        )  # fmt: skip
        found = _known(listing.agencies.get(number))
        return {**found, "consolidated": True, "people": people, "gaps": ["supervisor"]}

    @router.post("/callbacks", status_code=204)
    async def call_back(body: Body) -> Response:
        memory.called.append(body.all)
        return Response(status_code=204)

    @router.get("/callbacks")
    async def called_back(person: int) -> Record:
        done = [one for one in memory.called if one["person"] == person]
        return {"called_back_at": now() if done else None, "by": ME["name"] if done else None}


def _answer_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    answers = memory.answers

    @router.get("/procedures")
    async def procedures() -> Record:
        return {"procedures": answers.lines()}

    @router.get("/procedures/{entry}")
    async def procedure(entry: str, agency: int | None = None, person: int | None = None) -> Record:
        if entry not in memory.knowledge.procedures:
            raise ApiError("not_found")
        return answers.answer(entry, agency, person)

    @router.get("/compare")
    async def compare(entries: str, agency: int | None = None, person: int | None = None) -> Record:
        both = [answers.answer(entry, agency, person) for entry in entries.split(",")]

        def texts(answer: Record, kind: str) -> list[str]:
            if kind == "steps":
                return [one["text"] for one in answer["steps"]]
            return [one["text"] for one in answer["facts"] if one["kind"] == kind]

        kinds = ["steps", *dict.fromkeys(one["kind"] for each in both for one in each["facts"])]
        return {
            "answers": both,
            "differences": [kind for kind in kinds if texts(both[0], kind) != texts(both[1], kind)],
        }

    @router.post("/replies")
    async def replies(body: Body) -> Record:
        caller = body.all.get("caller") or {}
        lines = [f"Hello {caller['name']},"] if caller.get("name") else []
        for part in body.all["parts"]:
            answer = answers.answer(part["entry"], None, None)
            passages = [
                (one["key"], f"{one['label']}: {one['text']}") for one in answer["facts"]
            ] + [(one["key"], one["text"]) for one in answer["steps"]]
            keys = part["keys"]
            lines += [answer["title"]] if keys is None else []
            lines += [text for key, text in passages if keys is None or key in keys]
        text = "\n".join(lines)
        return {
            "text": text,
            "html": "".join(f"<p>{html.escape(line)}</p>" for line in lines),
            "subject": "Service Desk",
            "mailto": f"mailto:?subject=Service%20Desk&body={quote(text)}",
        }


def _request_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    @router.get("/procedures/{entry}/request")
    async def form(entry: str, agency: int | None = None, person: int | None = None) -> Record:
        one = memory.knowledge.procedures[entry]
        return memory.form(entry, {}, memory.answers.authority(one, agency, person))

    @router.post("/requests/check")
    async def check(body: Body) -> Record:
        return memory.form(body.all["entry"], body.all["values"], None)

    @router.post("/requests", status_code=201)
    async def save(body: Body) -> Any:
        email = body.all["caller"]["email"]
        if "@" not in email:
            error = {"code": "invalid", "message": "Some values can't be taken."}
            refused = [{"key": "email", "reason": "Write a whole e-mail address."}]
            return JSONResponse({"error": error, "refused": refused}, 422)
        saved = memory.save(body.all)
        outcome = "It is saved and will be sent to the Service Desk."
        return {"reference": saved["reference"], "status": "handed_over", "outcome": outcome,
                "missing": saved["missing"]}  # fmt: skip

    @router.get("/requests")
    async def requests(
        state: str = "all", q: str = "", entry: str = "", channel: str = ""
    ) -> Record:
        found = [
            one
            for one in memory.requests
            if q.lower() in f"{one['reference']} {one['requester']} {one['agency']}".lower()
            and entry in ("", one["entry"])
            and channel in ("", one["channel"])
        ]
        states = [one["state"] for one in found]
        counts = {
            one: states.count(one) for one in ("new", "approval", "failed", "delivered", "ended")
        }
        return {
            "requests": [one for one in found if state in ("all", one["state"])],
            "next": None,
            "counts": counts | {"all": len(found)},
        }

    @router.get("/requests.csv")
    async def as_csv() -> PlainTextResponse:
        return PlainTextResponse("Reference\n", media_type="text/csv")


def _one_request_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    def named(reference: str) -> Record:
        return _known(next((one for one in memory.requests if one["reference"] == reference), None))

    @router.get("/requests/{reference}")
    async def request(reference: str) -> Record:
        return named(reference)

    @router.post("/requests/{reference}/retry")
    async def retry(reference: str) -> Record:
        found = named(reference)
        found |= {"state": "delivered", "status_words": "received by the Service Desk",
                  "number": "REQ0010042", "cause": None, "can_retry": False}  # fmt: skip
        found["log"].append({"at": now(), "words": f"{ME['name']} tried again: delivered."})
        return found

    @router.post("/requests/{reference}/withdraw")
    async def withdraw(reference: str) -> Record:
        found = named(reference)
        found |= {"state": "ended", "status_words": "withdrawn", "can_retry": False,
                  "can_withdraw": False, "cause": None}  # fmt: skip
        return found


def _upkeep_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    @router.post("/disputes", status_code=201)
    async def dispute(body: Body) -> Record:
        entry, fact = body.all["entry"], body.all["fact"]
        answer = memory.answers.answer(entry, None, None)
        passages = [*answer["facts"], *answer["steps"]]
        text = next((one["text"] for one in passages if one["key"] == fact), fact)
        made = {**body.all, "id": len(memory.disputes) + 1, "title": answer["title"], "text": text,
                "by": ME["name"], "since": now(), "ended": None}  # fmt: skip
        memory.disputes.append(made)
        memory.answers.disputed[entry, fact] = {"since": now(), "count": 1}
        return made

    @router.get("/disputes")
    async def disputes(open: bool = False) -> Record:  # noqa: A002  (the contract's)
        return {"disputes": [one for one in memory.disputes if not (open and one["ended"])]}

    @router.post("/disputes/{number}/withdraw")
    async def withdraw(number: int) -> Record:
        found = next(one for one in memory.disputes if one["id"] == number)
        found["ended"] = now()
        memory.answers.disputed.pop((found["entry"], found["fact"]), None)
        return found

    @router.get("/misses")
    async def misses(days: int = 30) -> Record:
        at = "2026-11-28T14:05:00Z"

        def group(number: int, people: int, entry: str | None, *texts: tuple[str, str]) -> Record:
            examples = [{"text": text, "cause": cause, "at": at} for text, cause in texts]
            title = memory.knowledge.procedures[entry].title if entry else ""
            near = [{"entry": entry, "title": title}] if entry else []
            return {"id": number, "people": people, "messages": people + 2, "examples": examples,
                    "suggested": near}  # fmt: skip

        groups = [
            group(1, 7, "vpn_access", ("my token for remote work stopped", "refused"),
                  ("rsa fob is dead", "thumbs_down")),
            group(2, 3, None, ("who repairs the coffee machine", "refused")),
            group(3, 1, "website_unblock", ("site says forbidden by policy", "rephrased")),
        ]  # fmt: skip
        return {"groups": groups, "days": days, "total": 11}

    @router.get("/figures")
    async def figures(days: int = 30) -> Record:
        def outcomes(*counts: int) -> Record:
            return dict(zip(OUTCOMES, counts, strict=True))

        title = memory.knowledge.procedures["vpn_access"].title
        return {
            "days": days,
            "doors": [
                {"door": "web", "messages": 50, "outcomes": outcomes(31, 9, 5, 4, 6)},
                {"door": "teams", "messages": 18, "outcomes": outcomes(12, 3, 2, 1, 0)},
            ],
            "entries": [{"entry": "vpn_access", "title": title, "messages": 12,
                         "outcomes": outcomes(9, 2, 0, 1, 1)}],
            "agencies": [{"agency": "Transportation Cabinet", "messages": 21,
                          "outcomes": outcomes(15, 3, 2, 1, 2)}],
            "people": 37,
            "messages": 68,
        }  # fmt: skip


def _known(found: Record | None) -> Record:
    if found is None:
        raise ApiError("not_found")
    return found


def _request(reference: str, entry: str, title: str, state: str, words: str) -> Record:
    return {
        "reference": reference, "entry": entry, "title": title, "requester": "Rowan Example",
        "agency": "Transportation Cabinet", "state": state, "status": "handed_over",
        "status_words": words, "channel": "chat", "typed_by": None,
        "updated": "2026-11-29T15:04:00Z", "created": "2026-11-29T14:58:00Z", "number": None,
        "cause": None, "missing": [], "authorized": [], "deliveries": [],
        "fields": [{"label": "Website URL", "value": "https://maps.example.com"}],
        "log": [{"at": "2026-11-29T14:58:00Z", "words": "Rowan Example confirmed it."}],
        "conversation": [
            {"from": "user", "text": "a site is blocked", "at": "2026-11-29T14:55:00Z"},
            {"from": "assistant", "text": "I can draft the request with you. Which address is it?",
             "at": "2026-11-29T14:55:01Z"},
        ],
        "can_retry": False, "can_withdraw": state != "ended",
    }  # fmt: skip


def _requests(knowledge: KnowledgeBase) -> list[Record]:
    def of(reference: str, entry: str, state: str, words: str, **changes: Any) -> Record:
        title = knowledge.procedures[entry].title
        return _request(reference, entry, title, state, words) | changes

    cause = "ServiceNow refused the sign-in (401): check SERVICENOW_USER."
    delivery = {
        "recipient": "ServiceNow", "state": "failed", "attempts": 5, "error": cause,
        "number": None, "at": "2026-11-29T15:04:00Z",
    }  # fmt: skip
    return [
        of(FAILED, "website_unblock", "failed", "saved, couldn't be delivered",
           can_retry=True, cause=cause, deliveries=[delivery]),
        of("HD-7K2M4Q", "vpn_access", "approval", "waiting for approval",
           requester="Sage Example", agency="Department of Revenue", channel="chat"),
        of("HD-3N8P5R", "new_user_onboarding", "new", "saved, waiting to be sent",
           requester="Juniper Example", channel="phone", typed_by=ME["name"]),
        of("HD-5T9W2X", "storage_request", "delivered", "received by the Service Desk",
           number="REQ0010039", requester="Wren Example", agency="Department of Parks"),
        of("HD-8B4C6D", "shared_mailbox_access", "ended", "withdrawn", requester="Laurel Example"),
    ]  # fmt: skip
