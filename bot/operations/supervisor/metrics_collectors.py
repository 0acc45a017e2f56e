"""What a look at each scrape tells: which processes live, what answers, what the store has."""

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from common.database import Database, StoreError, aware
from common.telemetry import presence
from contacts.tables import ImportRow
from faq_kb.store.tables import PublicationRow
from tickets.delivery.worker import place_of
from tickets.draft import Status
from tickets.outbox import DeliveryState
from tickets.tables import DraftRow, OutboxRow

logger = logging.getLogger(__name__)

# As /api/health names them, and the web app itself.
PARTS = ("web", "engine", "actions", "conversations", "store")
PROCESSES = ("web", "engine", "actions", "delivery")
UNDELIVERED = (DeliveryState.WAITING, DeliveryState.FAILED)
HEALTH_TIMEOUT_S = 3.0


class CarefulCollector(Collector):
    """Another collector, whose fault costs its own metrics only, and is one line in the log."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def collect(self) -> Iterator[Metric]:
        """What it collects; nothing when it fails."""
        try:
            found = [*self._collector.collect()]
        except StoreError as error:
            logger.error("metrics of the store are missing: %s", error)
            return
        except Exception as error:
            kind = type(self._collector).__name__
            logger.error("metrics are missing (%s): %s", kind, place_of(error))
            return
        yield from found


class ProcessCollector(Collector):
    """The processes of this host that live; takes the gauges of dead ones out of the count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """A number for each kind of process, 0 for one that is gone."""
        for number in presence.remove_dead(self._folder):
            mark_process_dead(number, str(self._folder))  # type: ignore[no-untyped-call]
        alive = presence.living(self._folder)
        family = GaugeMetricFamily(
            "helpdesk_processes_alive", "Processes that live.", labels=["process"]
        )
        for process in PROCESSES:
            family.add_metric([process], alive[process])
        yield family


class HealthCollector(Collector):
    """Asks the web app what answers, as load balancers do."""

    def __init__(self, url: str) -> None:
        self._url = url

    def collect(self) -> Iterator[Metric]:
        """1 or 0 for each part; all are 0 while the web app does not answer."""
        missing = self._missing()
        family = GaugeMetricFamily(
            "helpdesk_part_up", "Whether a part of the assistant answers.", labels=["part"]
        )
        for part in dict.fromkeys([*PARTS, *missing]):
            family.add_metric([part], part not in missing)
        yield family

    def _missing(self) -> list[str]:
        try:
            response = httpx.get(self._url, timeout=HEALTH_TIMEOUT_S, trust_env=False)
            return [str(part) for part in response.json()["unavailable"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return list(PARTS)


class StoreCollector(Collector):
    """Counts in the database; while it cannot be used its metrics are missing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        """Drafts, outbox, and when contacts and knowledge were renewed."""
        with self._database.session() as session:
            yield from _counts(session)
            yield from _times(session)


def _counts(session: Session) -> Iterator[Metric]:
    drafts = GaugeMetricFamily("helpdesk_drafts", "Drafts by state.", labels=["state"])
    _fill(drafts, session, DraftRow.status, Status)
    yield drafts
    outbox = GaugeMetricFamily(
        "helpdesk_outbox_messages", "Messages of the outbox by state.", labels=["state"]
    )
    _fill(outbox, session, OutboxRow.state, DeliveryState)
    yield outbox


def _fill(
    family: GaugeMetricFamily,
    session: Session,
    state: InstrumentedAttribute[str],
    states: type[Status | DeliveryState],
) -> None:
    rows = session.execute(select(state, func.count()).group_by(state))
    found = {value: count for value, count in rows}  # noqa: C416  (rows are not pairs to mypy)
    for one in states:
        family.add_metric([one.value], found.get(one.value, 0))


def _times(session: Session) -> Iterator[Metric]:
    """Moments, not ages: Prometheus' `time()` less the moment is the age at any time."""
    undelivered = OutboxRow.state.in_(UNDELIVERED)
    oldest = select(func.min(OutboxRow.created_at)).where(undelivered)
    moments = {
        "helpdesk_outbox_oldest_timestamp_seconds": (
            "When the oldest message that is not delivered came into the outbox.",
            session.scalar(oldest),
        ),
        "helpdesk_contact_listing_timestamp_seconds": (
            "When contacts were last imported.",
            session.scalar(select(func.max(ImportRow.at))),
        ),
        "helpdesk_knowledge_timestamp_seconds": (
            "When the knowledge base was last published.",
            session.scalar(select(func.max(PublicationRow.at))),
        ),
    }
    for name, (documentation, moment) in moments.items():
        family = GaugeMetricFamily(name, documentation)
        if moment is not None:
            family.add_metric([], _seconds(moment))
        yield family


def _seconds(moment: dt.datetime) -> float:
    return aware(moment).timestamp()
