"""The Teams app package: what it holds, that Microsoft's schema takes it, what is refused."""

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker
from PIL import Image
from ruamel.yaml import YAML

from bot.channels.teams.package.archive import PackageError, app_package
from bot.channels.teams.package.manifest import (
    ACCENT,
    MANIFEST_VERSION,
    SCHEMA,
    PackageFacts,
    manifest,
    manifest_faults,
)
from bot.channels.teams.search import SEARCH_COMMAND, SEARCH_PARAMETER
from bot.channels.teams.settings import SERVICE_HOSTS, Cloud, TeamsSettings
from bot.operations.settings import ROOT
from locales import load_catalog

WORDS = load_catalog().teams
SCHEMA_FOLDER = ROOT / "bot" / "channels" / "teams" / "package" / "schema"
APP_ID = "0a1b2c3d-0000-4000-8000-000000000000"
FACTS = PackageFacts(app_id=APP_ID, public_url="https://help.example.gov", version="1.2.3")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_in(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(parts(content)["manifest.json"])
    return found


def refusal(facts: PackageFacts) -> str:
    with pytest.raises(PackageError) as error:
        app_package(facts, WORDS)
    return str(error.value)


def test_the_manifest_is_what_the_installation_says() -> None:
    found = manifest_in(app_package(FACTS, WORDS))
    assert found == manifest(FACTS, WORDS)
    assert (found["id"], found["version"]) == (APP_ID, "1.2.3")
    assert found["validDomains"] == ["help.example.gov"]
    assert found["developer"]["websiteUrl"] == "https://help.example.gov"
    (bot,) = found["bots"]
    assert bot["botId"] == APP_ID
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    (search,) = found["composeExtensions"]
    assert search["botId"] == APP_ID
    (command,) = search["commands"]
    assert (command["id"], command["type"]) == (SEARCH_COMMAND, "query")
    assert command["initialRun"] is True
    assert [parameter["name"] for parameter in command["parameters"]] == [SEARCH_PARAMETER]


def test_the_console_is_a_personal_tab_with_a_sign_in_of_its_own() -> None:
    found = manifest_in(app_package(FACTS, WORDS))
    (tab,) = found["staticTabs"]
    assert tab == {
        "entityId": "console",
        "name": WORDS.app.console,
        "contentUrl": "https://help.example.gov/console?in=teams",
        "websiteUrl": "https://help.example.gov/console",
        "scopes": ["personal"],
    }
    resource = f"api://help.example.gov/{APP_ID}"
    assert found["webApplicationInfo"] == {"id": APP_ID, "resource": resource}
    without = manifest_in(app_package(replace(FACTS, has_console=False), WORDS))
    assert without.keys() == found.keys() - {"staticTabs", "webApplicationInfo"}
    found["staticTabs"][0]["scopes"] = ["everywhere"]
    assert "staticTabs.0.scopes.0" in "\n".join(manifest_faults(found))


def test_names_and_addresses_of_an_operator() -> None:
    facts = replace(
        FACTS,
        public_url="https://intranet.example.gov:8443/help",
        name='Ask "IT" & <more>',
        privacy_url="https://example.gov/privacy",
        terms_url="https://example.gov/terms",
    )
    found = manifest_in(app_package(facts, WORDS))
    assert found["name"]["short"] == 'Ask "IT" & <more>'
    assert found["validDomains"] == ["intranet.example.gov"]
    assert found["developer"]["privacyUrl"] == "https://example.gov/privacy"
    assert found["developer"]["termsOfUseUrl"] == "https://example.gov/terms"


def test_the_schema_is_the_published_one_and_catches_faults() -> None:
    # Some patterns, for what we do not use, are JavaScript's.
    Draft4Validator.check_schema(SCHEMA, format_checker=FormatChecker(formats=[]))
    found = manifest(FACTS, WORDS)
    assert found["manifestVersion"] == MANIFEST_VERSION
    assert f"/v{MANIFEST_VERSION}/" in found["$schema"]
    notice = (SCHEMA_FOLDER / "NOTICE").read_text()
    assert f"version {MANIFEST_VERSION}." in notice
    assert "Permission is hereby granted" in notice
    for key in ("bots", "composeExtensions"):
        found[key][0]["botId"] = "not-an-id"
    found["surprise"] = 1
    said = "\n".join(manifest_faults(found))
    assert "bots.0.botId" in said
    assert "composeExtensions.0.botId" in said
    assert "surprise" in said


def test_the_same_facts_give_the_same_bytes() -> None:
    first = app_package(FACTS, WORDS)
    assert first == app_package(FACTS, WORDS)
    assert first != app_package(replace(FACTS, version="1.2.4"), WORDS)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_icons_follow_the_rules() -> None:
    found = parts(app_package(FACTS, WORDS))
    color = Image.open(io.BytesIO(found["color.png"]))
    outline = Image.open(io.BytesIO(found["outline.png"]))
    assert (color.size, outline.size) == ((192, 192), (32, 32))
    opaque = [pixel for pixel in outline.convert("RGBA").get_flattened_data() if pixel[3]]
    assert {pixel[:3] for pixel in opaque} == {(255, 255, 255)}
    assert 32 * 32 / 8 < len(opaque) < 32 * 32 * 7 / 8  # a drawing, neither empty nor a square
    accent = tuple(bytes.fromhex(ACCENT.removeprefix("#")))
    assert color.convert("RGB").getpixel((0, 0)) == accent


def test_what_a_new_chat_offers_is_understood() -> None:
    lists = manifest(FACTS, WORDS)["bots"][0]["commandLists"]
    assert [scope for commands in lists for scope in commands["scopes"]] == [
        "personal",
        "team",
        "groupChat",
    ]
    learned = set()
    for file in (ROOT / "data" / "nlu").glob("*.yml"):
        for intent in YAML(typ="safe").load(file.read_text())["nlu"]:
            learned |= {line.removeprefix("- ") for line in intent["examples"].splitlines()}
    titles = {command["title"] for commands in lists for command in commands["commands"]}
    assert len(titles) == 3
    assert titles <= learned
    assert all(len(title) <= 32 for title in titles)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (replace(FACTS, app_id=""), "TEAMS_APP_ID is not set: write the application (client) ID"),
        (replace(FACTS, app_id="help"), "TEAMS_APP_ID=help: is not an application ID: copy"),
        (replace(FACTS, public_url=""), "PUBLIC_URL is not set: write the https address"),
        (
            replace(FACTS, public_url="http://help.example.gov"),
            "PUBLIC_URL=http://help.example.gov: Teams takes https only: put a TLS proxy",
        ),
        (replace(FACTS, public_url="https://localhost:8080"), "not a public host name"),
        (replace(FACTS, public_url="https://10.1.2.3"), "10.1.2.3 is not a public host name"),
        (replace(FACTS, public_url="https://[::1]"), "not a public host name"),
        (replace(FACTS, public_url="https://[help"), "not a public host name"),
        (replace(FACTS, public_url="https://help example.gov"), "not a public host name"),
        (replace(FACTS, version="1.2"), "--app-version 1.2: is not a version: write three numbers"),
        (replace(FACTS, version="1.02.3"), "is not a version"),
        (replace(FACTS, privacy_url="http://x.example.gov"), "--privacy-url http://x.example.gov"),
        (replace(FACTS, terms_url="terms"), "--terms-url terms: must begin with https://"),
    ],
)
def test_a_wrong_fact_is_one_line_that_says_what_to_do(facts: PackageFacts, said: str) -> None:
    line = refusal(facts)
    assert said in line
    assert "\n" not in line


