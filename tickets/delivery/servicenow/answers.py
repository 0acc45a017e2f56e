"""What an answer of the instance means: its result, or why it was not delivered."""

import datetime as dt
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from tickets.delivery.port import DeliveryError, PermanentError, TemporaryError

LONGEST_MESSAGE = 200
LONGEST_WAIT_S = 86_400.0


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


def retry_after(response: httpx.Response, now: dt.datetime | None = None) -> float | None:
    """Seconds until the instance wants to be asked again, at most a day."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    left = moment.astimezone(dt.UTC) - (now or dt.datetime.now(dt.UTC))
    return min(max(left.total_seconds(), 0.0), LONGEST_WAIT_S)


def passing(status: int) -> bool:
    """Whether the same request may succeed later."""
    return status in (408, 429) or status >= 500


def json_of(response: httpx.Response) -> Any:
    """What an answer says; None for a page."""
    try:
        return response.json()
    except ValueError:
        return None


def _failure(response: httpx.Response, doing: str) -> DeliveryError:
    status, payload = response.status_code, json_of(response)
    said = f"{_where(response)} did not {doing}: {status}{_message(payload)}"
    if passing(status):
        return TemporaryError(said, retry_after(response))
    if response.is_redirect:
        return PermanentError(f"{said}. It sends elsewhere: set the instance's own address.")
    if remedy := _remedy(status):
        return PermanentError(f"{said}. {remedy}")
    if payload is None:
        return TemporaryError(f"{said} and a page in place of an answer", retry_after(response))
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
