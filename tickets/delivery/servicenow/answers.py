"""What an answer of the instance means: its result, or why it was not delivered."""

from typing import Any

import httpx

from tickets.delivery.adapter import DeliveryError, PermanentError, TemporaryError
from tickets.delivery.http import is_temporary, json_of, wait_of

LONGEST_MESSAGE = 200


def result_of(response: httpx.Response, doing: str) -> Any:
    """The `result` of an answer; `doing` says what was asked, for the error."""
    if not response.is_success:
        raise _failure(response, doing)
    payload = json_of(response)
    if not isinstance(payload, dict) or "result" not in payload or "error" in payload:
        # Also a page in its place, which an instance that sleeps or restarts gives with a 200.
        raise TemporaryError(
            f"{_where(response)} gave no result when asked to {doing}{_message(payload)}: "
            "it may be hibernating or restarting, or it is no ServiceNow instance."
        )
    return payload["result"]


def _failure(response: httpx.Response, doing: str) -> DeliveryError:
    status, payload = response.status_code, json_of(response)
    said = f"{_where(response)} did not {doing}: {status}{_message(payload)}"
    if is_temporary(status):
        return TemporaryError(said, wait_of(response))
    if response.is_redirect:
        return PermanentError(f"{said}. It sends elsewhere: set the instance's own address.")
    if remedy := _remedy(status):
        return PermanentError(f"{said}. {remedy}")
    if payload is None:
        return TemporaryError(f"{said} and a page in place of an answer", wait_of(response))
    return PermanentError(f"{said}. Correct the table or the field map, then retry.")


def _remedy(status: int) -> str:
    return {
        401: "Check the account's name and password or secret, and that it is active.",
        403: "Give the account a role that may do this, such as itil for incidents and tasks.",
        404: "Check the names of the instance and of the table, and that the account may read it.",
    }.get(status, "")


def _where(response: httpx.Response) -> str:
    return f"ServiceNow {response.request.url.host}"


def _message(payload: Any) -> str:
    error = payload.get("error") if isinstance(payload, dict) else None
    if isinstance(error, dict):
        said = ": ".join(str(error[key]) for key in ("message", "detail") if error.get(key))
    else:
        said = str(error or "")
    return f" ({' '.join(said.split())[:LONGEST_MESSAGE]})" if said else ""
