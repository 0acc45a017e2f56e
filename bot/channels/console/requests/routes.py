"""The routes of requests in the console: /procedures/{entry}/request and /requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from bot.channels.console.access import CHANNEL, Agent, agent_of
from bot.channels.console.calls.verdict import CallerAuthority
from bot.channels.console.requests.filing import LONGEST_ID, RefusedRequestError, RequestDesk
from bot.channels.console.requests.form import RequestForms, UnknownFieldError
from bot.channels.console.requests.queue import RequestQueue, UnknownCursorError
from bot.channels.console.requests.schemas import (
    LARGEST_PERSON,
    LONGEST_LINE,
    CheckRequest,
    FiledRequest,
    PageQuery,
    QueueQuery,
    RefusedFieldBody,
    RequestDetails,
    RequestForm,
    RequestLine,
    RequestPage,
    TypedRequest,
)
from bot.channels.web.api.errors import ApiError
from contacts.columns import CONTACT_ROLES
from contacts.listing import ListedPerson
from contacts.registry import ContactRegistry, Lookup
from faq_kb.knowledge import KnowledgeBase
from locales.errors import ErrorTexts
from tickets.draft import DraftError
from tickets.redelivery import NotFailedError
from tickets.reference import references_in
from tickets.store import UnknownDraftError
from tickets.typed_requests import KeyConflictError

# A response that is made here, with what the console's other ones have.
PRIVATE = {"Cache-Control": "no-store"}
Text = Annotated[str, Query(max_length=LONGEST_LINE)]
Person = Annotated[int | None, Query(ge=1, le=LARGEST_PERSON)]


@dataclass(frozen=True)
class RequestServices:
    """What the routes of requests need."""

    desk: RequestDesk
    forms: RequestForms
    queue: RequestQueue
    authority: CallerAuthority
    registry: ContactRegistry
    knowledge: Callable[[], KnowledgeBase]
    texts: ErrorTexts


def requests_router(services: RequestServices) -> APIRouter:
    """The form of a request, filing one, and the queue."""
    router = APIRouter()
    router.include_router(_form_router(services))
    router.include_router(_queue_router(services))
    return router


def _form_router(services: RequestServices) -> APIRouter:
    router = APIRouter()

    @router.get("/procedures/{entry}/request")
    async def form(
        request: Request,
        entry: str,
        agency: Text = "",
        person: Person = None,
        unlisted: bool = False,
    ) -> RequestForm:
        """The form of a procedure, with what is known of the caller."""
        agent = agent_of(request)

        def run() -> RequestForm:
            knowledge = _draftable(services, entry)
            found = _looked_up(services, person, agent)
            name = _agency_name(services, agency)
            form = services.forms.body(services.desk.prefill(entry, name, found, knowledge))
            place = services.registry.agencies().named(name) if name else None
            number = place.id if place else None
            call = services.authority.call(number, person, is_unlisted=unlisted)
            checked = call and services.authority.of(agent, knowledge.procedures[entry], call)
            return form.model_copy(update={"authority": checked})

        return await run_in_threadpool(run)

    @router.post("/requests/check")
    async def check(body: CheckRequest) -> RequestForm:
        """The fields that apply to the values so far, each value checked; nothing is stored."""

        def run() -> RequestForm:
            knowledge = _draftable(services, body.entry)
            procedure = knowledge.procedures[body.entry]
            return services.forms.body(services.forms.check(body.entry, procedure, body.values))

        return await _answered(run)

    @router.post("/requests", status_code=201, response_model=FiledRequest)
    async def file(request: Request, body: TypedRequest) -> Any:
        """File a request for the caller."""
        agent = agent_of(request)

        def run() -> FiledRequest:
            return services.desk.file(body, agent, _draftable(services, body.entry))

        try:
            return await _answered(run)
        except RefusedRequestError as error:
            return _refused(services.texts, error)

    return router


def _queue_router(services: RequestServices) -> APIRouter:
    router, queue = APIRouter(), services.queue

    @router.get("/requests")
    async def page(
        request: Request,
        query: Annotated[PageQuery, Query()],
    ) -> RequestPage:
        """A page of the queue, what changed last first."""
        agent = agent_of(request)

        def run() -> RequestPage:
            procedures = services.knowledge().procedures
            return queue.page(query.filter, query.after, query.limit, procedures, agent)

        return await _answered(run)

    @router.get("/requests.csv", response_class=Response)
    async def export(
        request: Request,
        query: Annotated[QueueQuery, Query()],
    ) -> StreamingResponse:
        """The same as a table for spreadsheets."""
        knowledge = await run_in_threadpool(services.knowledge)
        rows = queue.export(query.filter, knowledge.procedures, agent_of(request))
        headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="requests.csv"'}
        return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/requests/{reference}")
    async def show(request: Request, reference: str) -> RequestDetails:
        """Everything about a request."""
        return await _with(services, request, reference, queue.show)

    @router.post("/requests/{reference}/retry")
    async def retry(request: Request, reference: str) -> RequestLine:
        """Let what was given up wait again."""
        return await _with(services, request, reference, queue.retry)

    @router.post("/requests/{reference}/withdraw")
    async def withdraw(request: Request, reference: str) -> RequestLine:
        """End it; who has it is sent word."""
        return await _with(services, request, reference, queue.withdraw)

    return router


async def _with[Result](
    services: RequestServices,
    request: Request,
    typed: str,
    do: Callable[[str, Any, Agent], Result],
) -> Result:
    """Do something with the request of a reference, as somebody may type it."""
    agent, references = agent_of(request), references_in(typed)
    if len(references) != 1:
        raise ApiError("not_found")
    return await _answered(lambda: do(references[0], services.knowledge().procedures, agent))


async def _answered[Result](run: Callable[[], Result]) -> Result:
    """The result; what cannot be done is an error of the API."""
    try:
        return await run_in_threadpool(run)
    except UnknownDraftError as error:
        raise ApiError("not_found") from error
    except (DraftError, NotFailedError) as error:
        raise ApiError("not_possible") from error
    except KeyConflictError as error:
        raise ApiError("conflict") from error
    except UnknownFieldError as error:
        raise ApiError("invalid", values={"faults": f"values: no field {error}"}) from error
    except UnknownCursorError as error:
        raise ApiError("invalid", values={"faults": "after: no cursor of a page"}) from error


def _draftable(services: RequestServices, entry: str) -> KnowledgeBase:
    """The knowledge, if it has such a procedure and requests for it can be written."""
    knowledge = services.knowledge()
    procedure = knowledge.procedures.get(entry)
    if procedure is None or not procedure.can_draft:
        raise ApiError("not_found")
    return knowledge


def _looked_up(services: RequestServices, person: int | None, agent: Agent) -> ListedPerson | None:
    """The caller in the registry; each look-up is written to its audit."""
    if person is None:
        return None
    found = services.desk.caller(person)
    if found is None:
        raise ApiError("not_found")
    services.registry.record(Lookup(agent.id[:LONGEST_ID], CHANNEL), None, CONTACT_ROLES, 1)
    return found


def _agency_name(services: RequestServices, agency: str) -> str:
    """The name of an agency by its number; anything else is what somebody typed."""
    if not (agency.isascii() and agency.isdigit()):
        return agency
    found = services.registry.agencies().by_id.get(int(agency))
    return found.name if found else ""


def _refused(texts: ErrorTexts, error: RefusedRequestError) -> JSONResponse:
    """The error of the API, and beside it why each value was not taken."""
    faults = "; ".join(error.reasons.values())
    refused = [
        RefusedFieldBody(key=key, reason=reason).model_dump()
        for key, reason in error.reasons.items()
    ]
    said = {"code": "invalid", "message": texts.invalid.format(faults=faults)}
    return JSONResponse({"error": said, "refused": refused}, 422, headers=PRIVATE)
