"""The bodies of the routes about callers and agencies."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bot.channels.web.api.schemas import StrictBody
from contacts.listing import ListedAuthorization, ListedPeople, ListedPerson
from contacts.queries import Agency
from faq_kb.model import Role
from locales import Labels

# open: anybody may. authorized, partly (for what the role's note says), not_authorized: of the
# person given. unknown: the listing cannot tell. agency_only: nobody was given.
Verdict = Literal["open", "authorized", "partly", "not_authorized", "unknown", "agency_only"]
MOST_ID = 2**31 - 1
Number = Annotated[int, Field(ge=1, le=MOST_ID)]


class AuthorizationBody(BaseModel):
    """A role at an agency; `source` is the listing, `imported` the day of its import."""

    role: Role
    role_title: str
    agency: str
    since: dt.date | None
    until: dt.date | None
    verified: dt.date | None
    source: str
    imported: dt.date | None


class AgencyRef(BaseModel):
    """An agency by number and name."""

    id: int
    name: str


class CallerBody(BaseModel):
    """A person of the registry; `agency` is the one that all of the authorizations are for."""

    person: int | None
    name: str
    email: str
    phone: str
    title: str
    agency: AgencyRef | None
    authorizations: list[AuthorizationBody]


class CandidatesBody(BaseModel):
    """Who may be calling; nobody is picked."""

    candidates: list[CallerBody]


class AgencyLine(BaseModel):
    """An agency, and what tells it from another."""

    id: int
    name: str
    acronym: str
    cabinet: str


class AgenciesBody(BaseModel):
    """The agencies that a text may mean, best first."""

    agencies: list[AgencyLine]


class AgencyPeople(AgencyLine):
    """An agency with everybody who may act for it, by role; `gaps`: roles without anybody."""

    consolidated: bool | None
    people: list[CallerBody]
    gaps: list[Role]


class CallbackRequest(StrictBody):
    """The person was called back at the number on record, for an entry or for none."""

    person: Number
    entry: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class CallbackBody(BaseModel):
    """The newest call back of the last 24 hours."""

    called_back_at: dt.datetime | None
    by: str | None


class CallBackNumber(BaseModel):
    """The number on record, and whose it is."""

    phone: str
    label: str


class AuthorityBody(BaseModel):
    """Whether the caller may ask; `sentence` can be read aloud.

    `authorizations`: the caller's that count; `who`: everybody who may ask at the agency.
    """

    verdict: Verdict
    sentence: str
    authorizations: list[AuthorizationBody]
    who: list[CallerBody]
    call_back: CallBackNumber | None
    sample: bool


class CallerBodies:
    """Writes people of the listing as bodies."""

    def __init__(self, listing: ListedPeople, labels: Labels) -> None:
        self._listing, self._labels = listing, labels

    def caller(self, person: ListedPerson) -> CallerBody:
        """The person with what counts today; of the agency where they were listed, else."""
        in_force = person.valid_on(self._listing.today())
        return self.with_only(person, in_force, in_force or person.recorded)

    def with_only(
        self,
        person: ListedPerson,
        authorizations: Sequence[ListedAuthorization],
        listed: Sequence[ListedAuthorization] = (),
    ) -> CallerBody:
        """The person with these authorizations alone; `listed`: what tells their agency."""
        agencies = {one.agency_id: one.agency for one in listed or authorizations}
        number, name = next(iter(agencies.items()), (0, ""))
        return CallerBody(
            person=person.id,
            name=person.name,
            email=person.email,
            phone=person.phone,
            title=person.title,
            agency=AgencyRef(id=number, name=name) if len(agencies) == 1 else None,
            authorizations=[*map(self.authorization, authorizations)],
        )

    def authorization(self, one: ListedAuthorization) -> AuthorizationBody:
        """An authorization with its listing."""
        return AuthorizationBody(
            role=one.role,
            role_title=self._labels.roles[one.role],
            agency=one.agency,
            since=one.valid_from,
            until=one.valid_until,
            verified=one.verified,
            source=one.source or one.file,
            imported=self._listing.day_of(one.imported_at),
        )


def agency_line(agency: Agency) -> AgencyLine:
    """An agency as a list shows it."""
    return AgencyLine(
        id=agency.id, name=agency.name, acronym=agency.acronym, cabinet=agency.cabinet
    )
