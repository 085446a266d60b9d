"""The manifests of services: built, validated, and true to the service."""

import re
import shlex
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.conftest import Render
from tests.docs.pages import shell_commands
from tests.run.kubernetes import (
    OLDEST,
    OVERLAYS,
    WORKLOADS,
    Manifests,
    Object,
    build,
    faults,
    seconds_of,
)
from tests.tiers import CONNECTED

pytestmark = pytest.mark.slow

PARTS = {"parts": ["container", "kubernetes"]}
CONNECTED_TOO = {"parts": [*CONNECTED, "container", "kubernetes"]}
SERVICES: dict[str, dict[str, Any]] = {
    "fastapi-postgresql": {"database": "postgresql", **CONNECTED_TOO},
    "fastapi-tortoise-mysql": {"orm": "tortoise", "database": "mysql"},
    "fastapi-stateless": {"orm": "none"},
    "django-mysql": {"framework": "django", "database": "mysql", **CONNECTED_TOO},
    "django-pages-sqlite": {"framework": "django", "api": "none"},
    # The longest name, and one that is no text in YAML.
    "flask-postgresql": {
        "framework": "flask",
        "database": "postgresql",
        "project_slug": "a" * 40,
    },
    "flask-peewee-sqlite": {
        "framework": "flask",
        "orm": "peewee",
        "project_slug": "true",
        **CONNECTED_TOO,
    },
}
PORTS = {"postgresql": 5432, "mysql": 3306}
# Of PostgreSQL's 100 connections, 3 are kept for its superusers.
CONNECTIONS = 97
SECRETS = {
    "ADMIN_PASSWORD",
    "BROKER_URL",
    "CACHE_URL",
    "DATABASE_URL",
    "SECRET_KEY",
    "SENTRY_DSN",
    "SMTP_URL",
    "WEBHOOK_SECRET",
}


def services() -> list[object]:
    """Take one in each run, and all in a full one."""
    first, *others = SERVICES
    return [first, *(pytest.param(one, marks=pytest.mark.full) for one in others)]


@pytest.fixture(scope="session", params=services())
def service(
    request: pytest.FixtureRequest,
    render: Render,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    folder = tmp_path_factory.mktemp(request.param) / "service"
    return render(folder, **{**PARTS, **SERVICES[request.param]})


@pytest.fixture(scope="session", params=OVERLAYS)
def manifests(service: Path, request: pytest.FixtureRequest) -> Manifests:
    return build(service, request.param)


def settings_of(service: Path) -> dict[str, str]:
    """The settings of a service, with their defaults."""
    text = (service / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^# ([A-Z_]+)=(.*)$", text, re.MULTILINE))


def metrics_ports(pod: Object, manifests: Manifests) -> dict[str, str]:
    """The port of each server and worker of a pod, if it has metrics."""
    found = {
        container["name"]: {
            **manifests.settings,
            **{each["name"]: each["value"] for each in container.get("env", [])},
        }.get("METRICS_PORT")
        for container in pod["spec"]["containers"]
        if container["name"] in {"server", "worker"}
    }
    return {name: port for name, port in found.items() if port}


def is_scalable(manifests: Manifests) -> bool:
    return not manifests.all("PersistentVolumeClaim")


# --- What Kubernetes takes ---


def test_manifests_are_valid(manifests: Manifests) -> None:
    assert faults(manifests.text) == ""


def test_manifests_are_valid_in_older_clusters(service: Path) -> None:
    assert faults(build(service, "production").text, OLDEST) == ""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("readinessProbe:", "readynessProbe:", "'readynessProbe' was unexpected"),
        ("periodSeconds: 5", "periodSeconds: often", "'often' is not of type"),
        ("containerPort: 8000", "hostIP: localhost", "'containerPort' is a required"),
    ],
)
def test_fault_in_a_manifest_is_found(
    render: Render, tmp_path: Path, old: str, new: str, fault: str
) -> None:
    service = render(tmp_path / "service", **PARTS)
    file = service / "kubernetes" / "base" / "deployment.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")

    assert fault in faults(build(service, "production").text)


