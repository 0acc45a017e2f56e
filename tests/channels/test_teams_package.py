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

from bot.channels.teams import package as module
from bot.channels.teams.package import PackageError, PackageFacts, manifest, package, read
from bot.channels.teams.settings import SERVICE_HOSTS, Cloud, TeamsSettings
from bot.channels.teams.wording import SEARCH_COMMAND, SEARCH_PARAMETER, wording
from bot.operations.settings import ROOT

APP_ID = "0a1b2c3d-0000-4000-8000-000000000000"
FACTS = PackageFacts(app_id=APP_ID, public_url="https://help.example.gov", version="1.2.3")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def changed(**files: bytes) -> bytes:
    """The package with other parts, by name without ending."""
    found = parts(package(FACTS))
    return packed({name: files.get(name.partition(".")[0], part) for name, part in found.items()})


def png(size: tuple[int, int], color: Any, mode: str = "RGBA") -> bytes:
    content = io.BytesIO()
    Image.new(mode, size, color).save(content, "PNG")
    return content.getvalue()


def refusal(facts: PackageFacts) -> str:
    with pytest.raises(PackageError) as error:
        package(facts)
    return str(error.value)


def test_the_manifest_is_what_the_installation_says() -> None:
    found = read(package(FACTS))
    assert found == manifest(FACTS)
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


def test_names_and_addresses_of_an_operator() -> None:
    facts = replace(
        FACTS,
        public_url="https://intranet.example.gov:8443/help",
        name='Ask "IT" & <more>',
        privacy_url="https://example.gov/privacy",
        terms_url="https://example.gov/terms",
    )
    found = read(package(facts))
    assert found["name"]["short"] == 'Ask "IT" & <more>'
    assert found["validDomains"] == ["intranet.example.gov"]
    assert found["developer"]["privacyUrl"] == "https://example.gov/privacy"
    assert found["developer"]["termsOfUseUrl"] == "https://example.gov/terms"


def test_the_schema_is_the_published_one_and_catches_faults() -> None:
    # Some patterns, for what we do not use, are JavaScript's.
    Draft4Validator.check_schema(module.SCHEMA, format_checker=FormatChecker(formats=[]))
    found = manifest(FACTS)
    assert found["manifestVersion"] == module.MANIFEST_VERSION
    assert f"/v{module.MANIFEST_VERSION}/" in found["$schema"]
    notice = (module.FOLDER / "schema" / "NOTICE").read_text()
    assert f"version {module.MANIFEST_VERSION}." in notice
    assert "Permission is hereby granted" in notice
    for key in ("bots", "composeExtensions"):
        found[key][0]["botId"] = "not-an-id"
    found["surprise"] = 1
    said = read_error(changed(manifest=json.dumps(found).encode()))
    assert "bots.0.botId" in said
    assert "composeExtensions.0.botId" in said
    assert "surprise" in said


def read_error(content: bytes) -> str:
    with pytest.raises(PackageError) as error:
        read(content)
    return str(error.value)


def test_the_same_facts_give_the_same_bytes() -> None:
    first = package(FACTS)
    assert first == package(FACTS)
    assert first != package(replace(FACTS, version="1.2.4"))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_icons_follow_the_rules() -> None:
    found = parts(package(FACTS))
    color = Image.open(io.BytesIO(found["color.png"]))
    outline = Image.open(io.BytesIO(found["outline.png"]))
    assert (color.size, outline.size) == ((192, 192), (32, 32))
    opaque = [pixel for pixel in outline.convert("RGBA").get_flattened_data() if pixel[3]]
    assert {pixel[:3] for pixel in opaque} == {(255, 255, 255)}
    assert 32 * 32 / 8 < len(opaque) < 32 * 32 * 7 / 8  # a drawing, neither empty nor a square
    accent = tuple(bytes.fromhex(wording()["app"]["accent"].removeprefix("#")))
    assert color.convert("RGB").getpixel((0, 0)) == accent


def test_what_a_new_chat_offers_is_understood() -> None:
    lists = manifest(FACTS)["bots"][0]["commandLists"]
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
        (replace(FACTS, app_id="help"), "TEAMS_APP_ID=help: is no application ID: copy"),
        (replace(FACTS, public_url=""), "PUBLIC_URL is not set: write the https address"),
        (
            replace(FACTS, public_url="http://help.example.gov"),
            "PUBLIC_URL=http://help.example.gov: Teams takes https only: put a TLS proxy",
        ),
        (replace(FACTS, public_url="https://localhost:8080"), "no public host name"),
        (replace(FACTS, public_url="https://10.1.2.3"), "10.1.2.3 is no public host name"),
        (replace(FACTS, public_url="https://[::1]"), "no public host name"),
        (replace(FACTS, public_url="https://[help"), "no public host name"),
        (replace(FACTS, public_url="https://help example.gov"), "no public host name"),
        (replace(FACTS, version="1.2"), "--app-version 1.2: is no version: write three numbers"),
        (replace(FACTS, version="1.02.3"), "is no version"),
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
    for option in ("--output", "--app-id", "--domain", "--name", "--app-version", "--privacy-url"):
        assert option in guide


def test_a_name_that_teams_would_cut() -> None:
    assert "manifest.json: name.short" in refusal(replace(FACTS, name="n" * 31))
    assert read(package(replace(FACTS, name="n" * 30)))["name"]["short"] == "n" * 30


def test_what_is_no_package() -> None:
    good = parts(package(FACTS))
    missing = {name: part for name, part in good.items() if name != "outline.png"}
    assert "the package holds" in read_error(packed(missing))
    assert "the package holds" in read_error(packed({**good, "more.txt": b""}))
    assert "cannot be read" in read_error(b"no zip")
    assert "cannot be read" in read_error(changed(manifest=b"{"))
    assert "as a whole" in read_error(changed(manifest=b"[]"))
    assert "too large" in read_error(changed(manifest=b" " * (module.LARGEST_PART + 1)))
    assert "color.png: is no PNG" in read_error(changed(color=b"GIF89a"))
    assert "must be 192 x 192" in read_error(changed(color=png((96, 96), "red")))
    assert "must be 32 x 32" in read_error(changed(outline=png((33, 32), "white")))
    assert "white on transparent" in read_error(changed(outline=png((32, 32), "red")))


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_any_facts_are_packed_or_refused(app_id: str, url: str, name: str) -> None:
    for facts in (
        replace(FACTS, app_id=app_id, public_url=url),
        replace(FACTS, public_url=f"https://{url}"),
        replace(FACTS, name=name),
    ):
        try:
            content = package(facts)
        except PackageError:
            continue
        assert read(content)["name"]["short"] == (facts.name or wording()["app"]["name"])
