"""`helpdesk parse`: look into the model."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from bot.operations.cli.output import Json, fail, out, print_json, progress, say
from bot.operations.said_before import is_reply, reply_faults, reply_to
from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.engine_jobs import ParseRequest, Understand
from bot.operations.supervisor.prepare import prepare_model
from common.settings import SharedSettings, load_settings
from faq_kb.source import read_knowledge_base

SHOWN = 5
AFTER = """\
What was said before, one line each, oldest first: what a user wrote, or how the assistant replied \
("procedure vpn_access", "contacts hr of KYTC", "chat"; docs/operations.md has all)."""

After = Annotated[list[str] | None, typer.Option("--after", help=AFTER, metavar="LINE")]


def parse(text: str, after: After = None, as_json: Json = False) -> None:
    """Show what the model makes of a text, and why: intents, reading, passages, entities."""
    settings = load_settings(SharedSettings)
    lines = [" ".join(line.split()) for line in after or []]
    titles = _titles() if lines else {}
    _refuse_wrong(lines, titles)
    with progress() as step:
        model = prepare_model(settings, step)
    with engine_jobs.understanding(settings, model) as understand:
        before = _replies(lines, titles, understand)
        parsed = understand(ParseRequest(text, before, explain=True))
    if as_json:
        print_json({"after": before, **parsed})
    else:
        _show(parsed)


def _titles() -> dict[str, str]:
    """The title of each entry."""
    return {entry: one.title for entry, one in read_knowledge_base().procedures.items()}


def _refuse_wrong(lines: Iterable[str], titles: Mapping[str, str]) -> None:
    """End with one line that says what is wrong with a reply."""
    for line in lines:
        for fault in reply_faults(line, titles) if is_reply(line, titles) else ():
            fail(f"--after {line!r}: {fault}")


def _replies(
    lines: Iterable[str], titles: Mapping[str, str], understand: Understand
) -> tuple[str, ...]:
    """Every line as a reply; the reply to a user's words is what the model decides about them."""
    replies: list[str] = []
    for line in lines:
        if is_reply(line, titles):
            replies.append(line)
        else:
            parsed = understand(ParseRequest(line, tuple(replies), explain=True))
            replies.append(reply_to(parsed, titles))
            say(f"{line}: {replies[-1]}")
    return tuple(replies)


def _show(parsed: dict[str, Any]) -> None:
    kind, specific = parsed["intent"]["name"], parsed["specific_intent"]
    out.print(f"decision: {specific}" + f" ({kind})" * (kind != specific), markup=False)
    _shares(parsed["intent_ranking"], "name")
    if choices := parsed["choices"] or parsed["entries"]:
        out.print(f"choices: {', '.join(choices)}", markup=False)
    for passage in parsed["passages"]:
        out.print(f"says: {passage['key']} of {passage['entry']}", markup=False)
    for entity in parsed["entities"]:
        place = f"{entity['start']}-{entity['end']}"
        out.print(f"entity: {entity['entity']} = {entity['value']} ({place})", markup=False)
    best, why = parsed["reading_ranking"][0]["name"], parsed["explanation"]
    out.print(f"reading: {best}", markup=False)
    _shares(parsed["reading_ranking"], "name")
    out.print(f"why {best}: + speaks for it, - against it", markup=False)
    for reason in why["reasons"]:
        out.print(f"  {reason['weight']:+.2f}  {reason['feature']}", markup=False)
    if why["passages"]:
        out.print(f"passages of {why['entry']}:", markup=False)
        _shares(why["passages"], "key")


def _shares(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows[:SHOWN]:
        out.print(f"  {row['confidence']:.3f}  {row[name]}", markup=False)