def test_names_fit_dns(manifests: Manifests) -> None:
    # A pod's name has a few more letters than that of its workload.
    for each in manifests.objects:
        name = each["metadata"]["name"]
        assert re.fullmatch(r"[a-z][a-z0-9-]{,52}", name), name
    assert manifests.namespace.endswith(f"-{manifests.overlay}")


# --- What pods may do ---


def test_pods_fit_the_restricted_profile(manifests: Manifests) -> None:
    """That of Kubernetes' Pod Security Standards, and a file system to read only."""
    for pod in manifests.pods.values():
        spec = pod["spec"]
        assert not {"hostNetwork", "hostPID", "hostIPC", "hostUsers"} & {*spec}
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False
        assert spec["serviceAccountName"] in manifests.names("ServiceAccount")
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == 10001
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for volume in spec["volumes"]:
            assert {*volume} - {"name"} <= {"emptyDir", "persistentVolumeClaim"}
        for container in spec["containers"] + spec.get("initContainers", []):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": True,
            }
            assert container["resources"]["limits"]["memory"]
            assert {*container["resources"]["requests"]} == {"cpu", "memory"}
            assert "hostPort" not in str(container.get("ports"))
    assert manifests.one("ServiceAccount")["automountServiceAccountToken"] is False


def test_no_secret_is_rendered(manifests: Manifests) -> None:
    assert not manifests.all("Secret")
    own = {"DATABASE_URL"} if not is_scalable(manifests) else set()
    assert SECRETS & {*manifests.settings} == own


# --- What the service knows ---


def test_each_variable_is_a_setting(manifests: Manifests) -> None:
    assert {*manifests.settings} <= {*settings_of(manifests.service)}
    assert manifests.settings["ENVIRONMENT"] == "production"


def test_pods_get_the_config_map_and_the_secret(manifests: Manifests) -> None:
    has_secret = bool(SECRETS & {*settings_of(manifests.service)})
    for container in manifests.containers:
        sources = container["envFrom"]
        assert sources[0]["configMapRef"]["name"] in manifests.names("ConfigMap")
        expected = [manifests.one("Service")["metadata"]["name"]] * has_secret
        assert [each["secretRef"]["name"] for each in sources[1:]] == expected


def test_changed_setting_replaces_the_pods(service: Path, tmp_path: Path) -> None:
    before = build(service, "production")
    changed = copytree(service, tmp_path / "service")
    file = changed / "kubernetes" / "base" / "kustomization.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("WEB_CONCURRENCY=1", "WEB_CONCURRENCY=2"))
    after = build(changed, "production")

    assert before.settings != after.settings
    assert before.server["envFrom"][0] != after.server["envFrom"][0]


def test_pods_end_after_their_requests(manifests: Manifests) -> None:
    spec = manifests.pods["server"]["spec"]
    waits = manifests.server["lifecycle"]["preStop"]["sleep"]["seconds"]
    serves = int(manifests.settings["SHUTDOWN_SECONDS"])

    assert serves == int(settings_of(manifests.service)["SHUTDOWN_SECONDS"])
    assert spec["terminationGracePeriodSeconds"] > waits + serves


def test_probes_fit_the_limits_of_the_service(manifests: Manifests) -> None:
    health = (manifests.service / "app" / "health.py").read_text(encoding="utf-8")
    checks = re.search(r"^TIMEOUT_SECONDS = (\d+)$", health, re.MULTILINE)
    assert checks
    startup, ready, live = (
        manifests.server[f"{name}Probe"]
        for name in ("startup", "readiness", "liveness")
    )
    paths = [each["httpGet"]["path"] for each in (startup, ready, live)]
    ports = {each["httpGet"]["port"] for each in (startup, ready, live)}
    settings = settings_of(manifests.service)

    # The run of an image in this folder asks these.
    assert paths == ["/health/live", "/health/ready", "/health/live"]
    assert ports == {"http"}
    assert ready["timeoutSeconds"] > int(checks[1])
    assert seconds_of(live) > int(settings.get("DATABASE_TIMEOUT_SECONDS", 0))
    assert seconds_of(live) > seconds_of(ready)
    assert seconds_of(startup) >= 60


