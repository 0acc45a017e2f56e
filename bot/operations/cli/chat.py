"""`helpdesk chat` and `helpdesk ask`: talk to the running assistant in the terminal."""

from textwrap import indent
from typing import Annotated

import typer
from rich.prompt import Prompt

from bot.channels.answer import answers_from
from bot.channels.terminal.render import screen
from bot.operations.cli.client import Conversation
from bot.operations.cli.output import out, print_json, say
from bot.operations.cli.terminal_outcomes import TerminalOutcomes
from common.settings import SharedSettings, load_settings
from locales import load_catalog
from replies import Audience

AGENT = """\
Answer as for a Service Desk agent: facts first, no small talk. People are named only with --user \
(or to everybody, with REGISTRY_PUBLIC=true)."""
USER = """\
Ask as this signed-in user: people are named, lookups are recorded under this address, and drafts \
belong to this user."""

Agent = Annotated[bool, typer.Option("--agent", help=AGENT)]
User = Annotated[str, typer.Option("--user", help=USER, metavar="EMAIL")]


def ask(
    question: Annotated[str, typer.Argument(help="One question.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply's objects.")] = False,
    agent: Agent = False,
    user: User = "",
) -> None:
    """Ask one question and print the answer."""
    settings = load_settings(SharedSettings)
    conversation = Conversation(settings, _audience(agent), user)
    messages = conversation.send(question)
    answers = answers_from(messages)
    if as_json:
        print_json(messages)
    else:
        labels = load_catalog(settings.locale).labels
        out.print(screen(answers, labels, _audience(agent)).text, markup=False)
    TerminalOutcomes(settings, conversation).note(question, answers)


def chat(agent: Agent = False, user: User = "") -> None:
    """Talk to the assistant. Type a number to pick a choice; Ctrl-D or `quit` ends the chat."""
    settings = load_settings(SharedSettings)
    conversation = Conversation(settings, _audience(agent), user)
    outcomes = TerminalOutcomes(settings, conversation)
    labels = load_catalog(settings.locale).labels
    say(labels.terminal.opening)
    payloads: tuple[str, ...] = ()
    while (text := _read(labels.terminal.you)) not in (None, "quit", "exit"):
        assert text is not None
        chosen = _chosen(text, payloads)
        messages = conversation.send(chosen or text, payload=chosen is not None)
        answers = answers_from(messages)
        shown = screen(answers, labels, _audience(agent))
        out.print(indent(shown.text, "  "), markup=False)
        outcomes.note(chosen or text, answers, is_payload=chosen is not None)
        payloads = shown.payloads


def _chosen(text: str, payloads: tuple[str, ...]) -> str | None:
    """The payload of the choice whose number was typed."""
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return payloads[number - 1] if 0 < number <= len(payloads) else None


def _read(prompt: str) -> str | None:
    try:
        return Prompt.ask(f"[bold]{prompt}[/bold]", console=out).strip()
    except (EOFError, KeyboardInterrupt):
        return None


def _audience(agent: bool) -> Audience:
    return Audience.AGENT if agent else Audience.EMPLOYEE
