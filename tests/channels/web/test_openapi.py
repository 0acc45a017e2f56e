"""The API does what its OpenAPI document says, whatever is sent (schemathesis)."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode

from bot.channels.web.security.limits import Limits
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from tests.support.web_app import WebAppFixture

# Never ends: tests/channels/web/test_events.py has it.
EVENTS = "GET /api/chat/events"
OPERATIONS = (
    "POST /api/session",
    "DELETE /api/session",
    "POST /api/chat",
    "POST /api/feedback",
    "GET /api/transcript",
    "GET /api/drafts/{reference}.eml",
    "GET /api/health",
    "GET /api/ready",
    "GET /api/live",
)
# Wrong data may be too large before anybody sees that it is wrong.
REFUSALS = [*map(str, (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429)), "5xx"]
CONFIG = {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
UNLIMITED = Limits(conversation="1000000/minute", address="1000000/minute")


@pytest.fixture(scope="module")
def web_app(
    tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase
) -> Iterator[WebAppFixture]:
    """The application with a conversation that exists."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('api') / 'test.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    yield WebAppFixture(database, limits=UNLIMITED)
    database.close()


@pytest.fixture
def bearer(web_app: WebAppFixture) -> str:
    return web_app.session_store.begin("bearer", {"conversation": "c", "visitor": "v"})


@pytest.fixture(scope="module")
def operations(web_app: WebAppFixture) -> dict[str, APIOperation]:
    """Every operation by its name, such as `POST /api/chat`."""
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", web_app.app, config=config)
    found = [result.ok() for result in schema.get_all_operations()]
    return {operation.label: operation for operation in found}


def test_the_document_names_every_operation(operations: dict[str, APIOperation]) -> None:
    assert set(operations) == {*OPERATIONS, EVENTS}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_documented(
    operations: dict[str, APIOperation], bearer: str, name: str, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {bearer}"}
    cases = operations[name].as_strategy(generation_mode=mode)

    @given(case=cases)
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def answered(case: Case) -> None:
        case.call_and_validate(headers=headers)

    try:
        answered()
    except Unsatisfiable:
        # There is nothing that it could be given wrongly.
        assert mode is GenerationMode.NEGATIVE
