"""What `kustomize build` makes of a service's overlay."""

import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from scripts import kustomize
from tests.run.services import skip
from tests.timing import step

Object = dict[str, Any]

OVERLAYS = ("staging", "production")
# The first release of Kubernetes in which a preStop hook can sleep by itself.
OLDEST = "1.30"
WORKLOADS = ("Deployment", "Job")


@dataclass(frozen=True)
class Manifests:
    """The objects of one overlay."""

    service: Path
    overlay: str
    text: str

    @cached_property
    def objects(self) -> list[Object]:
        return list(yaml.safe_load_all(self.text))

    def all(self, kind: str) -> list[Object]:
        return [each for each in self.objects if each["kind"] == kind]

    def one(self, kind: str) -> Object:
        [found] = self.all(kind)
        return found

    def names(self, kind: str) -> set[str]:
        return {each["metadata"]["name"] for each in self.all(kind)}

    @property
    def namespace(self) -> str:
        """That of all objects."""
        [found] = {each["metadata"]["namespace"] for each in self.objects}
        assert isinstance(found, str)
        return found

    @property
    def settings(self) -> dict[str, str]:
        data: dict[str, str] = self.one("ConfigMap")["data"]
        return data

    @property
    def pods(self) -> dict[str, Object]:
        """The template of each workload's pods, by its component."""
        return {
            each["metadata"]["labels"]["app.kubernetes.io/component"]: each["spec"][
                "template"
            ]
            for each in self.objects
            if each["kind"] in WORKLOADS
        }

    @property
    def containers(self) -> list[Object]:
        """Those of all pods."""
        return [
            each for pod in self.pods.values() for each in pod["spec"]["containers"]
        ]

    @property
    def deployment(self) -> Object:
        """What rolls out the server."""
        [found] = [
            each["spec"]
            for each in self.all("Deployment")
            if each["spec"]["template"] == self.pods["server"]
        ]
        assert isinstance(found, dict)
        return found

    @property
    def server(self) -> Object:
        containers = self.pods["server"]["spec"]["containers"]
        [found] = [each for each in containers if each["name"] == "server"]
        assert isinstance(found, dict)
        return found


def build(service: Path, overlay: str) -> Manifests:
    """Build an overlay; skip the test where no kustomize is here."""
    program = kustomize.find()
    if program is None:
        skip("no kustomize is here: run scripts/kustomize", "SERVICES")
    with step("kustomize build"):
        done = subprocess.run(
            [program, "build", service / "kubernetes" / "overlays" / overlay],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # warnings of what is deprecated
    return Manifests(service, overlay, done.stdout)


def faults(text: str, version: str | None = None) -> str:
    """What `kubernetes-validate --strict` says of manifests, which is nothing if valid.

    It takes the newest release of Kubernetes that it knows, unless told another.
    """
    command = Path(sys.executable).with_name("kubernetes-validate")
    release = ["-k", version] if version else []
    with step("kubernetes-validate"):
        done = subprocess.run(
            [command, "--strict", "--quiet", *release, "-"],
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    return done.stdout + done.stderr


def seconds_of(probe: Object) -> int:
    """How long a probe fails before something follows from it."""
    period: int = probe["periodSeconds"]
    threshold: int = probe["failureThreshold"]
    return period * threshold


def in_bytes(quantity: str) -> int:
    units = {"Ki": 1024, "Mi": 1024**2, "Gi": 1024**3}
    return int(quantity[:-2]) * units[quantity[-2:]]
