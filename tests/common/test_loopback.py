"""Whom the servers on loopback answer: names of this machine, and nothing that resolves to it."""

import pytest
from sanic.exceptions import SanicException

from common.loopback import require_host


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:5005", "127.0.1.2:5005", "LOCALHOST:5055"]
)
def test_addresses_of_this_machine_are_answered(host: str) -> None:
    require_host([host])


@pytest.mark.parametrize(
    "hosts", [[], ["localhost", "localhost"], ["helpdesk-engines:5005"], ["127.0.0.1.evil.example"]]
)
def test_other_names_are_not(hosts: list[str]) -> None:
    with pytest.raises(SanicException) as refused:
        require_host(hosts)
    assert refused.value.status_code == 421
