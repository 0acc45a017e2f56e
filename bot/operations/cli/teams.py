"""`helpdesk teams`: the app package that Microsoft Teams needs."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.teams.package.archive import PackageError, app_package
from bot.channels.teams.package.manifest import PackageFacts
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from bot.operations.cli.output import fail, say
from common.settings import SharedSettings, load_settings
from locales import load_catalog

PRODUCT = "commonwealth-service-desk-assistant"

app = typer.Typer(help="The Microsoft Teams channel.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Without it, typer would drop the name of an only command."""


@app.command()
def package(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write: FILE.zip.")],
    app_id: Annotated[
        str, typer.Option(help="Application (client) ID.", show_default="TEAMS_APP_ID")
    ] = "",
    domain: Annotated[
        str, typer.Option(help="Host name of the web app.", show_default="of PUBLIC_URL")
    ] = "",
    name: Annotated[
        str, typer.Option(help="Name of the app in Teams, at most 30 characters.")
    ] = "",
    app_version: Annotated[
        str, typer.Option(help="An update needs a higher one.", show_default="ours")
    ] = "",
    privacy_url: Annotated[
        str, typer.Option(help="Your privacy statement.", show_default="PUBLIC_URL")
    ] = "",
    terms_url: Annotated[
        str, typer.Option(help="Your terms of use.", show_default="PUBLIC_URL")
    ] = "",
    with_console: Annotated[
        bool, typer.Option("--console/--no-console", help="With the tab for Service Desk agents.")
    ] = True,
) -> None:
    """Write the app package for the Teams admin center (docs/teams.md)."""
    if output.suffix.lower() != ".zip":
        fail(f"{output}: must end in .zip")
    # The other settings of Teams come later: the package makes the app known to Microsoft.
    teams = load_settings(TeamsSettings, complete=False)
    web = load_settings(WebSettings, complete=False)
    locale = load_settings(SharedSettings).locale
    facts = PackageFacts(
        app_id=app_id or teams.app_id,
        public_url=f"https://{domain}" if domain else web.public_url,
        version=app_version or version(PRODUCT),
        name=name,
        privacy_url=privacy_url,
        terms_url=terms_url,
        has_console=with_console,
    )
    try:
        content = app_package(facts, load_catalog(locale).teams)
    except PackageError as error:
        fail(error)
    output.write_bytes(content)
    say(f"{output}: {len(content)} bytes; upload it in the Teams admin center (docs/teams.md)")
