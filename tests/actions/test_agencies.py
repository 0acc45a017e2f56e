"""Whose agency it is: the user's own, the caller's, or one that was only looked up."""

from collections.abc import Callable

import pytest

from actions.services import Services
from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]
PAT = {"id": "u1", "email": "pat@example.gov"}
LOOKUP, GIVE, CHECK = "agency_contact_lookup", "inform_agency", "contact_check"
REVENUE, KYTC, DOC = "Department of Revenue", "Transportation Cabinet", "Department of Corrections"


def agency_of_draft(conversation: Conversation, entry: str = "ssl_certificate") -> str | None:
    """The agency of a draft that is opened now."""
    opened = conversation.click(f'/draft_start{{"entry": "{entry}"}}')
    fields: dict[str, str] = opened["custom"]["draft"]["fields"]
    return fields.get("agency")


@pytest.mark.parametrize("user", [None, PAT], ids=["anonymous", "signed in"])
def test_an_agency_that_is_looked_up_never_reaches_a_draft(
    talk: Talk, user: dict[str, str] | None
) -> None:
    conversation = talk(**({"user": user} if user else {}))
    conversation.say("I work for the Department of Revenue", GIVE)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    answer = conversation.say("i need a ssl certificate", "ssl_certificate")
    assert "Transportation" not in answer["text"]
    assert agency_of_draft(conversation) == REVENUE


@pytest.mark.parametrize("user", [None, PAT], ids=["anonymous", "signed in"])
def test_a_draft_asks_for_the_agency_after_a_look_up(
    talk: Talk, user: dict[str, str] | None
) -> None:
    conversation = talk(**({"user": user} if user else {}))
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    conversation.say("i need a ssl certificate for KYTC", "ssl_certificate")
    assert agency_of_draft(conversation) is None
    assert "agency" in conversation.replies[-1]["custom"]["draft"]["missing"]


