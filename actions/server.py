"""The action server process: wires the adapters, serves on loopback."""

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.action_agency import ActionAgency
from actions.action_chat import ActionChat
from actions.action_clarify import ActionClarify
from actions.action_contacts import ActionContacts
from actions.action_facet import ActionFacet
from actions.action_fallback import ActionFallback
from actions.action_procedure import ActionProcedure
from actions.base import DeskAction
from actions.desk import Desk
from faq_kb.knowledge import Directory
from faq_kb.registry.registry import ContactRegistry
from faq_kb.source import read_knowledge_base
from faq_kb.store import CachedKnowledge, Database, StoreError

LOOPBACK = "127.0.0.1"
ACTIONS: tuple[type[DeskAction], ...] = (
    ActionAgency,
    ActionChat,
    ActionClarify,
    ActionContacts,
    ActionFacet,
    ActionFallback,
    ActionProcedure,
)


def executor(desk: Desk) -> ActionExecutor:
    """Every action, registered by the name that domain.yml uses."""
    registry = ActionExecutor()
    for action in ACTIONS:
        registry.register_action(action(desk))
    return registry


def apology_directory(knowledge: CachedKnowledge) -> Directory:
    """The directory to apologise from later: the stored one, else the editors' files."""
    try:
        return knowledge.current().directory
    except StoreError:
        return read_knowledge_base().directory


def serve(database_url: str, port: int, *, registry_public: bool) -> None:
    """Answer Rasa's calls until the process is told to stop."""
    database = Database(database_url)
    knowledge = CachedKnowledge(database)
    desk = Desk(
        knowledge,
        ContactRegistry(database),
        apology_directory(knowledge),
        registry_public=registry_public,
    )
    app = create_app(executor(desk), cors_origins=[])
    app.run(
        host=LOOPBACK,
        port=port,
        single_process=True,
        access_log=False,
        motd=False,
        debug=False,
    )
