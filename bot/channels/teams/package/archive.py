"""The app package itself: a zip file with the manifest and two icons."""

import io
import json
import zipfile
from pathlib import Path

from bot.channels.teams.package.manifest import (
    COLOR_ICON,
    OUTLINE_ICON,
    PackageFacts,
    manifest,
    manifest_faults,
)
from locales.teams import TeamsApp

FOLDER = Path(__file__).parent
MANIFEST = "manifest.json"
SAME_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows: same facts, same bytes
PLAIN_FILE = 0o100644 << 16
UNIX = 3  # so that the bytes don't depend on the machine


class PackageError(Exception):
    """The package cannot be made; one line for each fault says what to do."""


def app_package(facts: PackageFacts, words: TeamsApp) -> bytes:
    """The zip file; the same facts give the same bytes. Raises PackageError."""
    if faults := list(facts.faults()):
        raise PackageError("\n".join(faults))
    found = manifest(facts, words)
    if faults := list(manifest_faults(found)):
        raise PackageError("\n".join(faults))
    parts = {MANIFEST: (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()}
    parts |= {name: (FOLDER / name).read_bytes() for name in (COLOR_ICON, OUTLINE_ICON)}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, SAME_TIME)
            entry.external_attr = PLAIN_FILE
            entry.create_system = UNIX
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return content.getvalue()
