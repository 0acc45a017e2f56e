"""Which instance, which table, whose account, and which of our values goes into which field."""

import re
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.addresses import is_safe_base_url
from common.settings import ComponentSettings, Fault
from common.settings.values import CommaSeparated, JsonMap, Seconds
from tickets.snapshot import RequestChannel

# Ours, to the table's. What is added to a request goes into a journal of its record. More can be
# mapped: email, phone, name and agency are the requester's, identity says whether the requester had
# signed in (the text does, too), caller is the user of the instance who has the requester's
# address, opened_by the one who has the address of the agent who typed it by phone.
DEFAULT_FIELDS = {
    "title": "short_description",
    "text": "description",
    "correlation_id": "correlation_id",
    "reference": "correlation_display",
    "addition": "work_notes",
}
OURS = (*DEFAULT_FIELDS, "caller", "opened_by", "name", "email", "phone", "agency", "identity")
# The same on every record.
DEFAULT_FIXED = {"contact_type": "self-service"}
# Instead, on the record of a request that an agent typed.
DEFAULT_BY_PHONE = {"contact_type": "phone"}
NAME = re.compile(r"[a-z][a-z0-9_]*")


class ServiceNowSettings(ComponentSettings):
    """Either a user name and password, or the id and secret of an OAuth client.

    `field_map` changes DEFAULT_FIELDS, `fixed` changes DEFAULT_FIXED; an empty field leaves out.
    `by_phone`: what replaces fixed values where an agent typed it for a caller.
    `withdrawn`: what a record gets beside a comment when its request is withdrawn.
    """

    model_config = SettingsConfigDict(env_prefix="SERVICENOW_")

    instance: str = ""
    table: str = "incident"
    username: str = ""
    password: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    timeout: Seconds = 15.0
    # How often it is asked whether requests are resolved, and what `state` says so.
    status_minutes: Annotated[float, Field(ge=0, le=1440)] = 5.0
    resolved_states: CommaSeparated = ("6", "7")
    field_map: JsonMap = Field(default_factory=dict)
    fixed: JsonMap = Field(default_factory=dict)
    by_phone: JsonMap = Field(default_factory=dict)
    withdrawn: JsonMap = Field(default_factory=dict)

    @property
    def host(self) -> str:
        """The instance's name, for messages."""
        return urlsplit(self.instance).hostname or ""

    @property
    def fields(self) -> dict[str, str]:
        """Our names with the table's fields."""
        return {
            ours: theirs for ours, theirs in {**DEFAULT_FIELDS, **self.field_map}.items() if theirs
        }

    @property
    def constants(self) -> dict[str, str]:
        """Fields of the table with the value that every record gets."""
        return {name: value for name, value in {**DEFAULT_FIXED, **self.fixed}.items() if value}

    def fixed_values(self, channel: RequestChannel) -> dict[str, str]:
        """Fields of the table with their value, for a record that came in so.

        What no record is to have is added by nobody but `by_phone` itself.
        """
        usual = self.constants
        if channel is not RequestChannel.PHONE:
            return usual
        known = {name: value for name, value in DEFAULT_BY_PHONE.items() if name in usual}
        values = {**usual, **known, **self.by_phone}
        return {name: value for name, value in values.items() if value}

    def faults(self) -> Iterator[Fault]:
        """What is missing for records to be created, or cannot be."""
        yield from self._instance_faults()
        yield from self._account_faults()
        yield from self._name_faults()

    def _instance_faults(self) -> Iterator[Fault]:
        url = urlsplit(self.instance)
        if url.username or url.password:
            yield "instance", "holds an account: give it in its own settings"
        elif not is_safe_base_url(self.instance) or url.path.strip("/") or url.query:
            yield "instance", "write it like https://agency.service-now.com"

    def _account_faults(self) -> Iterator[Fault]:
        basic, client = bool(self.username), bool(self.client_id)
        if basic == client:
            yield (
                "username",
                (
                    "needs one account: a user name and password, or an OAuth client; "
                    f"{'both are' if basic else 'neither is'} set"
                ),
            )
        elif basic and not self.password.get_secret_value():
            yield "password", f"is empty: user {self.username!r} has no password"
        elif client and not self.client_secret.get_secret_value():
            yield "client_secret", f"is empty: OAuth client {self.client_id!r} has no secret"

    def _name_faults(self) -> Iterator[Fault]:
        if unknown := sorted(set(self.field_map) - set(OURS)):
            yield "field_map", f"{unknown[0]!r} is none of {', '.join(OURS)}"
        if "correlation_id" not in self.fields:
            yield (
                "field_map",
                (
                    "leaves correlation_id out: without a field that holds it, a request that is "
                    "sent again would become a second record"
                ),
            )
        if "addition" not in self.fields:
            yield (
                "field_map",
                (
                    "leaves addition out: what is added to a request goes into a journal of its "
                    "record, work_notes or comments"
                ),
            )
        if self.status_minutes and not self.resolved_states:
            yield "resolved_states", "is empty: name the states, or set SERVICENOW_STATUS_MINUTES=0"
        names = {
            "table": [self.table],
            "field_map": self.fields.values(),
            "fixed": self.constants,
            "by_phone": self.by_phone,
            "withdrawn": self.withdrawn,
        }
        for setting, ours in names.items():
            for name in ours:
                if not NAME.fullmatch(name):
                    yield setting, f"{name!r} names no table or field: use its name, not its label"
