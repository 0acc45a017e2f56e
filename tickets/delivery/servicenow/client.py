"""The parts of ServiceNow's Table API and Attachment API that a delivery needs."""

import ssl
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from common.addresses import is_email
from tickets.delivery.adapter import PermanentError, TemporaryError
from tickets.delivery.servicenow.answers import result_of
from tickets.delivery.servicenow.records import (
    RecordStatus,
    ServiceNowRecord,
    moment,
    record_of,
    rows_of,
    safe,
    same,
    value_of,
)
from tickets.delivery.servicenow.settings import ServiceNowSettings


class ServiceNowClient:
    """A session with the instance; used as a context manager."""

    def __init__(
        self, settings: ServiceNowSettings, auth: httpx.Auth, context: ssl.SSLContext
    ) -> None:
        self.settings = settings
        self.http = httpx.Client(
            base_url=settings.instance,
            auth=auth,
            verify=context,
            timeout=settings.timeout,
            headers={"Accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def find(self, *wanted: tuple[str, str]) -> ServiceNowRecord | None:
        """The record one of whose fields has the value that is wanted of it."""
        for _, value in wanted:
            safe(value)
        names = dict.fromkeys(("sys_id", "number", "state", *(name for name, _ in wanted)))
        rows = self._rows(
            self.settings.table,
            "^OR".join(f"{name}={value}" for name, value in wanted),
            ",".join(names),
        )
        if not rows:
            return None
        if not any(same(rows[0].get(name), value) for name, value in wanted):
            # An instance leaves out a condition that it does not understand: any record fits then.
            raise PermanentError(
                f"ServiceNow {self.settings.host} cannot search the table {self.settings.table} by "
                f"{wanted[0][0]}: map correlation_id to a field that the table has and that the "
                "account may read, then retry."
            )
        return record_of(rows[0])

    def create(self, fields: Mapping[str, str]) -> ServiceNowRecord:
        """Insert a record."""
        result = self._ask(
            f"create a record in the table {self.settings.table}",
            "POST",
            f"/api/now/table/{self.settings.table}",
            params={"sysparm_fields": "sys_id,number,state"},
            json=dict(fields),
        )
        return record_of(result)

    def states(self, name: str, values: Sequence[str]) -> dict[str, str]:
        """The state of each record whose field `name` has one of the values, by that value."""
        wanted = ",".join(map(safe, values))
        rows = self._rows(
            self.settings.table, f"{name}IN{wanted}", f"sys_id,state,{name}", limit=len(values)
        )
        # An instance leaves out a condition that it does not understand: any record fits then.
        known = {value.casefold(): value for value in values}
        found = ((known.get(str(row.get(name)).casefold()), row) for row in rows)
        return {value: str(row.get("state") or "") for value, row in found if value}

    def status(self, record: ServiceNowRecord) -> RecordStatus:
        """How the record stands now."""
        row = self._ask(
            f"read a record of the table {self.settings.table}",
            "GET",
            f"/api/now/table/{self.settings.table}/{record.sys_id}",
            # Both kinds of values: the state in words, the time in UTC and not in the account's.
            params={
                "sysparm_display_value": "all",
                "sysparm_fields": "number,state,sys_updated_on",
            },
        )
        return RecordStatus(
            number=record.number,
            state=value_of(row, "state", "display_value"),
            updated=moment(value_of(row, "sys_updated_on", "value")),
        )

    def journal(self, record: ServiceNowRecord, name: str) -> str:
        """Every entry of a journal of the record. Raises PermanentError if it cannot be read."""
        row = self._ask(
            f"read a record of the table {self.settings.table}",
            "GET",
            f"/api/now/table/{self.settings.table}/{record.sys_id}",
            # The entries are its display value; the value is empty.
            params={"sysparm_display_value": "all", "sysparm_fields": f"number,{name}"},
        )
        if not isinstance(row, dict) or name not in row:
            # Left out without a word: what cannot be read may be written twice.
            raise PermanentError(
                f"ServiceNow {self.settings.host} does not show {name} of the table "
                f"{self.settings.table}: map addition to a journal that the table has, and let "
                "the account read it."
            )
        return value_of(row, name, "display_value")

    def write(self, record: ServiceNowRecord, fields: Mapping[str, str]) -> None:
        """Change fields of a record; what is written into a journal becomes its next entry."""
        self._ask(
            f"change a record of the table {self.settings.table}",
            "PATCH",
            f"/api/now/table/{self.settings.table}/{record.sys_id}",
            params={"sysparm_fields": "sys_id,number"},
            json=dict(fields),
        )

    def user(self, email: str) -> str:
        """The sys_id of the one user with the address; empty when there is not just one."""
        if not is_email(email) or "^" in email:
            return ""
        rows = self._rows("sys_user", f"email={email}", "sys_id,email", limit=2)
        mine = [row for row in rows if same(row.get("email"), email)]
        return record_of(mine[0]).sys_id if len(rows) == len(mine) == 1 else ""

    def has_attachment(self, record: ServiceNowRecord, name: str) -> bool:
        """Whether a file of that name is attached to the record."""
        rows = self._ask(
            f"list the attachments of a record of the table {self.settings.table}",
            "GET",
            "/api/now/attachment",
            params={
                "sysparm_query": f"table_sys_id={record.sys_id}^file_name={safe(name)}",
                "sysparm_limit": "1",
            },
        )
        wanted = (record.sys_id, name)
        return any(
            (row.get("table_sys_id"), row.get("file_name")) == wanted for row in rows_of(rows)
        )

    def attach(
        self, record: ServiceNowRecord, name: str, content: bytes, content_type: str
    ) -> None:
        """Attach a file to the record."""
        self._ask(
            f"attach a file to a record of the table {self.settings.table}",
            "POST",
            "/api/now/attachment/file",
            params={
                "table_name": self.settings.table,
                "table_sys_id": record.sys_id,
                "file_name": safe(name),
            },
            content=content,
            headers={"Content-Type": content_type},
        )

    def _rows(self, table: str, query: str, fields: str, limit: int = 1) -> list[dict[str, Any]]:
        return rows_of(
            self._ask(
                f"search the table {table}",
                "GET",
                f"/api/now/table/{table}",
                params={
                    "sysparm_query": query,
                    "sysparm_limit": str(limit),
                    "sysparm_fields": fields,
                },
            )
        )

    def _ask(self, doing: str, method: str, path: str, **request: Any) -> Any:
        host = self.settings.host
        try:
            response = self.http.request(method, path, **request)
        except httpx.TimeoutException as error:
            raise TemporaryError(
                f"ServiceNow {host} did not {doing} within {self.settings.timeout:g} s."
            ) from error
        except httpx.RequestError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise PermanentError(
                    f"ServiceNow {host} has a certificate that is not trusted: add the authority "
                    "that issued it to the system's, or correct the instance's address."
                ) from error
            raise TemporaryError(f"ServiceNow {host} cannot be reached: {error}") from error
        return result_of(response, doing)