def test_connections_stay_below_the_limit_of_the_server(manifests: Manifests) -> None:
    settings = manifests.settings
    if "DATABASE_POOL_SIZE" not in settings:
        assert not is_scalable(manifests) or not manifests.all("Job")
        return
    pods = manifests.one("HorizontalPodAutoscaler")["spec"]["maxReplicas"]
    rolling = manifests.deployment["strategy"]["rollingUpdate"]
    each = int(settings["DATABASE_POOL_SIZE"]) * int(settings["WEB_CONCURRENCY"])

    assert rolling["maxSurge"] == 1
    assert each * (pods + rolling["maxSurge"]) + 1 <= CONNECTIONS


# --- What refers to what ---


def test_selectors_match_the_pods(manifests: Manifests) -> None:
    deployment = manifests.deployment
    labels = {
        name: pod["metadata"]["labels"].items() for name, pod in manifests.pods.items()
    }

    budgets = manifests.all("PodDisruptionBudget")
    spreads = deployment["template"]["spec"].get("topologySpreadConstraints", [])
    selectors = [
        deployment["selector"]["matchLabels"],
        manifests.one("Service")["spec"]["selector"],
        *(each["spec"]["selector"]["matchLabels"] for each in budgets),
        *(each["labelSelector"]["matchLabels"] for each in spreads),
    ]
    for selector in selectors:
        assert [name for name, own in labels.items() if selector.items() <= own] == [
            "server"
        ]

    # What is denied to one is denied to the other.
    policy = manifests.one("NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
    assert all(policy.items() <= each for each in labels.values())


def test_each_reference_leads_to_an_object(manifests: Manifests) -> None:
    port, *metrics = manifests.server["ports"]
    service = manifests.one("Service")
    [published] = service["spec"]["ports"]
    [rule] = manifests.one("Ingress")["spec"]["rules"]
    [path] = rule["http"]["paths"]
    admitted, *monitoring = manifests.one("NetworkPolicy")["spec"]["ingress"]

    assert str(port["containerPort"]) == manifests.settings["PORT"]
    assert published["targetPort"] == port["name"]
    assert path["backend"]["service"] == {
        "name": service["metadata"]["name"],
        "port": {"name": published["name"]},
    }
    assert admitted["ports"] == [{"port": port["name"]}]
    assert [str(each["containerPort"]) for each in metrics] == [
        manifests.settings[name] for name in ("METRICS_PORT",) if metrics
    ]
    observed = {str(each["port"]) for rule in monitoring for each in rule["ports"]}
    assert observed == {
        number
        for pod in manifests.pods.values()
        for number in metrics_ports(pod, manifests).values()
    }
    for scaler in manifests.all("HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        assert target["kind"] == "Deployment"
        assert target["name"] in manifests.names("Deployment")
    for pod in manifests.pods.values():
        volumes = {each["name"]: each for each in pod["spec"]["volumes"]}
        # Containers of one pod see the same data.
        containers = pod["spec"]["containers"]
        mounts = {
            each["name"]: each["mountPath"]
            for container in containers
            for each in container["volumeMounts"]
        }
        assert {*mounts} == {*volumes}
        for volume in volumes.values():
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                assert claim in manifests.names("PersistentVolumeClaim")
                place = mounts[volume["name"]]
                assert manifests.settings["DATABASE_URL"].startswith(
                    f"sqlite:///{place}/"
                )


def test_containers_of_a_pod_do_not_get_in_each_others_way(
    manifests: Manifests,
) -> None:
    for pod in manifests.pods.values():
        containers = pod["spec"]["containers"]
        numbers = metrics_ports(pod, manifests).values()
        assert len({*numbers}) == len(numbers)
        # The health of a worker is a file there.
        folders = [
            mount["name"]
            for container in containers
            for mount in container["volumeMounts"]
            if mount["mountPath"] == "/tmp"
        ]
        assert len({*folders}) == len(containers)
        # Everything that stays has a probe.
        if pod["spec"].get("restartPolicy", "Always") == "Always":
            assert all("livenessProbe" in container for container in containers)


def test_overlay_sets_image_and_host(manifests: Manifests) -> None:
    images = {container["image"] for container in manifests.containers}
    assert len(images) == 1
    assert re.fullmatch(r"registry\.example\.com/[a-z-]+:\d+\.\d+\.\d+", images.pop())

    ingress = manifests.one("Ingress")["spec"]
    hosts = manifests.settings["ALLOWED_HOSTS"].split(",")
    assert [rule["host"] for rule in ingress["rules"]] == hosts
    assert [host for each in ingress["tls"] for host in each["hosts"]] == hosts


def test_overlays_differ(service: Path) -> None:
    staging, production = (build(service, overlay) for overlay in OVERLAYS)

    assert staging.settings["ALLOWED_HOSTS"] != production.settings["ALLOWED_HOSTS"]
    assert staging.namespace != production.namespace


def test_service_with_sqlite_is_one_pod(manifests: Manifests) -> None:
    deployment = manifests.deployment
    if is_scalable(manifests):
        scaler = manifests.one("HorizontalPodAutoscaler")["spec"]
        assert "replicas" not in deployment  # or each roll-out would undo its work
        assert 1 <= scaler["minReplicas"] < scaler["maxReplicas"]
        assert manifests.one("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
        assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    else:
        assert deployment["replicas"] == 1
        assert deployment["strategy"] == {"type": "Recreate"}
        assert not manifests.all("HorizontalPodAutoscaler")
        assert not manifests.all("PodDisruptionBudget")


def test_network_admits_what_is_needed(
    manifests: Manifests, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.params["service"]
    policy = manifests.one("NetworkPolicy")["spec"]
    ports = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
    database = PORTS.get(SERVICES[name].get("database", ""))

    assert {*policy["policyTypes"]} == {"Ingress", "Egress"}
    expected = {53} | ({database} if database else set())
    if "SMTP_URL" in settings_of(manifests.service):
        expected |= {587, 465}
    if {"CACHE_URL", "BROKER_URL"} & {*settings_of(manifests.service)}:
        expected |= {6379}
    if "METRICS_PORT" in settings_of(manifests.service):
        expected |= {4318}
    if "outbound" in SERVICES[name].get("parts", []):
        expected |= {443}
    assert ports == expected


# --- What the guide says ---


def test_commands_name_what_is_there(service: Path) -> None:
    guide = (service / "docs" / "service.md").read_text(encoding="utf-8")
    commands = [
        shlex.split(command, comments=True)
        for command in shell_commands(guide.partition("## On Kubernetes")[2])
        if command.startswith("kubectl")
    ]
    manifests = build(service, "production")
    namespace = manifests.namespace
    known = {
        "deployment": manifests.names("Deployment"),
        "job": manifests.names("Job"),
        "namespace": {namespace},
        "tls": {each["secretName"] for each in manifests.one("Ingress")["spec"]["tls"]},
        "generic": {
            source["secretRef"]["name"]
            for source in manifests.server["envFrom"]
            if "secretRef" in source
        },
    }
    named: dict[str, set[str]] = {kind: set() for kind in known}
    for command in commands:
        for kind, name in pairwise(command):
            if kind in named:
                named[kind].add(name)
            if kind == "-n":
                assert name == namespace
            if kind == "-k":
                assert (service / name / "kustomization.yaml").exists()
    assert named == known

    keys = {
        word.split("=")[1]
        for command in commands
        for word in command
        if word.startswith("--from-literal=")
    }
    assert keys <= SECRETS & {*settings_of(service)}
    assert not keys & {*manifests.settings}


def test_migration_comes_before_the_new_pods(service: Path) -> None:
    """The label in the guide's command leaves out the Deployments, and them alone."""
    guide = (service / "docs" / "service.md").read_text(encoding="utf-8")
    manifests = build(service, "production")
    if not manifests.all("Job"):
        assert "component notin" not in guide
        return
    selectors = re.findall(
        r"^kubectl apply -k \S+ -l '(\S+) notin \(([\w, ]+)\)'$", guide, re.MULTILINE
    )
    [(label, values)] = selectors

    def is_left_out(each: Object) -> bool:
        labels: dict[str, str] = each["metadata"].get("labels", {})
        return labels.get(label) in values.split(", ")

    left_out = [each for each in manifests.objects if is_left_out(each)]
    assert left_out == manifests.all("Deployment")
    [job] = manifests.pods["migrate"]["spec"]["containers"]
    assert job["image"] == manifests.server["image"]
    assert {each["kind"] for each in manifests.objects} >= {*WORKLOADS}
