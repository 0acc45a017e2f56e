"""`helpdesk teams`: what Microsoft Teams needs from us."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.teams.package import PackageError, PackageFacts, package
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.operations.cli.output import fail, say
from common.settings import load_settings

PRODUCT = "commonwealth-service-desk-assistant"

app = typer.Typer(help="The Microsoft Teams channel.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `package` a command of its own while it is the only one."""


@app.command("package")
def package_(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write: FILE.zip.")],
    app_id: Annotated[
        str, typer.Option(help="Application (client) ID.", show_default="TEAMS_APP_ID")
    ] = "",
    domain: Annotated[
        str, typer.Option(help="Host name of the front door.", show_default="of PUBLIC_URL")
    ] = "",
    name: Annotated[
        str, typer.Option(help="What Teams calls the app, 30 characters at most.")
    ] = "",
    app_version: Annotated[
        str, typer.Option(help="Teams takes an update under a new one only.", show_default="ours")
    ] = "",
    privacy_url: Annotated[
        str, typer.Option(help="Your privacy statement.", show_default="PUBLIC_URL")
    ] = "",
    terms_url: Annotated[
        str, typer.Option(help="Your terms of use.", show_default="PUBLIC_URL")
    ] = "",
) -> None:
    """Write the app package that the Teams admin centre takes (docs/teams.md)."""
    if output.suffix.lower() != ".zip":
        fail(f"{output}: unknown ending: write .zip")
    # Its other settings come later: the package is what makes the app known to Microsoft.
    teams, web = (
        load_settings(TeamsSettings, complete=False),
        load_settings(WebSettings, complete=False),
    )
    facts = PackageFacts(
        app_id=app_id or teams.app_id,
        public_url=f"https://{domain}" if domain else web.public_url,
        version=app_version or version(PRODUCT),
        name=name,
        privacy_url=privacy_url,
        terms_url=terms_url,
    )
    try:
        content = package(facts)
    except PackageError as error:
        fail(error)
    output.write_bytes(content)
    say(f"{output}: {len(content)} bytes; upload it in the Teams admin centre (docs/teams.md)")
