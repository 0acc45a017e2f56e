"""`helpdesk chat` and `helpdesk ask`: talk to the running assistant in the terminal."""

from typing import Annotated

import typer
from rich.prompt import Prompt

from bot.console.client import Conversation, Message
from bot.console.output import out, print_json, say
from bot.settings import load_settings

Agent = Annotated[bool, typer.Option("--agent", help="Answer as for a Service Desk agent.")]
User = Annotated[str, typer.Option("--user", help="Ask as this signed-in user.", metavar="EMAIL")]


def ask(
    question: Annotated[str, typer.Argument(help="One question.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply's objects.")] = False,
    agent: Agent = False,
    user: User = "",
) -> None:
    """Ask one question and print the answer."""
    messages = _conversation(agent, user).send(question)
    if as_json:
        print_json(messages)
        return
    for message in messages:
        show(message)


def chat(agent: Agent = False, user: User = "") -> None:
    """Talk to the assistant; a number clicks a choice, Ctrl-D or `quit` ends."""
    conversation = _conversation(agent, user)
    say('Ask in your own words. Type the number of a choice to click it, "quit" to end.')
    choices: list[str] = []
    while (text := _read()) not in (None, "quit", "exit"):
        assert text is not None
        clicked = text.isdecimal() and 0 < int(text) <= len(choices)
        messages = conversation.send(choices[int(text) - 1] if clicked else text, payload=clicked)
        choices = [choice for message in messages for choice in show(message)]


def show(message: Message) -> list[str]:
    """Print one message; returns the payloads of its buttons in order."""
    buttons = message.get("buttons") or []
    text = message.get("text", "")
    if buttons:
        text = text.splitlines()[0]
    out.print(text, markup=False)
    for number, button in enumerate(buttons, 1):
        out.print(f"  {number}. {button['title']}", markup=False)
    return [button["payload"] for button in buttons]


def _read() -> str | None:
    try:
        return Prompt.ask("[bold]you[/bold]", console=out).strip()
    except (EOFError, KeyboardInterrupt):
        return None


def _conversation(agent: bool, user: str) -> Conversation:
    return Conversation(load_settings(), "agent" if agent else "employee", user)
