"""`helpdesk drafts test-mail`: check that the mail server accepts our mail."""

from typing import Annotated

import typer

from bot.operations.cli.output import fail, say
from bot.operations.supervisor.adapters import mail_server
from tickets.delivery.adapter import DeliveryError
from tickets.mail import mailbox


def test_mail(address: Annotated[str, typer.Argument(help="The recipient.")]) -> None:
    """Send a short test message with the mail settings."""
    try:
        mailbox(address)
    except ValueError as error:
        fail(error)
    server = mail_server()
    try:
        server.test(address)
    except DeliveryError as error:
        fail(error)
    say(f"{server.server} accepted a message to {address}. Check that it arrives.")
