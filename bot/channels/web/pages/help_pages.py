"""The HTML of the catalog pages: all entries by topic, one entry, what a search finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.channels.help_addresses import HELP, REPORT, help_page
from bot.channels.search.hits import SearchHit
from bot.channels.web.branding.brand import Brand
from bot.channels.web.pages.help_view import FactSection, HelpView
from bot.channels.web.pages.rendering import read_help_assets, templates
from faq_kb.answers import form_ref, procedure_reply
from faq_kb.contract import FallbackReply, PhoneRef, ProcedureReply
from faq_kb.knowledge import KnowledgeBase
from locales import Catalog


@dataclass(frozen=True)
class HelpEntryLink:
    """A question that leads to its page; `summary`: a sentence about the answer."""

    question: str
    address: str
    summary: str


@dataclass(frozen=True)
class HitView:
    """A hit of a search: an entry, or a form with the entries that use it."""

    entry: HelpEntryLink | None
    form: str
    users: tuple[HelpEntryLink, ...]


@dataclass(frozen=True)
class TopicView:
    """A topic with its entries."""

    key: str
    title: str
    entries: tuple[HelpEntryLink, ...]


class HelpPages:
    """Renders the pages; raises PageError when their style is not built.

    `public_url`: where the pages are for everybody, for their canonical addresses.
    """

    def __init__(
        self, dist: Path, catalog: Catalog, public_url: str = "", brand: Brand | None = None
    ) -> None:
        self._catalog = catalog
        self._brand = brand or Brand()
        self._view = HelpView(catalog.labels)
        self._public_url = public_url
        self._assets = read_help_assets(dist)
        self._templates = templates()

    def index(self, knowledge: KnowledgeBase, phones: Sequence[PhoneRef]) -> str:
        """All entries by topic."""
        topics = _topics(knowledge, self._catalog.help.other)
        return self._render("help_index", HELP, phones, topics=topics)

    def results(
        self,
        query: str,
        hits: Sequence[SearchHit],
        knowledge: KnowledgeBase,
        phones: Sequence[PhoneRef],
    ) -> str:
        """What a search has found."""
        known = {*knowledge.procedures, *knowledge.directory.forms}
        found = [self._hit(hit, knowledge) for hit in hits if hit.key in known]
        # What stands below its form is not listed again.
        told = {user for hit in found for user in hit.users}
        shown = [hit for hit in found if hit.entry not in told]
        return self._render("help_results", None, phones, query=query, hits=shown)

    def entry(self, entry: str, knowledge: KnowledgeBase, desk: FallbackReply) -> str:
        """The page of an entry; `desk` hears of wrong facts. Raises KeyError for an unknown one."""
        reply = procedure_reply(knowledge, entry, confidence=1.0)
        sections: tuple[FactSection, ...] = self._view.sections(reply)
        topic = knowledge.directory.topics.get(knowledge.procedures[entry].topic)
        return self._render(
            "help_entry",
            help_page(entry),
            desk.phones,
            reply=reply,
            report=self._report(reply, desk),
            first=self._view.first(reply),
            sections=sections,
            source=self._view.source(reply.source),
            topic=topic and (knowledge.procedures[entry].topic, topic.title),
        )

    def _report(self, reply: ProcedureReply, desk: FallbackReply) -> str:
        """How to report a wrong fact; empty where the Service Desk has no e-mail address."""
        email = desk.send_to[0].email
        subject = self._catalog.help.report_subject.format(title=reply.title)
        return f"mailto:{email}?subject={quote(subject)}" if email else ""

    def notice(self, title: str, text: str, phones: Sequence[PhoneRef]) -> str:
        """A page that says one thing, with the search box."""
        return self._render("help_notice", None, phones, notice_title=title, notice=text)

    def _render(
        self, name: str, address: str | None, phones: Sequence[PhoneRef], **values: object
    ) -> str:
        context: Mapping[str, object] = {
            "lang": self._catalog.labels.lang,
            "words": self._catalog.help,
            "assets": self._assets,
            "brand": self._brand,
            "report_id": REPORT,
            "canonical": address and f"{self._public_url}{address}",
            "call": self._catalog.help.call.format(phones=self._view.phones(list(phones))),
            "help": HELP,
            "query": "",
            **values,
        }
        return self._templates.get_template(f"{name}.html.j2").render(context)

    def _hit(self, hit: SearchHit, knowledge: KnowledgeBase) -> HitView:
        if hit.kind == "procedure":
            return HitView(_link(hit.key, knowledge), "", ())
        users = [
            _link(entry, knowledge)
            for entry, procedure in knowledge.procedures.items()
            if any(use.number == hit.key for use in procedure.forms)
        ]
        form = form_ref(hit.key, knowledge.directory)
        return HitView(None, self._view.form(form), tuple(users))


def _topics(knowledge: KnowledgeBase, other: str) -> list[TopicView]:
    """The topics in their order; what has none comes last."""
    titles = {key: topic.title for key, topic in knowledge.directory.topics.items()}
    entries: dict[str, list[str]] = {key: [] for key in titles}
    for entry, procedure in knowledge.procedures.items():
        entries.setdefault(procedure.topic, []).append(entry)
    return [
        TopicView(key, titles.get(key, other), tuple(_link(entry, knowledge) for entry in found))
        for key, found in entries.items()
        if found
    ]


def _link(entry: str, knowledge: KnowledgeBase) -> HelpEntryLink:
    procedure = knowledge.procedures[entry]
    return HelpEntryLink(procedure.question, help_page(entry), procedure.summary)
