"""What the web API says when it refuses a request, typed; each key is an error code."""

from typing import Annotated

from locales.text import Group, Label, Phones, Plain, holding


class ErrorTexts(Group):
    """A sentence for each code of the API; browsers show it by the code."""

    bad_request: Plain
    unauthorized: Plain
    forbidden: Plain
    forbidden_origin: Plain
    not_found: Plain
    conflict: Plain
    not_possible: Plain
    too_large: Plain
    unsupported: Plain
    invalid: Annotated[Label, holding("faults")]
    rate_limited: Annotated[Label, holding("seconds")]
    busy: Plain
    too_many_pages: Plain
    streams_full: Plain
    unavailable: Phones
