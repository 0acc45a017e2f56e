"""How fast the desk's search is as one types: every beginning of 100 queries, 100,000 people.

`python -m bench.search [--people N] [--postgres]` in the app environment fills a registry of 200
agencies and a store of 10,000 drafts, and prints one Markdown row for each kind of query: the time
of `DeskSearch.find` (all but the engine) for each letter, in milliseconds of the clock and of the
processor (on a busy machine, the second says what an idle one would take with SQLite).
"""

import argparse
import csv
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert

from bench.registry import agency_names, misspelt
from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.record_search import RecordSearch
from common.clock import Clock
from common.database import Database
from common.settings import ROOT
from common.text_key import text_key
from contacts.columns import CONTACT_ROLES
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry
from faq_kb.source import read_knowledge_base
from faq_kb.store import CachedKnowledge, load
from tests.support.postgres import running_postgres
from tickets.reference import new_reference
from tickets.tables import DraftRow

AGENCIES, DRAFTS, SHARE = 200, 10_000, 25
QUERIES = ROOT / "tests" / "console" / "search" / "queries.tsv"
SYLLABLES = ("ka", "lo", "mi", "ra", "ten", "sor", "vel", "dun", "gra", "ham", "il", "ber", "nor",
             "wick", "ly", "ston", "fer", "ru", "pa", "de")  # fmt: skip
FIRST_NAMES, SURNAMES = 1_500, 30_000
AT_ONCE = 1_000
HEADING = """| queries | searches | clock: p50, p95, p99 ms | processor: p50, p95, p99 ms |
|---|---|---|---|"""


def made_up_names(draw: random.Random) -> Iterator[str]:
    """Names as a large agency has them: few first names, many surnames."""

    def names(count: int, syllables: int) -> list[str]:
        return ["".join(draw.choices(SYLLABLES, k=syllables)).title() for _ in range(count)]

    first, last = names(FIRST_NAMES, 2), names(SURNAMES, 3)
    while True:
        yield f"{draw.choice(first)} {draw.choice(last)}"


def write_contact_file(file: Path, people: list[str], draw: random.Random) -> None:
    """A contact file with one authorization for each person."""
    agencies = list(agency_names(AGENCIES))
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Agency", "Acronym", "Role", "Name", "E-mail", "Phone"])
        for number, name in enumerate(people):
            agency, acronym = agencies[number % AGENCIES]
            role = draw.choice(CONTACT_ROLES).replace("_", " ")
            address = f"{name.replace(' ', '.').lower()}{number}@example.gov"
            phone = f"502-{draw.randrange(200, 999)}-{draw.randrange(10_000):04d}"
            writer.writerow([agency, acronym, role, name, address, phone])


def fill(database: Database, people: list[str], draw: random.Random) -> None:
    """The knowledge base, the registry, the drafts."""
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory() as folder, database.session() as session:
        load(session, read_knowledge_base())
        file = Path(folder) / "contacts.csv"
        write_contact_file(file, people, draw)
        import_contacts(session, ImportRequest(file, by="bench"))
    rows = []
    for reference in {new_reference() for _ in range(DRAFTS)}:
        name = draw.choice(people)
        row = {"reference": reference, "entry": "vpn_access", "procedure_version": "x"}
        row |= {"owner": "user:x", "conversation": "c", "status": "submitted", "skipped": []}
        row |= {"fields": {"requester_name": name}, "requester_key": text_key(name)}
        row |= {"email": "", "authorized": [], "number": "", "origin": "", "version": 1}
        rows.append({**row, "created_at": now, "updated_at": now})
    with database.session() as session:
        for start in range(0, len(rows), AT_ONCE):
            session.execute(insert(DraftRow), rows[start : start + AT_ONCE])


def asked(people: list[str], draw: random.Random) -> dict[str, list[str]]:
    """A hundred queries: names, misspelt names, agencies, and those of an outside hand."""
    some = draw.sample(people, 2 * SHARE)
    agencies = [name for name, _ in agency_names(AGENCIES)]
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        others = [row["query"] for row in rows if row["kind"] in ("procedure", "form", "phone")]
    return {
        "names": some[:SHARE],
        "misspelt names": [misspelt(name, draw) for name in some[SHARE:]],
        "agencies": draw.sample(agencies, SHARE),
        "questions, forms, phones": draw.sample(others, SHARE),
    }


def times_of(search: DeskSearch, queries: list[str]) -> list[tuple[float, float]]:
    """Milliseconds by the clock and of the processor, for every beginning of each query."""
    times = []
    for query in queries:
        for length in range(1, len(query) + 1):
            started = time.perf_counter(), time.process_time()
            search.find(query[:length])
            ended = time.perf_counter(), time.process_time()
            times.append((1000 * (ended[0] - started[0]), 1000 * (ended[1] - started[1])))
    return times


def row(name: str, times: list[tuple[float, float]]) -> str:
    """A row of the table."""
    both = [statistics.quantiles(one, n=100) for one in zip(*times, strict=True)]
    figures = " | ".join(f"{cuts[49]:.1f}, {cuts[94]:.1f}, {cuts[98]:.1f}" for cuts in both)
    return f"| {name} | {len(times):,} | {figures} |"


@contextmanager
def database_url(postgres: bool) -> Iterator[str]:
    """Where the measured database is."""
    with tempfile.TemporaryDirectory() as folder:
        if not postgres:
            yield f"sqlite:///{folder}/search.db"
            return
        with running_postgres() as server:
            yield server.database()


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    draw = random.Random(0)
    names = made_up_names(draw)
    people = [next(names) for _ in range(given.people)]
    with database_url(given.postgres) as url:
        database = Database(url)
        database.migrate()
        fill(database, people, draw)
        registry = ContactRegistry(database, Clock("America/New_York"))
        search = DeskSearch(RecordSearch(CachedKnowledge(database)), registry, database)
        registry.agencies()
        started = time.perf_counter()
        search.find("anything")
        print(f"the first search, which makes the indexes: {time.perf_counter() - started:.1f} s\n")
        print(HEADING)
        every: list[tuple[float, float]] = []
        for name, queries in asked(people, draw).items():
            times = times_of(search, queries)
            every += times
            print(row(name, times), flush=True)
        print(row("all", every))
        database.close()


if __name__ == "__main__":
    main()
