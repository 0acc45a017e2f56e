"""Containerfile, compose and Kubernetes: without a fault, hardened, and true to each other."""

import json
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from ruamel.yaml import YAML

from bot.operations.settings import ROOT
from tests.support.assistant import free_port
from tests.support.debian import program

DEPLOY = ROOT / "deploy"
HERE = Path(sys.executable).parent
KUBERNETES = "1.33"
KINDS = {"Deployment", "StatefulSet", "CronJob"}
OURS = ("helpdesk-app", "helpdesk-engine")
Manifest = dict[str, Any]


def run(*command: object, **options: Any) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_containerfile_has_no_fault() -> None:
    assert run(HERE / "hadolint", DEPLOY / "Containerfile") == ""
    run("sh", "-n", DEPLOY / "start.sh")


def test_images_run_without_root() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    for target in ("engine", "app"):
        stage = text.partition(f"FROM base AS {target}\n")[2].partition("\nFROM ")[0]
        assert "USER 10001:10001" in stage


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What compose makes of the file, with the files that an operator writes."""
    folder = shutil.copytree(DEPLOY, tmp_path_factory.mktemp("project") / "deploy")
    for name in ("helpdesk.env", "engine.env"):
        shutil.copyfile(folder / f"{name}.example", folder / name)
    (folder / "postgres-password").write_text("secret")
    command = (HERE / "docker-compose", "--file", folder / "compose.yaml", "--profile", "*")
    found: dict[str, Any] = json.loads(run(*command, "config", "--format", "json"))["services"]
    return found


def test_compose_hardens_what_is_ours(services: dict[str, Any]) -> None:
    ours = {name: one for name, one in services.items() if one["image"].startswith("helpdesk-")}
    assert set(ours) == {"prepare", "web", "actions", "delivery", "engine", "backup"}
    for one in ours.values():
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["user"] == "10001:10001"
        assert one["security_opt"] == ["no-new-privileges:true"]
    published = {name for name, one in services.items() if one.get("ports")}
    assert published == {"web"}  # of the proxy, which shares its address
    assert services["proxy"]["network_mode"] == "service:web"
    engine = services["engine"]
    assert set(engine["networks"]) == {"inside"}
    assert not {"DATABASE_URL", "WEB_SECRET"} & set(engine["environment"])


def test_the_probe_of_a_container_tells_ready_from_not() -> None:
    done = subprocess.run(
        [sys.executable, DEPLOY / "probe.py", f"http://127.0.0.1:{free_port()}/api/ready"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def kubectl() -> Path:
    return program("kubectl", "kubernetes-client")


def rendered(kubectl: Path, folder: str) -> list[Manifest]:
    text = run(kubectl, "kustomize", DEPLOY / "kubernetes" / folder)
    return list(YAML(typ="safe").load_all(StringIO(text)))


@pytest.fixture(scope="module")
def manifests(kubectl: Path) -> list[Manifest]:
    return rendered(kubectl, "base")


def workloads(manifests: list[Manifest]) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] in KINDS}


def pod(workload: Manifest) -> Manifest:
    spec = workload["spec"]
    template: Manifest = spec.get("jobTemplate", {"spec": spec})["spec"]["template"]
    return template


def named(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] == kind}


@pytest.mark.parametrize("folder", ["base", "overlays/example"])
def test_every_manifest_is_as_kubernetes_publishes_it(kubectl: Path, folder: str) -> None:
    found = rendered(kubectl, folder)
    assert len(found) > 20
    for manifest in found:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
        assert manifest["kind"] != "Secret"  # they are no part of a repository
        assert manifest["kind"] == "Namespace" or manifest["metadata"]["namespace"] == "helpdesk"


def test_pods_are_hardened_and_watched(manifests: list[Manifest]) -> None:
    assert set(workloads(manifests)) == {"engine", "actions", "delivery", "web", "backup"}
    assert workloads(manifests)["engine"]["kind"] == "StatefulSet"
    for workload in workloads(manifests).values():
        spec = pod(workload)["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]
            assert container["image"].partition(":")[0] in OURS
        (container,) = spec["containers"]
        if "ports" in container:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert container[probe]["httpGet"]["port"] == container["ports"][0]["name"]


def test_the_web_app_is_asked_whether_it_lives_and_whether_it_is_ready(
    manifests: list[Manifest],
) -> None:
    (web,) = pod(workloads(manifests)["web"])["spec"]["containers"]
    paths = {kind: web[kind]["httpGet"]["path"] for kind in ("livenessProbe", "readinessProbe")}
    assert paths == {"livenessProbe": "/api/live", "readinessProbe": "/api/ready"}


def test_selectors_find_their_pods(manifests: list[Manifest]) -> None:
    pods = {name: pod(one)["metadata"]["labels"] for name, one in workloads(manifests).items()}

    def chosen(labels: dict[str, str]) -> set[str]:
        return {name for name, of_pod in pods.items() if labels.items() <= of_pod.items()}

    services = named(manifests, "Service")
    for name, service in services.items():
        assert chosen(service["spec"]["selector"]) == {name}
        (container,) = pod(workloads(manifests)[name])["spec"]["containers"]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        for port in service["spec"]["ports"]:
            assert ports[port["targetPort"]] == port["port"]
    assert services["engine"]["spec"]["clusterIP"] == "None"
    budgets = named(manifests, "PodDisruptionBudget")
    for name, budget in budgets.items():
        assert chosen(budget["spec"]["selector"]["matchLabels"]) == {name}
    assert set(budgets) == set(pods) - {"backup"}


def test_nobody_reaches_anybody_but_for_what_is_named(manifests: list[Manifest]) -> None:
    policies = {name: one["spec"] for name, one in named(manifests, "NetworkPolicy").items()}
    closed = policies.pop("nothing-else")
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}

    def peers(rules: list[Manifest], side: str) -> set[str]:
        labels = [
            peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"]
            for rule in rules
            for peer in rule[side]
            if "podSelector" in peer
        ]
        return set(labels)

    reached = {name: peers(one.get("egress", []), "to") for name, one in policies.items()}
    assert reached["web"] == {"engine", "actions"}
    assert reached["engine"] == {"actions"}
    assert reached["delivery"] == reached["actions"] == set()
    assert peers(policies["engine"]["ingress"], "from") == {"web"}
    assert peers(policies["actions"]["ingress"], "from") == {"engine", "web"}
    # The engine, of Rasa's unmaintained packages, reaches the database and nothing outside.
    assert not [rule for rule in policies["engine"]["egress"] if "ipBlock" in str(rule)]


def test_addresses_of_settings_are_services(manifests: list[Manifest]) -> None:
    ((_, settings),) = named(manifests, "ConfigMap").items()
    services = named(manifests, "Service")
    for variable, name in (("ENGINE_URL", "engine"), ("ACTIONS_URL", "actions")):
        (port,) = services[name]["spec"]["ports"]
        assert settings["data"][variable] == f"http://{name}:{port['port']}"
