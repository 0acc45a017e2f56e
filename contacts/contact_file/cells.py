"""What cells of a contact file mean: dates, flags, phone numbers, e-mail addresses, names."""

import datetime as dt
import re
from functools import lru_cache

MAX_CELL = 10_000  # characters
TRIGGERS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
APOSTROPHE = "'"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[A-Za-z]{3})-(?P<year>[0-9]{4})"),
)
# A date cell that has lost its format: of the years 1954 to 2119.
SERIAL = re.compile(r"[2-7][0-9]{4}")
EXCEL_EPOCH = dt.date(1899, 12, 30)
CENTURY = 2_000
FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "x", "1"), True),
    **dict.fromkeys(("no", "n", "false", "0", ""), False),
}
BETWEEN = r"[\s.\-\u2010-\u2015]*"
PHONE = re.compile(
    rf"(?:\+?1{BETWEEN})?(?:\((?P<in_brackets>[0-9]{{3}})\)|(?P<area>[0-9]{{3}})){BETWEEN}"
    rf"(?P<exchange>[0-9]{{3}}){BETWEEN}(?P<number>[0-9]{{4}})"
    r"(?:[\s,;]*(?:extension|ext|x|#)[\s.:]*(?P<extension>[0-9]{1,6}))?",
    re.IGNORECASE,
)
MAX_EMAIL = 254
EMAIL = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_%+'-]|\.(?=[^.@])){0,63}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


@lru_cache(maxsize=1_000)
def parse_date(text: str) -> dt.date:
    """A day written as 2026-03-31, 3/31/2026, 3/31/26 or 31-Mar-2026; ValueError for others."""
    for pattern in DATES:
        if found := pattern.fullmatch(text.strip()):
            try:
                return dt.date(_year(found["year"]), _month(found["month"]), int(found["day"]))
            except ValueError:
                break
    if SERIAL.fullmatch(text.strip()):
        day = EXCEL_EPOCH + dt.timedelta(days=int(text))
        raise ValueError(f"is Excel's number for {day}: if you mean that day, write it like this")
    raise ValueError("isn't a date: write it as 2026-03-31")


def _year(text: str) -> int:
    return int(text) + CENTURY * (len(text) == len("26"))


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text.lower()) + 1


def parse_flag(text: str) -> bool:
    """Yes or no, no if empty; ValueError for anything else."""
    try:
        return FLAGS[text.strip().casefold()]
    except KeyError:
        raise ValueError("is neither yes nor no: write yes or no") from None


def parse_phone(text: str) -> str:
    """A number of the United States as 502-555-0123 or 502-555-0123 ext. 4; ValueError if none."""
    found = PHONE.fullmatch(text.strip())
    if not found:
        raise ValueError("isn't a phone number: write it as 502-555-0123 or 502-555-0123 ext. 4")
    extension = f" ext. {found['extension']}" if found["extension"] else ""
    area = found["in_brackets"] or found["area"]
    return f"{area}-{found['exchange']}-{found['number']}{extension}"


def parse_email(text: str) -> str:
    """The address in small letters; ValueError if it does not look like one."""
    address = text.strip()
    if len(address) > MAX_EMAIL or not EMAIL.fullmatch(address):
        raise ValueError("isn't an e-mail address: write it as name@agency.gov or leave it empty")
    return address.lower()


def emails_in(text: str) -> list[str]:
    """Every e-mail address that a text holds, in small letters."""
    return [found.group().lower() for found in EMAIL.finditer(text)]


def phones_in(text: str) -> list[str]:
    """Every phone number that a text holds, as `parse_phone` gives it."""
    return [parse_phone(found.group()) for found in PHONE.finditer(text)]


def neutral(text: str) -> str:
    """The text for a cell of an exported file: no spreadsheet program takes it for a formula."""
    return APOSTROPHE + text if text.startswith(tuple(TRIGGERS)) else text


def plain(text: str) -> str:
    """The text that `neutral` was given."""
    is_neutral = text.startswith(APOSTROPHE) and text[1:].startswith(tuple(TRIGGERS))
    return text.removeprefix(APOSTROPHE) if is_neutral else text