def test_every_wrong_fact_is_named_at_once() -> None:
    said = refusal(PackageFacts(app_id="", public_url="", version=""))
    assert [line.split(" ")[0] for line in said.splitlines()] == [
        "TEAMS_APP_ID",
        "PUBLIC_URL",
        "--app-version",
    ]


def test_the_guide_has_every_setting_and_every_option() -> None:
    guide = (ROOT / "docs" / "teams.md").read_text()
    assert set(re.findall(r"`(TEAMS_[A-Z_]*[A-Z])\b", guide)) == set(TeamsSettings.variables())
    for cloud in get_args(Cloud):
        assert f"`{cloud}`" in guide
        assert all(host in guide for host in SERVICE_HOSTS[cloud])
    for option in (
        "--output",
        "--app-id",
        "--domain",
        "--name",
        "--app-version",
        "--privacy-url",
        "--no-console",
    ):
        assert option in guide


def test_a_name_that_teams_would_cut() -> None:
    assert "manifest.json: name.short" in refusal(replace(FACTS, name="n" * 31))
    assert (
        manifest_in(app_package(replace(FACTS, name="n" * 30), WORDS))["name"]["short"] == "n" * 30
    )


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_any_facts_are_packed_or_refused(app_id: str, url: str, name: str) -> None:
    for facts in (
        replace(FACTS, app_id=app_id, public_url=url),
        replace(FACTS, public_url=f"https://{url}"),
        replace(FACTS, name=name),
    ):
        try:
            content = app_package(facts, WORDS)
        except PackageError:
            continue
        assert manifest_in(content)["name"]["short"] == (facts.name or WORDS.app.name)
