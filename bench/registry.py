"""How the contact registry grows: import, recognition and look-up from 100 to 100,000 people.

`python -m bench.registry [--largest 100000]` in the app environment; SQLite and PostgreSQL, one
Markdown table each. An agency has twenty contacts: 100,000 people, 5,000 agencies.
"""

import argparse
import csv
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from common.clock import Clock
from common.database import Database
from contacts import queries
from contacts.columns import CONTACT_ROLES
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry
from tests.support.postgres import running_postgres

PEOPLE_OF_AN_AGENCY = 20
ASKED = 500
FIRST = ("Blue", "Cedar", "Copper", "Green", "High", "Laurel", "Lime", "Red", "Salt", "Stone")
SECOND = ("Bridge", "Creek", "Field", "Harbor", "Hill", "Mill", "Orchard", "Ridge", "River", "Well")
KINDS = ("Department of {}", "{} Commission", "Office of {}", "Board of {}", "{} Authority")
SUBJECTS = ("Roads", "Schools", "Forests", "Bridges", "Clinics", "Markets", "Archives", "Mines")
QUESTIONS = (
    "who is the security contact for {} please, I have to report something today",
    "does {} have a compliance contact",
    "I moved to {} last week",
    "we at {} need somebody who can sign for a new server, who may do that",
)


def agency_names(count: int) -> Iterator[tuple[str, str]]:
    """Names and acronyms of made-up agencies, all different."""
    for number in range(count):
        rest, kind = divmod(number, len(KINDS))
        rest, subject = divmod(rest, len(SUBJECTS))
        rest, second = divmod(rest, len(SECOND))
        place = f"{FIRST[rest % len(FIRST)]} {SECOND[second]}{rest // len(FIRST) or ''}"
        yield KINDS[kind].format(f"{place} {SUBJECTS[subject]}"), f"X{number:04d}"


def write_contact_file(file: Path, people: int) -> list[str]:
    """A contact file of so many people; the names of its agencies."""
    agencies = list(agency_names(max(1, people // PEOPLE_OF_AN_AGENCY)))
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Agency", "Acronym", "Role", "Name", "E-mail", "Phone", "Verified on"])
        for number in range(people):
            agency, acronym = agencies[number % len(agencies)]
            role = CONTACT_ROLES[number // len(agencies) % len(CONTACT_ROLES)].replace("_", " ")
            person = f"Person {number}"
            address = f"person{number}@example.gov"
            writer.writerow([agency, acronym, role, person, address, "502-555-0100", "2026-10-01"])
    return [name for name, _ in agencies]


def percentiles(ask: Callable[[int], object]) -> tuple[float, float]:
    """Median and 99th percentile of a call, in milliseconds."""
    times = []
    for number in range(ASKED):
        started = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def misspelt(name: str, draw: random.Random) -> str:
    """The name with two neighbouring letters swapped."""
    place = draw.randrange(1, len(name) - 2)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def measure(url: str, people: int) -> str:
    """One row of the table."""
    draw = random.Random(0)
    database = Database(url)
    database.migrate()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "contacts.csv"
        names = write_contact_file(file, people)
        started = time.perf_counter()
        with database.session() as session:
            import_contacts(session, ImportRequest(file, by="bench"))
        imported = time.perf_counter() - started
    registry = ContactRegistry(database, Clock("America/New_York"))
    started = time.perf_counter()
    agencies = registry.agencies()
    built = time.perf_counter() - started
    texts = [
        draw.choice(QUESTIONS).format(misspelt(draw.choice(names), draw)) for _ in range(ASKED)
    ]
    every = list(agencies.by_id.values())
    found = percentiles(lambda number: agencies.finder.find(texts[number], asked=True))
    with database.session() as session:
        today = Clock("America/New_York").today()
        asked = percentiles(
            lambda number: queries.contact_records(session, every[number % len(every)], on=today)
        )
    database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = (imported, built, *found, *asked, memory)
    return f"| {people:,} | {len(names):,} | " + " | ".join(f"{n:.2f}" for n in figures) + " |"


def main() -> None:
    """Measure both databases, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=100_000)
    largest = parser.parse_args().largest
    sizes = [size for size in (100, 1_000, 10_000, 100_000) if size <= largest]
    head = (
        "people | agencies | import s | reading agencies s | recognize p50 ms | p99 ms"
        " | look-up p50 ms | p99 ms | memory MB"
    )
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        for kind in ("SQLite", "PostgreSQL"):
            print(f"\n{kind}\n\n| {head} |\n|{'---|' * 9}", flush=True)
            for size in sizes:
                sqlite = f"sqlite:///{folder}/{size}.db"
                print(measure(sqlite if kind == "SQLite" else server.database(), size), flush=True)


if __name__ == "__main__":
    main()
