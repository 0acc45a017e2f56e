"""What we give to Prometheus and Grafana is valid, tries itself, and names metrics that exist."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.settings import ROOT
from bot.operations.supervisor.metrics_collectors import (
    HealthCollector,
    ProcessCollector,
    StoreCollector,
)
from common.database import Database
from common.telemetry import metrics
from common.telemetry.instruments import CounterMetric, HistogramMetric, Instrument
from tests.support.assistant import free_port
from tests.support.promtool import check

MONITORING = ROOT / "deploy" / "monitoring"
DASHBOARD, ALERTS = MONITORING / "dashboard.json", MONITORING / "alerts.yml"
NAME = re.compile(r"\bhelpdesk_\w+")


@pytest.fixture
def known(database: Database, tmp_path: Path) -> set[str]:
    """Every series that the code can make."""
    collectors = (
        ProcessCollector(tmp_path),
        HealthCollector(f"http://127.0.0.1:{free_port()}/"),
        StoreCollector(database),
    )
    looked_up = {family.name for one in collectors for family in one.collect()}
    instruments = [one for one in vars(metrics).values() if isinstance(one, Instrument)]
    return looked_up | {name for one in instruments for name in series_of(one)}


def series_of(instrument: Instrument) -> Iterator[str]:
    """The names under which Prometheus has a metric."""
    match instrument:
        case CounterMetric():
            yield f"{instrument.name}_total"
        case HistogramMetric():
            yield from (f"{instrument.name}_{end}" for end in ("bucket", "sum", "count"))
        case _:
            yield instrument.name


def test_every_metric_of_dashboard_and_alerts_exists(known: set[str]) -> None:
    dashboard = json.loads(DASHBOARD.read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    shown = set(NAME.findall(" ".join(asked)))
    assert len(shown) > 10
    assert shown <= known
    assert set(NAME.findall(ALERTS.read_text())) <= known


def test_every_metric_is_described_and_on_the_dashboard(known: set[str]) -> None:
    described = (ROOT / "docs" / "operations.md").read_text()
    shown = DASHBOARD.read_text()
    for name in known:
        metric = re.sub(r"_(bucket|sum|count)$", "", name) if "duration" in name else name
        assert f"`{metric}`" in described, metric
        assert metric in shown, metric


def test_prometheus_understands_every_panel(tmp_path: Path) -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    rules = [
        # What Grafana puts in place of its variables.
        {
            "record": "panel",
            "expr": one.replace("$__rate_interval", "1m").replace("$instance", ".*"),
        }
        for one in asked
    ]
    for number, rule in enumerate(rules):
        rule["record"] += f":{number}"
    (tmp_path / "panels.yml").write_text(json.dumps({"groups": [{"name": "p", "rules": rules}]}))
    assert f"{len(asked)} rules found" in check("check", "rules", "panels.yml", folder=tmp_path)


def test_prometheus_takes_the_rules_and_the_configuration() -> None:
    assert "11 rules found" in check("check", "rules", str(ALERTS))
    check("check", "config", str(MONITORING / "prometheus.yml"))


def test_each_alert_fires_on_its_fault_and_on_nothing_else(tmp_path: Path) -> None:
    tried = Path(__file__).with_name("alerts.test.yml")
    for file in (ALERTS, tried):
        shutil.copy(file, tmp_path)
    check("test", "rules", tried.name, folder=tmp_path)
    # Every rule is tried, and a rule that never fires would not pass.
    for name in re.findall(r"alert: (\w+)", ALERTS.read_text()):
        assert tried.read_text().count(name) >= 2, name
    never = ALERTS.read_text().replace("> 0.02", "> 2")
    (tmp_path / ALERTS.name).write_text(never)
    with pytest.raises(AssertionError, match="HelpdeskErrors"):
        check("test", "rules", tried.name, folder=tmp_path)
