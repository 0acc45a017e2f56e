"""The console's API for tests of its page: the contract's answers from a small memory."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Depends, Request

from bot.channels.web.api.errors import ApiError
from bot.channels.web.security.request_guard import CONSOLE_PATH
from faq_kb.knowledge import KnowledgeBase
from tests.browser.console_data import Answers, Listing, Record
from tests.browser.console_search import found_hits, has_words

ME = {"name": "Alex Example", "email": "alex@example.gov"}
FAILED = "HD-FA11ED"
OUTCOMES = ("answered", "one_click", "refused", "handed_over", "came_back")


@dataclass
class ConsoleMemory:
    """What the tests look at, and may set; `door`: None lets everybody in."""

    knowledge: KnowledgeBase
    door: str | None = None
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listing = Listing()
        self.answers = Answers(self.knowledge, self.listing)
        self.requests = _requests(self.knowledge)

    def form(self, entry: str, authority: Record | None) -> Record:
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
                "value": "",
                "refused": None,
                "group": "request",
            }
            for item in one.include
        ]
        note = {"key": "notes", "label": "Notes", "question": "", "help": "", "type": "long_text",
                "choices": [], "required": False, "value": "",
                "refused": None, "group": "notes"}  # fmt: skip
        return {
            "entry": entry,
            "title": one.title,
            "fields": [*fields, note],
            "authority": authority,
        }


def console_api(memory: ConsoleMemory) -> APIRouter:
    """The routes that its tests come by."""

    async def admit(request: Request) -> None:
        memory.asked.append(f"{request.method} {request.url.path}")
        if memory.door:
            raise ApiError("unauthorized" if memory.door == "unauthorized" else "forbidden")

    router = APIRouter(prefix=CONSOLE_PATH, dependencies=[Depends(admit)])
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
    async def callers(q: str) -> Record:
        found = [one for one in listing.people.values() if has_words(q, one["name"], one["email"])]
        return {"candidates": found[:8]}

    @router.get("/callbacks")
    async def called_back() -> Record:
        return {"called_back_at": None, "by": None}


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


def _request_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    @router.get("/procedures/{entry}/request")
    async def form(entry: str, agency: int | None = None, person: int | None = None) -> Record:
        one = memory.knowledge.procedures[entry]
        return memory.form(entry, memory.answers.authority(one, agency, person))

    @router.get("/requests")
    async def requests(state: str = "all") -> Record:
        found = memory.requests
        states = [one["state"] for one in found]
        counts = {
            one: states.count(one) for one in ("new", "approval", "failed", "delivered", "ended")
        }
        return {
            "requests": [one for one in found if state in ("all", one["state"])],
            "next": None,
            "counts": counts | {"all": len(found)},
        }


def _one_request_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    def named(reference: str) -> Record:
        return _known(next((one for one in memory.requests if one["reference"] == reference), None))

    @router.get("/requests/{reference}")
    async def request(reference: str) -> Record:
        return named(reference)


def _upkeep_routes(router: APIRouter, memory: ConsoleMemory) -> None:
    @router.get("/disputes")
    async def disputes() -> Record:
        return {"disputes": []}

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
           requester="Sage Example", agency="Department of Revenue"),
        of("HD-3N8P5R", "new_user_onboarding", "new", "saved, waiting to be sent",
           requester="Juniper Example", channel="phone", typed_by=ME["name"]),
        of("HD-5T9W2X", "storage_request", "delivered", "received by the Service Desk",
           number="REQ0010039", requester="Wren Example", agency="Department of Parks"),
        of("HD-8B4C6D", "shared_mailbox_access", "ended", "withdrawn", requester="Laurel Example"),
    ]  # fmt: skip
