"""People in answers, through the real servers: remembered for next time, audited."""

import uuid

from sqlalchemy import select

from common.database import Database
from contacts.tables import LookupRow
from tests.support.assistant import RunningAssistant


def test_the_agency_of_a_signed_in_user_is_known_next_time(assistant: RunningAssistant) -> None:
    user = {"id": f"user-{uuid.uuid4()}", "email": "nobody@example.gov"}
    assistant.ask("I moved to KYTC", user=user)
    later = assistant.ask("who is our security contact?", user=user)
    assert later["custom"]["agency"] == "Transportation Cabinet"
    other = assistant.ask("who is our security contact?", user={**user, "id": "somebody-else"})
    assert other["custom"]["asked"] == "agency"


def test_the_front_door_may_know_the_agency(assistant: RunningAssistant) -> None:
    user = {"id": f"user-{uuid.uuid4()}", "agency": "Transportation Cabinet"}
    answer = assistant.ask("we need an internet connection at a new field office", user=user)
    assert [person["name"] for person in answer["custom"]["authorized"]] == ["Cyan Blackthorn"]


def test_every_look_up_of_people_is_audited_without_text(assistant: RunningAssistant) -> None:
    user = {"id": f"user-{uuid.uuid4()}", "email": "nobody@example.gov"}
    assistant.ask("who is the security contact for KYTC?", user=user, channel="web")
    assistant.ask("is Elm Vireo an IT contact?", user=user, channel="web")
    database = Database(assistant.database_url)
    with database.session() as session:
        found = session.scalars(select(LookupRow).where(LookupRow.user == user["id"])).all()
        columns = {column.name for column in LookupRow.__table__.columns}
    database.close()
    assert [(row.channel, row.roles, row.shown) for row in found] == [
        ("web", "security", 1),
        ("web", "compliance", 1),
    ]
    assert columns == {"id", "at", "user", "channel", "agency_id", "roles", "shown"}
