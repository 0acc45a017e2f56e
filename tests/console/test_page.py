"""Who may show the console's page in a frame: Teams, where it is set up, and nobody else."""

from collections.abc import Iterator

import pytest

from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.settings import WebSettings
from faq_kb.knowledge import KnowledgeBase
from tests.console.doors import OIDC, Desk, browser

URL = "https://help.example.gov"
TEAMS = TeamsSettings(
    app_id="0a1b2c3d-0000-4000-8000-000000000001",
    tenant_id="0a1b2c3d-0000-4000-8000-000000000002",
    client_secret="a secret of the tests",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[Desk]:
    found = Desk(tmp_path_factory.mktemp("desk"), knowledge)
    yield found
    found.close()


@pytest.mark.parametrize(
    ("teams", "path", "frames"),
    [
        (TEAMS, "/console?in=teams", "https://teams.microsoft.com"),
        (TEAMS, "/console", "'none'"),
        (TEAMS, "/console?in=elsewhere", "'none'"),
        (TeamsSettings(), "/console?in=teams", "'none'"),
    ],
)
def test_only_teams_may_frame_it(desk: Desk, teams: TeamsSettings, path: str, frames: str) -> None:
    app = desk.app(web=WebSettings(public_url=URL), sign_in=OIDC, teams=teams)
    with browser(app, URL) as found:
        answer = found.get(path)
    policy = answer.headers["Content-Security-Policy"].split("; ")
    (ancestors,) = (part for part in policy if part.startswith("frame-ancestors"))
    assert answer.status_code == 200
    assert ancestors.split()[1] == frames
