"""The images of services run as the manifests of Kubernetes say.

There is no cluster. Docker gets what a kubelet would get: the user, the file systems,
the limits, the variables and the arguments, all read from what `kustomize build` makes.
"""

import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import Render
from tests.run.docker import Docker, refuse_unlisted
from tests.run.kubernetes import Manifests, Object, build, in_bytes, seconds_of
from tests.run.services import FOREIGN, UV
from tests.timing import step

pytestmark = pytest.mark.full

SERVICES: dict[str, dict[str, Any]] = {
    "django-sqlite": {"framework": "django"},
    "flask-postgresql": {"framework": "flask", "database": "postgresql"},
}
DATABASE = "postgres:17"
PASSWORD = secrets.token_hex(16)
# Within the networks that the manifests trust as proxies, and not another process's.
SUBNET = f"10.203.{os.getpid() % 256}.0/24"
POD = "10.203.0.9"
CALLS = 30
FORM = "application/x-www-form-urlencoded"


@dataclass
class Cluster:
    """A network, a volume and a database, as far as the pods of a service need them."""

    docker: Docker
    name: str
    manifests: Manifests
    secret: dict[str, str] = field(default_factory=dict)

    def arguments(self, pod: Object) -> list[str]:
        """The arguments of `docker run` for the only container of a pod."""
        spec = pod["spec"]
        [container] = spec["containers"]
        context = spec["securityContext"]
        own = container["securityContext"]
        memory = str(in_bytes(container["resources"]["limits"]["memory"]))
        words = [
            f"--user={context['runAsUser']}:{context['runAsGroup']}",
            f"--memory={memory}",
            f"--memory-swap={memory}",
            f"--network={self.name}",
            "--no-healthcheck",
            *(f"--cap-drop={each}" for each in own["capabilities"]["drop"]),
        ]
        if "fsGroup" in context:
            words.append(f"--group-add={context['fsGroup']}")
        if own["readOnlyRootFilesystem"]:
            words.append("--read-only")
        if not own["allowPrivilegeEscalation"]:
            words.append("--security-opt=no-new-privileges")
        mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
        words += [self.mount(each, mounts[each["name"]]) for each in spec["volumes"]]
        variables = {**self.manifests.settings, **self.secret}
        words += [f"--env={name}={value}" for name, value in variables.items()]
        return [*words, container["image"], *container.get("args", [])]

    def mount(self, volume: Object, place: str) -> str:
        if "emptyDir" in volume:
            size = in_bytes(volume["emptyDir"]["sizeLimit"])
            assert volume["emptyDir"]["medium"] == "Memory"
            return f"--tmpfs={place}:size={size},mode=1777"
        # Docker would copy what the image has there, and its owner; a kubelet does not.
        return f"--mount=type=volume,src={self.name},dst={place},volume-nocopy"

    def run(self, component: str) -> str:
        """Run a pod of this component to its end."""
        return self.docker.run(
            "run", "--rm", *self.arguments(self.manifests.pods[component])
        )


