"""Write what an import changes: versions that end, versions that begin."""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from common.text_key import text_key
from contacts.comparison import READ_AT_ONCE, Comparison, Differences
from contacts.rows import AuthorizationKey, shared
from contacts.tables import AgencyRow, PersonRow

WRITTEN_AT_ONCE = 2_000  # rows


def write_changes(session: Session, comparison: Comparison, number: int) -> None:
    """End what is no longer so and begin what is new, in the name of the import `number`."""
    agencies = _identities(session, AgencyRow, comparison.agencies.added)
    people = _identities(session, PersonRow, comparison.people.added)

    def owners(key: str | AuthorizationKey, of: Differences[Any]) -> dict[str, Any]:
        """What a row of the registry has beside the fields that are compared."""
        row = of.rows[key]
        if isinstance(key, AuthorizationKey):
            ids = {"agency_id": agencies[key.agency], "person_id": people[key.person]}
            return {**ids, "role": key.role}
        if of is comparison.agencies:
            return {"agency_id": agencies[key], "cabinet_key": text_key(row.cabinet)}
        return {"person_id": people[key], "name_key": row.name_key}

    for differences in (comparison.authorizations, comparison.agencies, comparison.people):
        kind = differences.kind
        ends = [differences.known[key].id for key in (*differences.ended, *differences.changed)]
        for ids in batched(ends, WRITTEN_AT_ONCE):
            session.execute(update(kind.table).where(kind.table.id.in_(ids)).values(until=number))
        for keys in batched((*differences.added, *differences.changed), WRITTEN_AT_ONCE):
            rows = [
                {
                    **dict(zip(kind.fields, kind.values(differences.rows[key]), strict=True)),
                    **owners(key, differences),
                    "since": number,
                }
                for key in keys
            ]
            session.execute(insert(kind.table), rows)


def _identities(
    session: Session, table: type[AgencyRow | PersonRow], new: Sequence[str]
) -> dict[str, int]:
    """The numbers of agencies or people by their keys; who was known once keeps the number."""
    known = _numbers(session, table)
    missing = [key for key in new if key not in known]
    for keys in batched(missing, WRITTEN_AT_ONCE):
        session.execute(insert(table), [{"key": key} for key in keys])
    return _numbers(session, table) if missing else known


def _numbers(session: Session, table: type[AgencyRow | PersonRow]) -> dict[str, int]:
    rows = session.execute(
        select(table.key, table.id), execution_options={"yield_per": READ_AT_ONCE}
    )
    return {shared(key): number for key, number in rows}
