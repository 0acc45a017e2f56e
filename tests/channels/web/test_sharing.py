"""Who asks more of SQLite than it gives is told so in one line, with what to do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.web.process_settings import WebAppSettings
from bot.channels.web.serving.sharing import check_sharing
from bot.channels.web.settings import WebSettings
from common.database import Database, StoreError
from common.parent_process import TAKES_OVER
from common.settings import SharedSettings, load_settings
from tests.support.postgres import Postgres

REDIS = "redis://limits.example.gov:6379/0"


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield database
    database.close()


def settings(storage: str = "memory://", pool_size: int = 15) -> WebAppSettings:
    given = load_settings(WebAppSettings)
    web = WebSettings(limits_storage=storage)
    return replace(given, web=web, shared=SharedSettings(database_pool_size=pool_size))


def test_one_web_app_on_sqlite_is_how_it_is_meant(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    mark = check_sharing(settings(), sqlite)
    assert mark is not None
    mark.release()
    assert not caplog.records


def test_a_second_one_is_told_of_what_it_lacks(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    marks = [check_sharing(settings(), sqlite) for _ in range(2)]
    (line,) = caplog.messages
    assert line.startswith("another web app works on this SQLite database")
    assert "set DATABASE_URL" in line
    for mark in marks:
        assert mark is not None
        mark.release()


def test_one_that_takes_over_at_a_reload_is_no_second_one(
    sqlite: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = check_sharing(settings(), sqlite)
    monkeypatch.setenv(TAKES_OVER, "1")
    check_sharing(settings(), sqlite)
    assert before is not None
    before.release()
    assert not caplog.records


def test_shared_rates_on_sqlite_are_told_of(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    mark = check_sharing(settings(REDIS), sqlite)
    assert mark is not None
    mark.release()
    (line,) = caplog.messages
    assert line.startswith("LIMITS_STORAGE")
    assert "PostgreSQL" in line
    assert "limits.example.gov" not in line


def test_on_postgresql_any_number_is_how_it_is_meant(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(postgres.database())
    assert [check_sharing(settings(REDIS, 2), database) for _ in range(2)] == [None, None]
    assert not caplog.records
    with pytest.raises(StoreError, match="DATABASE_POOL_SIZE"):
        check_sharing(settings(REDIS, 500), database)
    database.close()


@pytest.mark.parametrize("storage", ["memcached://x", "redis://", "http://x", "memory"])
def test_a_storage_that_is_none_is_refused(storage: str) -> None:
    with pytest.raises(ValueError, match="write memory://, or redis://"):
        WebSettings(limits_storage=storage)
