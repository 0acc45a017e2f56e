"""Drafts are found by reference and requester, on both databases, and not once they are erased."""

from common.database import Database
from tests.support.drafts import new_draft
from tickets import store
from tickets.search import begun_by_reference, requested_by


def test_drafts_by_reference_and_requester(database: Database) -> None:
    with database.session() as session:
        first = store.insert(session, new_draft(fields={"requester_name": "Jo O'Hara"}))
        second = store.insert(session, new_draft(fields={"requester_name": "Kim Jones"}))
        store.insert(session, new_draft())

    def found(*words: str) -> list[str]:
        with database.session() as session:
            return [draft.reference for draft in requested_by(session, words)]

    with database.session() as session:
        (whole,) = begun_by_reference(session, first.reference)
        assert whole.requester.name == "Jo O'Hara"
        assert first.reference in {
            draft.reference for draft in begun_by_reference(session, first.reference[:4])
        }
        assert len(begun_by_reference(session, "HD-")) == 3
        assert begun_by_reference(session, "HD-%") == []
    assert found("jo") == [second.reference, first.reference]
    assert found("hara") == found("jo", "ha") == [first.reference]
    assert found("ones") == found("%") == found("_") == found() == []

    with database.session() as session:
        draft = store.load(session, first.reference)
        draft.erase()
        store.save(session, draft)
    assert found("hara") == []
