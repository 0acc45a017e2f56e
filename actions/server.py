"""The action server process: wires the adapters, serves until told to stop."""

from dataclasses import dataclass

from rasa_sdk.executor import ActionExecutor

from actions.actions import ACTIONS
from actions.app import HEALTH, create_app
from actions.notices import DraftNotices
from actions.reply.delivery_methods import DeliveryMethods
from actions.services import Services
from common.clock import Clock
from common.database import Database, SchemaError, StoreError
from common.draining import drain_at_end
from common.listening_socket import socket_to_serve
from common.loopback import protect
from common.readiness import announce_server
from common.settings import SharedSettings
from contacts.registry import ContactRegistry
from contacts.settings import ContactSettings
from faq_kb.knowledge import Directory
from faq_kb.source import read_knowledge_base
from faq_kb.store import CachedKnowledge
from locales import load_catalog
from tickets.quota import DraftRate, Quota
from tickets.service import Tickets
from tickets.settings import DeliverySettings, DraftSettings


def executor(services: Services) -> ActionExecutor:
    """Every action, registered by the name that domain.yml uses."""
    registry = ActionExecutor()
    for action in ACTIONS:
        registry.register_action(action(services))
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
class ActionsSettings:
    """The settings of the action server.

    `sign_in`: whether the web page has a sign-in; `public_url`: where users reach the assistant.
    """

    shared: SharedSettings
    contacts: ContactSettings
    drafts: DraftSettings
    delivery: DeliverySettings
    sign_in: bool
    public_url: str


def serve(settings: ActionsSettings) -> None:
    """Answer Rasa's calls until the process is told to stop."""
    shared = settings.shared
    database = Database(shared.database_url, shared.database_pool_size)
    services = services_of(settings, database)
    app = create_app(executor(services), DraftNotices(services).of)
    secret, host = shared.engine_secret.get_secret_value(), shared.actions_host
    protect(app, secret, open_path=HEALTH, host=host)
    drain_at_end(app, shared.answer_timeout)
    announce_server(app)
    app.run(
        sock=socket_to_serve(host, shared.actions_port),
        single_process=True,
        access_log=False,
        motd=False,
        debug=False,
    )


def services_of(settings: ActionsSettings, database: Database) -> Services:
    """The adapters of the actions."""
    knowledge, clock = CachedKnowledge(database), Clock(settings.shared.time_zone)
    delivery, drafts = settings.delivery, settings.drafts
    return Services(
        catalog=load_catalog(settings.shared.locale),
        knowledge=knowledge,
        registry=ContactRegistry(database, clock),
        directory=apology_directory(knowledge),
        registry_public=settings.contacts.registry_public,
        sign_in=settings.sign_in,
        tickets=Tickets(database),
        delivery_methods=DeliveryMethods(
            delivery.methods, sign_in_required=delivery.handover_requires_sign_in
        ),
        public_url=settings.public_url,
        idle_days=drafts.idle_days,
        today=clock.today,
        quota=Quota(DraftRate.of(drafts.rate), DraftRate.of(drafts.address_rate)),
    )
