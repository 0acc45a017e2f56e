"""From a draft to the snapshot that is handed over."""

from faq_kb.knowledge import KnowledgeBase
from tests.support.drafts import new_draft
from tickets.composing import compose, service_desk
from tickets.exporting import ExportedRequest, as_data
from tickets.fields import fields_of
from tickets.snapshot import RequestSnapshot

ENTRY = "software_request"


def composed(knowledge: KnowledgeBase, **fields: str) -> RequestSnapshot:
    draft = new_draft(reference="HD-4KM9XC", entry=ENTRY, fields=fields)
    items = fields_of(ENTRY, knowledge.procedures[ENTRY])
    return compose(draft, items, knowledge, service_desk(ENTRY, knowledge))


def test_an_empty_item_is_missing_only_where_it_is_required(knowledge: KnowledgeBase) -> None:
    items = fields_of(ENTRY, knowledge.procedures[ENTRY])
    required = {item.key for item in items if item.required}
    optional = {item.key for item in items} - required
    assert required, "the entry must have both kinds, or this test proves nothing"
    assert optional
    snapshot = composed(knowledge)
    assert {line.key for line in snapshot.fields if line.required} == required
    assert {line.key for line in snapshot.missing} == required
    assert composed(knowledge, **dict.fromkeys(required, "x")).missing == ()


def test_what_was_given_stands_beside_its_label(knowledge: KnowledgeBase) -> None:
    items = fields_of(ENTRY, knowledge.procedures[ENTRY])
    given = {item.key: f"value of {item.key}" for item in items}
    lines = composed(knowledge, **given).fields
    assert [(line.label, line.value) for line in lines] == [
        (item.receiver_label, given[item.key]) for item in items
    ]


def test_an_export_leaves_out_what_belongs_to_another_case(knowledge: KnowledgeBase) -> None:
    """A value of an item that the procedure no longer has is kept."""
    fields = {
        "move_kind": "to another building",
        "people": "Robin Roe",
        "completed_form": "have it",
        "gone": "of an earlier version",
    }
    draft = new_draft(reference="HD-4KM9XC", entry="staff_move", fields=fields)
    data = as_data(ExportedRequest(draft), knowledge.procedures)
    assert {line["key"]: line["value"] for line in data["fields"] if line["value"]} == {
        "move_kind": "to another building",
        "completed_form": "have it",
        "gone": "of an earlier version",
    }