@dataclass(frozen=True)
class Pod:
    """The server's container, as it runs."""

    cluster: Cluster
    container: str
    port: int

    @property
    def docker(self) -> Docker:
        return self.cluster.docker

    @property
    def spec(self) -> Object:
        return self.cluster.manifests.server

    @property
    def state(self) -> Object:
        text = self.docker.run("inspect", "--format={{json .State}}", self.container)
        state: Object = json.loads(text)
        return state

    def get(
        self,
        path: str,
        headers: dict[str, str],
        *,
        form: dict[str, str] | None = None,
        timeout: float = 30,
    ) -> int:
        """The status of an answer, or 0 where there is none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            if form is None:
                connection.request("GET", path, headers=headers)
            else:
                headers = {**headers, "Content-Type": FORM}
                connection.request("POST", path, urlencode(form), headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def asks(self, probe: str) -> int:
        """Ask once as the kubelet does, which calls the pod by its address."""
        settings = self.spec[f"{probe}Probe"]
        [port] = self.spec["ports"]
        assert settings["httpGet"]["port"] == port["name"]
        return self.get(
            settings["httpGet"]["path"],
            {"Host": f"{POD}:{port['containerPort']}"},
            timeout=settings["timeoutSeconds"],
        )

    def reaches(self, probe: str, status: int) -> bool:
        """Ask for as long as the kubelet does."""
        deadline = time.monotonic() + seconds_of(self.spec[f"{probe}Probe"])
        while self.asks(probe) != status:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def inside(self, *command: str) -> str:
        return self.docker.run("exec", self.container, *command)


@pytest.fixture(scope="module", params=SERVICES)
def cluster(
    docker: Docker,
    request: pytest.FixtureRequest,
    render: Render,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    name = f"pods-{os.getpid()}-{request.param}"
    folder = tmp_path_factory.mktemp(request.param) / "service"
    service = render(
        folder,
        **SERVICES[request.param],
        parts=["container", "kubernetes"],
        project_slug=f"pods-{request.param}",
    )
    manifests = build(service, "production")
    image = manifests.server["image"]
    cluster = Cluster(docker, name, manifests)
    cluster.secret["SECRET_KEY"] = secrets.token_urlsafe(48)
    with ExitStack() as stack:
        build_image(docker, service, image)
        stack.callback(docker.run, "rmi", "--force", image)
        docker.run("network", "create", f"--subnet={SUBNET}", name)
        stack.callback(docker.run, "network", "rm", name)
        if "DATABASE_URL" in manifests.settings:
            stack.callback(docker.run, "volume", "rm", name)
            give_to_group(cluster)
        else:
            stack.callback(docker.run, "rm", "--force", "--volumes", f"{name}-database")
            start_database(cluster)
        yield cluster


def build_image(docker: Docker, service: Path, image: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in FOREIGN
    }
    refuse_unlisted(service)
    with step("build an image"):
        subprocess.run(
            [UV, "lock", "--quiet"],
            cwd=service,
            env=environment,
            check=True,
            timeout=300,
        )
        docker.run("build", "--quiet", f"--tag={image}", service)


def give_to_group(cluster: Cluster) -> None:
    """Make a volume as a kubelet hands it to a pod with an fsGroup."""
    pod = cluster.manifests.pods["migrate"]["spec"]
    group = pod["securityContext"]["fsGroup"]
    [container] = pod["containers"]
    mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    cluster.docker.run("volume", "create", cluster.name)
    cluster.docker.run(
        *("run", "--rm", "--user=0", "--entrypoint=sh"),
        f"--mount=type=volume,src={cluster.name},dst={mounts['data']},volume-nocopy",
        container["image"],
        *("-c", f"chown 0:{group} {mounts['data']} && chmod 2770 {mounts['data']}"),
    )


def start_database(cluster: Cluster) -> None:
    name = f"{cluster.name}-database"
    cluster.docker.run(
        *("run", "--detach", f"--name={name}", f"--network={cluster.name}"),
        *("--network-alias=database", "--env=POSTGRES_USER=app"),
        *("--env=POSTGRES_DB=app", f"--env=POSTGRES_PASSWORD={PASSWORD}", DATABASE),
    )
    wait_for_database(cluster.docker, name)
    url = f"postgresql://app:{PASSWORD}@database/app"
    cluster.secret["DATABASE_URL"] = url


def wait_for_database(docker: Docker, name: str) -> None:
    """Not by its socket, on which it answers while it is being set up."""
    deadline = time.monotonic() + 60
    answer = ("exec", name, "pg_isready", "--host=127.0.0.1", "--username=app")
    while docker.attempt(*answer).returncode:
        assert time.monotonic() < deadline, docker.run("logs", name)
        time.sleep(0.2)


@pytest.fixture(scope="module")
def pod(cluster: Cluster) -> Iterator[Pod]:
    """A pod of the Deployment, after the Job."""
    docker = cluster.docker
    with step("run as in Kubernetes"):
        cluster.run("migrate")
        pod = cluster.manifests.pods["server"]
        port = cluster.manifests.server["ports"][0]
        container = docker.run(
            *("run", "--detach", f"--publish=127.0.0.1::{port['containerPort']}"),
            *cluster.arguments(pod),
        )
        try:
            published = docker.run("port", container, str(port["containerPort"]))
            started = Pod(cluster, container, int(published.rpartition(":")[2]))
            if not started.reaches("startup", 200):
                logs = docker.attempt("logs", container)
                pytest.fail(logs.stdout + logs.stderr, pytrace=False)
            yield started
        finally:
            docker.run("rm", "--force", container)


def test_job_can_run_again(pod: Pod) -> None:
    """As it does when all is applied after Kubernetes has removed it."""
    pod.cluster.run("migrate")

    assert pod.asks("readiness") == 200


def test_probes_are_answered(pod: Pod) -> None:
    assert pod.reaches("readiness", 200)
    assert pod.asks("liveness") == 200
    assert pod.asks("startup") == 200


def test_pod_answers_to_the_host_of_the_ingress(pod: Pod) -> None:
    [rule] = pod.cluster.manifests.one("Ingress")["spec"]["rules"]
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}

    assert pod.get("/api/me", {"Host": rule["host"], **forwarded}) != 400
    assert pod.get("/api/me", {"Host": "example.org", **forwarded}) == 400
    # It believes the ingress controller, and so knows the client.
    lines = pod.docker.run("logs", pod.container).splitlines()
    assert "192.0.2.7" in lines[-1]


def test_process_has_no_more_than_the_profile_allows(pod: Pod) -> None:
    status = pod.inside("cat", "/proc/1/status")
    found = dict(re.findall(r"^(\w+):\s*(.+)$", status, re.MULTILINE))

    assert found["Uid"].split() == ["10001"] * 4
    assert {int(found[name], 16) for name in ("CapEff", "CapPrm", "CapBnd")} == {0}
    assert found["NoNewPrivs"] == "1"
    assert found["Seccomp"] == "2"
    written = pod.inside("sh", "-c", "touch /tmp/a && ! touch app/a 2>&1")
    assert "Read-only file system" in written


def test_memory_suffices_for_many_log_ins(pod: Pod) -> None:
    """Each hashes a password, which takes much of it."""
    form = {"username": "nobody@example.com", "password": "Correct horse 1"}
    headers = {
        "Host": pod.cluster.manifests.settings["ALLOWED_HOSTS"],
        "X-Forwarded-Proto": "https",
    }

    def log_in(number: int) -> int:
        everything = {**headers, "X-Forwarded-For": f"192.0.2.{number}"}
        return pod.get("/api/auth/token", everything, form=form)

    with ThreadPoolExecutor(CALLS) as pool:
        statuses = {*pool.map(log_in, range(CALLS))}

    assert statuses <= {401, 429, 503}
    assert pod.state["OOMKilled"] is False
    assert pod.reaches("readiness", 200)


def test_outage_of_the_database_restarts_no_pod(pod: Pod) -> None:
    name = f"{pod.cluster.name}-database"
    if "DATABASE_URL" not in pod.cluster.secret:
        return
    pod.docker.run("stop", name)
    assert pod.asks("readiness") == 503
    assert pod.asks("liveness") == 200
    pod.docker.run("start", name)
    wait_for_database(pod.docker, name)
    assert pod.reaches("readiness", 200)


def test_pod_ends_within_its_grace_period(pod: Pod) -> None:
    spec = pod.cluster.manifests.pods["server"]["spec"]
    waits = pod.spec["lifecycle"]["preStop"]["sleep"]["seconds"]
    # What is left when preStop is over; a process that takes longer is killed.
    left = spec["terminationGracePeriodSeconds"] - waits
    pod.docker.run("stop", f"--time={left}", pod.container)

    assert pod.state["ExitCode"] == 0
