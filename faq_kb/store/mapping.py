"""Records to rows and rows to records."""

from typing import Any

from common.database import Base
from faq_kb.knowledge import Directory
from faq_kb.model import (
    ContactPoint,
    Form,
    Page,
    Phone,
    Policy,
    Procedure,
    Record,
    RoleInfo,
)
from faq_kb.store.tables import (
    ContactPointRow,
    FormRow,
    FormUseRow,
    ItemRow,
    PageRow,
    PhoneRow,
    PhoneUseRow,
    PolicyRow,
    PolicyUseRow,
    ProcedureRow,
    RelatedRow,
    RequesterRow,
    RoleRow,
    SendToRow,
)

# Field of the directory: its row, the row's key column, its record.
DIRECTORY_TABLES: dict[str, tuple[type[Base], str, type[Record]]] = {
    "phones": (PhoneRow, "key", Phone),
    "contact_points": (ContactPointRow, "key", ContactPoint),
    "forms": (FormRow, "number", Form),
    "policies": (PolicyRow, "number", Policy),
    "roles": (RoleRow, "key", RoleInfo),
    "pages": (PageRow, "key", Page),
}
PLAIN_FIELDS = ("title", "summary", "approval", "lead_time", "cost", "call_first")


def directory_rows(field: str, directory: Directory) -> dict[str, Base]:
    """Rows of one table of the directory by key, in the editor's order."""
    row_type, key_column, _ = DIRECTORY_TABLES[field]
    records: dict[str, Record] = getattr(directory, field)
    return {
        str(key): row_type(**{key_column: str(key), "position": position, **record.model_dump()})
        for position, (key, record) in enumerate(records.items())
    }


def directory_record(field: str, row: Base) -> tuple[str, Record]:
    """Key and record of one row of the directory."""
    _, key_column, record_type = DIRECTORY_TABLES[field]
    values = {name: getattr(row, name) for name in record_type.model_fields}
    return str(getattr(row, key_column)), record_type.model_validate(values)


def procedure_row(name: str, procedure: Procedure) -> ProcedureRow:
    """A procedure with all its parts."""
    return ProcedureRow(
        id=name,
        **{field: getattr(procedure, field) for field in PLAIN_FIELDS},
        steps=list(procedure.steps),
        conditions=[condition.model_dump() for condition in procedure.conditions],
        applies_to=procedure.applies_to.value,
        page=procedure.source.page,
        verified=procedure.source.verified,
        requesters=[
            RequesterRow(position=i, role=rule.role.value, note=rule.note)
            for i, rule in enumerate(procedure.requesters)
        ],
        items=[
            ItemRow(position=i, **item.model_dump(mode="json"))
            for i, item in enumerate(procedure.include)
        ],
        forms=[FormUseRow(position=i, **use.model_dump()) for i, use in enumerate(procedure.forms)],
        send_to=[SendToRow(position=i, key=key) for i, key in enumerate(procedure.send_to)],
        phones=[PhoneUseRow(position=i, key=key) for i, key in enumerate(procedure.phones)],
        policies=[
            PolicyUseRow(position=i, number=number) for i, number in enumerate(procedure.policies)
        ],
        related=[RelatedRow(position=i, related_id=key) for i, key in enumerate(procedure.related)],
    )


def procedure_record(row: ProcedureRow) -> Procedure:
    """The procedure that a row and its parts hold."""
    values: dict[str, Any] = {field: getattr(row, field) for field in PLAIN_FIELDS}
    return Procedure.model_validate(
        values
        | {
            "steps": row.steps,
            "conditions": row.conditions,
            "applies_to": row.applies_to,
            "source": {"page": row.page, "verified": row.verified},
            "requesters": [{"role": part.role, "note": part.note} for part in row.requesters],
            "include": [
                {
                    "key": part.key,
                    "label": part.label,
                    "type": part.type,
                    "required": part.required,
                    "choices": part.choices,
                }
                for part in row.items
            ],
            "forms": [{"number": part.number, "use": part.use} for part in row.forms],
            "send_to": [part.key for part in row.send_to],
            "phones": [part.key for part in row.phones],
            "policies": [part.number for part in row.policies],
            "related": [part.related_id for part in row.related],
        }
    )
