"""The action server process: wires the adapters, serves on loopback."""

from collections.abc import Callable
from dataclasses import dataclass

from rasa_sdk.executor import ActionExecutor

from actions.action_agency import ActionAgency
from actions.action_chat import ActionChat
from actions.action_clarify import ActionClarify
from actions.action_contact_check import ActionContactCheck
from actions.action_contacts import ActionContacts
from actions.action_draft import ActionDraft
from actions.action_facet import ActionFacet
from actions.action_fallback import ActionFallback
from actions.action_next_caller import ActionNextCaller
from actions.action_procedure import ActionProcedure
from actions.app import ActionServer, create_app
from actions.base import DeskAction
from actions.desk import Desk
from actions.reply.handing import Handing
from actions.validate_draft_form import ValidateDraftForm
from common.clock import Clock
from common.database import Database, SchemaError, StoreError
from contacts.registry import ContactRegistry
from faq_kb.knowledge import Directory
from faq_kb.source import read_knowledge_base
from faq_kb.store import CachedKnowledge
from tickets.quota import Quota
from tickets.service import Tickets

LOOPBACK = "127.0.0.1"
ACTIONS: tuple[type[DeskAction], ...] = (
    ActionAgency,
    ActionChat,
    ActionClarify,
    ActionContactCheck,
    ActionContacts,
    ActionDraft,
    ActionFacet,
    ActionFallback,
    ActionNextCaller,
    ActionProcedure,
    ValidateDraftForm,
)


def executor(desk: Desk) -> ActionExecutor:
    """Every action, registered by the name that domain.yml uses."""
    registry = ActionExecutor()
    for action in ACTIONS:
        registry.register_action(action(desk))
    return registry


def apology_directory(knowledge: CachedKnowledge) -> Directory:
    """The directory to apologise from later: the stored one, else the editors' files.

    Raises SchemaError: that will not be better later.
    """
    try:
        return knowledge.current().directory
    except SchemaError:
        raise
    except StoreError:
        return read_knowledge_base().directory


@dataclass(frozen=True)
class ActionsConfig:
    """What the process is started with; `idle_days`: how long an untouched draft is kept."""

    database_url: str
    port: int
    registry_public: bool
    sign_in: bool
    handing: Handing
    public_url: str
    idle_days: int
    time_zone: str
    quota: Quota


def serve(config: ActionsConfig, protect: Callable[[ActionServer], None]) -> None:
    """Answer Rasa's calls until the process is told to stop; `protect` guards the application."""
    database = Database(config.database_url)
    knowledge = CachedKnowledge(database)
    clock = Clock(config.time_zone)
    desk = Desk(
        knowledge=knowledge,
        registry=ContactRegistry(database, clock),
        directory=apology_directory(knowledge),
        registry_public=config.registry_public,
        sign_in=config.sign_in,
        tickets=Tickets(database),
        handing=config.handing,
        public_url=config.public_url,
        idle_days=config.idle_days,
        today=clock.today,
        quota=config.quota,
    )
    app = create_app(executor(desk))
    protect(app)
    app.run(
        host=LOOPBACK,
        port=config.port,
        single_process=True,
        access_log=False,
        motd=False,
        debug=False,
    )
