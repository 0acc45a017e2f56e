"""`helpdesk drafts test-mail`: whether the mail server takes what deliveries will send."""

from typing import Annotated

import typer

from bot.operations.cli.output import fail, say
from bot.operations.supervisor.adapters import mail_server
from common.settings import load_settings
from tickets.delivery.port import DeliveryError
from tickets.mail import mailbox
from tickets.settings import DeliverySettings


def test_mail(address: Annotated[str, typer.Argument(help="Who gets it.")]) -> None:
    """Send a short mail with the settings of the deliveries: does it arrive?"""
    try:
        mailbox(address)
    except ValueError as error:
        fail(error)
    server = mail_server(load_settings(DeliverySettings))
    try:
        server.test(address)
    except DeliveryError as error:
        fail(error)
    say(f"{server.server} has taken a mail to {address}. Look whether it arrives.")
