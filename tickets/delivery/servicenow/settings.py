"""Which instance, which table, whose account, and which of our values goes into which field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Ours, to the table's. More can be mapped: email, phone, name and agency are the requester's,
# caller is the user of the instance who has the requester's address.
DEFAULT_FIELDS = {
    "title": "short_description",
    "text": "description",
    "correlation_id": "correlation_id",
    "reference": "correlation_display",
}
OURS = (*DEFAULT_FIELDS, "caller", "name", "email", "phone", "agency")
# The same on every record.
DEFAULT_FIXED = {"contact_type": "self-service"}
NAME = re.compile(r"[a-z][a-z0-9_]*")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class ServiceNowSettings:
    """Either a user name and password, or the id and secret of an OAuth client.

    `field_map` changes DEFAULT_FIELDS, `fixed` changes DEFAULT_FIXED; an empty field leaves out.
    """

    instance: str
    table: str = "incident"
    username: str = ""
    password: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    timeout: float = 15.0
    field_map: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check_instance()
        self._check_account()
        self._check_names()

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

    def _check_instance(self) -> None:
        url = urlsplit(self.instance)
        if url.username or url.password:
            raise ValueError(
                "The ServiceNow address holds an account: give it in its own settings."
            )
        secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
        if not secure or not url.hostname or url.path.strip("/") or url.query or url.fragment:
            raise ValueError(
                f"ServiceNow instance {self.instance!r}: write it like https://agency.service-now.com"
            )

    def _check_account(self) -> None:
        basic, client = bool(self.username), bool(self.client_id)
        if basic == client:
            raise ValueError(
                "ServiceNow needs one account: a user name and password, or an OAuth client's id "
                f"and secret; {'both are' if basic else 'neither is'} set."
            )
        if not (self.password if basic else self.client_secret):
            whose = f"user {self.username!r}" if basic else f"OAuth client {self.client_id!r}"
            raise ValueError(
                f"ServiceNow {whose} has no {'password' if basic else 'secret'}: set it."
            )

    def _check_names(self) -> None:
        if unknown := sorted(set(self.field_map) - set(OURS)):
            raise ValueError(f"ServiceNow field map: {unknown[0]!r} is none of {', '.join(OURS)}.")
        if "correlation_id" not in self.fields:
            raise ValueError(
                "ServiceNow field map leaves correlation_id out: without a field that holds it, a "
                "request that is sent again would become a second record."
            )
        for name in (self.table, *self.fields.values(), *self.constants):
            if not NAME.fullmatch(name):
                raise ValueError(
                    f"{name!r} names no ServiceNow table or field: use its name, not its label."
                )