def test_who_signs_for_me_is_about_my_agency(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Revenue", GIVE)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    assert conversation.say("who signs for me", LOOKUP)["custom"]["agency"] == REVENUE


def test_who_signs_for_me_asks_for_my_agency_after_a_look_up(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    asked = conversation.say("who signs for me", LOOKUP)
    assert asked["custom"]["asked"] == "agency"
    assert "Which agency do you work for?" in asked["text"]
    assert conversation.say("Revenue", GIVE)["custom"]["agency"] == REVENUE
    assert agency_of_draft(conversation) == REVENUE


def test_a_look_up_goes_on_by_name(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Revenue", GIVE)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    other_role = conversation.say("and compliance?", "contact_role_compliance")
    assert other_role["text"].startswith(f"At {KYTC}: Elm Vireo (Compliance Contact)")
    other_agency = conversation.say("and at corrections?", LOOKUP)
    assert other_agency["text"].startswith(f"At {DOC}: Phoebe Mistletoe (Compliance Contact)")
    bare = conversation.say("Revenue", GIVE)
    assert (bare["custom"]["agency"], bare["custom"]["role"]) == (REVENUE, "compliance")


def test_a_look_up_is_over_with_the_next_question(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    conversation.say("how do I get VPN access?", "vpn_access")
    asked = conversation.say("who is the security contact", LOOKUP)
    assert asked["custom"]["asked"] == "agency"


def test_a_follow_up_is_about_the_agency_that_its_procedure_was_asked_for(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Revenue", GIVE)
    conversation.say("i need a ssl certificate for KYTC", "ssl_certificate")
    assert f"At {KYTC}: " in conversation.say("who signs it?", "facet_requesters")["text"]
    conversation.say("how do I get VPN access?", "vpn_access")
    assert f"At {REVENUE}: " in conversation.say("who signs it?", "facet_requesters")["text"]


def test_a_name_alone_that_nobody_asked_for_is_looked_up(talk: Talk) -> None:
    conversation = talk(user=PAT)
    assert conversation.say("KYTC", GIVE)["custom"]["agency"] == KYTC
    assert agency_of_draft(conversation) is None


@pytest.mark.parametrize("text", ["my wife works at Revenue", "she works at Revenue"])
def test_where_others_work_is_not_where_the_user_works(talk: Talk, text: str) -> None:
    conversation = talk(user=PAT)
    conversation.say(text, GIVE)
    assert agency_of_draft(conversation) is None


def test_another_question_is_no_answer_to_ours(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("who is our security contact?", LOOKUP)
    conversation.say("who is the HR contact at KYTC?", LOOKUP)
    assert agency_of_draft(conversation) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("who signs for the department of magic", "department of magic"),
        ("who can sign at kyova", "kyova"),
        ("does kyova have a security contact", "kyova"),
        ("kyova hr", "kyova"),
        ("HR contact of the Kentucky Pawpaw Authority?", "Kentucky Pawpaw Authority"),
        ("who signs for the Bureau of Covered Bridges", "Bureau of Covered Bridges"),
    ],
)
def test_an_unknown_agency_is_never_the_remembered_one(talk: Talk, text: str, name: str) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Revenue", GIVE)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    answer = conversation.say(text, LOOKUP)
    assert answer["custom"]["agency"] is None
    assert f'I don\'t know an agency called "{name}".' in answer["text"]
    assert answer["custom"]["contacts"] == []


def test_the_nearest_names_are_buttons_that_look_up(talk: Talk) -> None:
    conversation = talk(user=PAT)
    asked = conversation.say("security contact of the ministry of transport", LOOKUP)
    assert asked["buttons"][0]["title"] == KYTC
    found = conversation.click(asked["buttons"][0])
    assert (found["custom"]["agency"], found["custom"]["role"]) == (KYTC, "security")
    assert agency_of_draft(conversation) is None


def test_an_unknown_own_agency_is_chosen_as_the_own(talk: Talk) -> None:
    conversation = talk(user=PAT)
    asked = conversation.say("I work for the Ministry of Transport", GIVE)
    assert 'called "Ministry of Transport"' in asked["text"]
    conversation.click(asked["buttons"][0])
    assert agency_of_draft(conversation) == KYTC


@pytest.mark.parametrize("text", ["does dor have a security contact", "dor security"])
def test_acronyms_are_known_in_small_letters(talk: Talk, text: str) -> None:
    conversation = talk(user=PAT)
    conversation.say("security contact of KYTC", LOOKUP)
    answer = conversation.say(text, "contact_role_security")
    assert (answer["custom"]["agency"], answer["custom"]["role"]) == (REVENUE, "security")


@pytest.mark.parametrize(
    ("text", "intent", "agency", "role"),
    [
        ("HR at corrections", LOOKUP, DOC, "hr"),
        ("security contact of revenue", "clarify", REVENUE, "security"),
        ("transportation hr contact phone", "nlu_fallback", KYTC, "hr"),
        ("corrections hr", "facet_requesters", DOC, "hr"),
    ],
)
def test_few_words_are_a_look_up_whatever_they_are_taken_for(
    talk: Talk, text: str, intent: str, agency: str, role: str
) -> None:
    conversation = talk(user=PAT)
    conversation.say("how do I get VPN access?", "vpn_access")
    answer = conversation.say(text, intent, choices=["contact_role_security", "vpn_access"])
    assert (answer["custom"]["agency"], answer["custom"]["role"]) == (agency, role)


def test_the_own_agency_of_a_signed_in_user_is_known_next_time(talk: Talk) -> None:
    talk(user=PAT).say("I work for the Department of Revenue", GIVE)
    later = talk("later", user=PAT)
    assert later.say("who is our security contact?", LOOKUP)["custom"]["agency"] == REVENUE
    other = talk("other", user={"id": "u2", "email": "kim@example.gov"})
    assert other.say("who is our security contact?", LOOKUP)["custom"]["asked"] == "agency"


def test_a_look_up_is_not_known_next_time(talk: Talk) -> None:
    talk(user=PAT).say("who is the security contact of KYTC?", LOOKUP)
    later = talk("later", user=PAT)
    assert later.say("who is our security contact?", LOOKUP)["custom"]["asked"] == "agency"


def test_a_caller_s_agency_ends_with_the_conversation(talk: Talk) -> None:
    agent = {"user": {"id": "a1", "email": "agent@example.gov"}, "audience": "agent"}
    conversation = talk(**agent)
    conversation.say("caller is at Corrections", GIVE)
    assert f"At {DOC}: " in conversation.say("vpn", "vpn_access")["text"]
    later = talk("later", **agent)
    assert "At Department" not in later.say("vpn", "vpn_access")["text"]
    conversation.new_session()
    assert "At Department" not in conversation.say("vpn", "vpn_access")["text"]


def test_a_caller_s_agency_is_never_stored(talk: Talk) -> None:
    user = {"id": "a1", "email": "agent@example.gov"}
    talk(user=user, audience="agent").say("caller is at Corrections", GIVE)
    as_employee = talk("later", user=user)
    assert as_employee.say("who is our HR contact?", LOOKUP)["custom"]["asked"] == "agency"


def test_the_next_caller_begins_with_nothing(talk: Talk) -> None:
    conversation = talk(audience="agent")
    conversation.say("caller is at Corrections", GIVE)
    conversation.say("vpn", "vpn_access")
    conversation.click('/draft_start{"entry": "vpn_access"}')
    assert conversation.loop == "draft_form"
    said = conversation.say("next caller", "next_caller")
    assert (said["custom"]["type"], said["custom"]["intent"]) == ("chat", "next_caller")
    assert conversation.loop is None
    assert not any(conversation.slots.values())
    assert "At Department" not in conversation.say("vpn", "vpn_access")["text"]


def test_an_agent_s_own_agency_is_not_the_caller_s(talk: Talk) -> None:
    user = {"id": "a1", "email": "agent@example.gov", "agency": DOC}
    agent = talk(user=user, audience="agent")
    assert "At Department" not in agent.say("vpn", "vpn_access")["text"]
    employee = talk("other", user=user)
    assert f"At {DOC}: " in employee.say("vpn", "vpn_access")["text"]


def test_a_question_about_another_agency_fills_in_no_draft(talk: Talk) -> None:
    conversation = talk(user={**PAT, "name": "Pat Example"})
    conversation.say("i need a ssl certificate", "ssl_certificate")
    conversation.click('/draft_start{"entry": "ssl_certificate"}')
    conversation.click('/draft_change{"item": "agency"}')
    conversation.say("who is the agency contact for KYTC?", LOOKUP)
    assert conversation.replies[0]["custom"]["agency"] == KYTC
    assert "agency" not in conversation.replies[-1]["custom"]["draft"]["fields"]
    answered = conversation.say("Department of Revenue", GIVE)
    assert answered["custom"]["draft"]["fields"]["agency"] == REVENUE


def test_the_agency_of_the_listing_alone_says_whether_it_is_consolidated(talk: Talk) -> None:
    conversation = talk()
    assert "Yes." in conversation.say("is DOC consolidated", LOOKUP)["text"]
    auditor = conversation.say("is the Auditor of Public Accounts consolidated", LOOKUP)
    assert auditor["text"].startswith("No.")


def test_people_of_a_whole_cabinet_are_named_with_it(services: Services, talk: Talk) -> None:
    agencies = services.registry.agencies().by_id.values()
    covered = next(
        agency
        for agency in agencies
        if any(row.agency != agency.name for row in services.registry.authorized(agency))
    )
    answer = talk(user=PAT).say(f"contacts of the {covered.name}", LOOKUP)
    assert {one["agency"] for one in answer["custom"]["contacts"]} == {
        covered.name,
        covered.cabinet,
    }
    assert f", {covered.cabinet})" in answer["text"]
