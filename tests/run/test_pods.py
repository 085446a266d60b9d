"""The images of services run as the manifests of Kubernetes say.

No cluster is here. Docker is told what a kubelet would be: the user, the file systems,
the limits, the variables and the arguments, all read from what `kustomize build` makes.
"""

import json
import os
import re
import secrets
import shutil
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
from tests.run.kubernetes import Manifests, Object, build, in_bytes, seconds_of
from tests.run.services import FOREIGN, UV, skip
from tests.timing import step

pytestmark = pytest.mark.full

SERVICES: dict[str, dict[str, Any]] = {
    "django-sqlite": {"framework": "django"},
    "flask-postgresql": {"framework": "flask", "database": "postgresql"},
}
DATABASE = "postgres:17"
PASSWORD = secrets.token_hex(16)
# Within the networks that the manifests trust as proxies.
SUBNET = "10.203.47.0/24"
CALLS = 30
FORM = "application/x-www-form-urlencoded"


def docker(*command: str, check: bool = True, seconds: int = 300) -> str:
    """Run a command of Docker; where it fails, show what it printed."""
    done = subprocess.run(
        ["docker", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    if check and done.returncode:
        pytest.fail(f"docker {' '.join(command)}:\n{done.stdout}", pytrace=False)
    return done.stdout.strip()


@dataclass
class Cluster:
    """A network, a volume and a database, as far as the pods of a service need them."""

    name: str
    manifests: Manifests
    network: str
    secret: dict[str, str] = field(default_factory=dict)

    def arguments(self, pod: Object) -> list[str]:
        """What `docker run` is told for the only container of a pod."""
        spec = pod["spec"]
        [container] = spec["containers"]
        context = spec["securityContext"]
        own = container["securityContext"]
        memory = str(in_bytes(container["resources"]["limits"]["memory"]))
        words = [
            f"--user={context['runAsUser']}:{context['runAsGroup']}",
            f"--memory={memory}",
            f"--memory-swap={memory}",
            f"--network={self.network}",
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

    def run(self, kind: str) -> str:
        """Run a pod of this kind to its end."""
        return docker("run", "--rm", *self.arguments(self.manifests.pods[kind]))


@dataclass(frozen=True)
class Pod:
    """The server's container, as it runs."""

    cluster: Cluster
    container: str
    port: int

    @property
    def spec(self) -> Object:
        return self.cluster.manifests.server

    @property
    def state(self) -> Object:
        text = docker("inspect", "--format={{json .State}}", self.container)
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
            {"Host": f"10.203.47.9:{port['containerPort']}"},
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
        return docker("exec", self.container, *command)


@pytest.fixture(scope="module", autouse=True)
def _daemon() -> None:
    if (
        not shutil.which("docker")
        or subprocess.run(
            ["docker", "version"], capture_output=True, timeout=60, check=False
        ).returncode
    ):
        skip('no Docker answers: eval "$(scripts/docker start)"', "SERVICES")


@pytest.fixture(scope="module", params=SERVICES)
def cluster(
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
    cluster = Cluster(name, manifests, name)
    cluster.secret["SECRET_KEY"] = secrets.token_urlsafe(48)
    with ExitStack() as stack:
        build_image(service, image)
        stack.callback(docker, "rmi", "--force", image)
        docker("network", "create", f"--subnet={SUBNET}", name)
        stack.callback(docker, "network", "rm", name)
        if "DATABASE_URL" in manifests.settings:
            stack.callback(docker, "volume", "rm", name)
            give_to_group(cluster)
        else:
            stack.callback(docker, "rm", "--force", "--volumes", f"{name}-database")
            start_database(cluster)
        yield cluster


def build_image(service: Path, image: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in FOREIGN
    }
    with step("build an image"):
        subprocess.run(
            [UV, "lock", "--quiet"],
            cwd=service,
            env=environment,
            check=True,
            timeout=300,
        )
        docker("build", "--quiet", f"--tag={image}", str(service), seconds=600)


def give_to_group(cluster: Cluster) -> None:
    """Make a volume as a kubelet hands it to a pod with an fsGroup."""
    pod = cluster.manifests.pods["Job"]["spec"]
    group = pod["securityContext"]["fsGroup"]
    [container] = pod["containers"]
    mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    docker("volume", "create", cluster.name)
    docker(
        *("run", "--rm", "--user=0", "--entrypoint=sh"),
        f"--mount=type=volume,src={cluster.name},dst={mounts['data']},volume-nocopy",
        container["image"],
        *("-c", f"chown 0:{group} {mounts['data']} && chmod 2770 {mounts['data']}"),
    )


def start_database(cluster: Cluster) -> None:
    name = f"{cluster.name}-database"
    docker(
        *("run", "--detach", f"--name={name}", f"--network={cluster.network}"),
        *("--network-alias=database", "--env=POSTGRES_USER=app"),
        *("--env=POSTGRES_DB=app", f"--env=POSTGRES_PASSWORD={PASSWORD}", DATABASE),
    )
    wait_for_database(name)
    url = f"postgresql://app:{PASSWORD}@database/app"
    cluster.secret["DATABASE_URL"] = url


def wait_for_database(name: str) -> None:
    """Not by its socket, on which it answers while it is being set up."""
    deadline = time.monotonic() + 60
    answer = ("exec", name, "pg_isready", "--host=127.0.0.1", "--username=app")
    while "accepting" not in docker(*answer, check=False):
        assert time.monotonic() < deadline, docker("logs", name)
        time.sleep(0.2)


@pytest.fixture(scope="module")
def pod(cluster: Cluster) -> Iterator[Pod]:
    """A pod of the Deployment, after the Job."""
    with step("run as in Kubernetes"):
        cluster.run("Job")
        pod = cluster.manifests.pods["Deployment"]
        [port] = cluster.manifests.server["ports"]
        container = docker(
            *("run", "--detach", f"--publish=127.0.0.1::{port['containerPort']}"),
            *cluster.arguments(pod),
        )
        try:
            published = docker("port", container, str(port["containerPort"]))
            started = Pod(cluster, container, int(published.rpartition(":")[2]))
            if not started.reaches("startup", 200):
                pytest.fail(docker("logs", container), pytrace=False)
            yield started
        finally:
            docker("rm", "--force", container)


def test_job_can_run_again(pod: Pod) -> None:
    """As it does when all is applied after Kubernetes has removed it."""
    pod.cluster.run("Job")

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
    lines = docker("logs", pod.container).splitlines()
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
    docker("stop", name)
    assert pod.asks("readiness") == 503
    assert pod.asks("liveness") == 200
    docker("start", name)
    wait_for_database(name)
    assert pod.reaches("readiness", 200)


def test_pod_ends_within_its_grace_period(pod: Pod) -> None:
    spec = pod.cluster.manifests.pods["Deployment"]["spec"]
    waits = pod.spec["lifecycle"]["preStop"]["sleep"]["seconds"]
    # What is left when preStop is over; a process that takes longer is killed.
    left = spec["terminationGracePeriodSeconds"] - waits
    docker("stop", f"--time={left}", pod.container)

    assert pod.state["ExitCode"] == 0
