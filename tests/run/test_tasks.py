"""Background tasks with a real queue: no task is lost, whatever is killed or stopped.

A feature with tasks of its own, `tests/run/proof/`, is copied into the service.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.conftest import Render
from tests.questionnaire import ROOT
from tests.run.servers import start
from tests.run.services import PRODUCTION, UV, Service, install
from tests.run.smtp import mail_server
from tests.run.valkey import Valkey
from tests.space import Combination
from tests.timing import step

pytestmark = [
    pytest.mark.full,
    pytest.mark.combinations("first", "complete", "complete", "complete"),
    pytest.mark.only_with("tasks"),
]

PROOF = ROOT / "tests/run/proof"
TASKS = 1000
KILLS = 10
SECONDS = 60


def wait(condition: Callable[[], object], *, within: float = SECONDS) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It has not happened in time."
        time.sleep(0.05)


@dataclass
class Process:
    """A worker or scheduler, and its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """Kill it with all that it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=SECONDS)

    @property
    def events(self) -> list[dict[str, object]]:
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@dataclass(frozen=True)
class Proof:
    """A service with the feature, its queue, and the folder that its tasks write to."""

    service: Service
    broker: Valkey | None  # None where the queue is the database
    folder: Path

    @property
    def settings(self) -> dict[str, str]:
        return {**PRODUCTION, **self.service.environment, "PROOF": str(self.folder)}

    def run(self, *command: str) -> str:
        return self.service.run(*command, **self.settings)

    def enqueue(self, task: str, *keys: str) -> None:
        self.run("python", "-m", "app.proof", task, *keys)

    def seen(self, kind: str) -> list[str]:
        return sorted(path.name for path in (self.folder / kind).glob("*"))

    @contextmanager
    def running(self, command: str, **settings: str) -> Iterator[Process]:
        """Run `poe worker` or `poe schedule`, alone in a temporary folder."""
        number = len(list(self.folder.glob(f"{command}-*.log")))
        log = self.folder / f"{command}-{number}.log"
        temporary = self.folder / f"{command}-{number}"
        temporary.mkdir()
        with log.open("w") as output:
            process = subprocess.Popen(
                [UV, "run", "--no-sync", "poe", command],
                cwd=self.service.folder,
                env={**self.settings, "TMPDIR": str(temporary), **settings},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running = Process(process, log)
        try:
            yield running
        finally:
            if process.poll() is None:
                running.kill()


@pytest.fixture(scope="session")
def extended(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """A service with the feature."""
    folder = tmp_path_factory.mktemp(f"tasks-{combination}") / "service"
    service = install(combination, render(folder, **combination.data))
    framework = combination.data["framework"]
    feature = folder / "app/proof"
    shutil.copytree(PROOF / framework, feature)
    for name in ("__init__.py", "effects.py"):
        shutil.copy(PROOF / name, feature)
    if framework == "django":
        settings = folder / "app/settings.py"
        installed = settings.read_text().replace(
            "INSTALLED_APPS += [\n", 'INSTALLED_APPS += [\n    "app.proof",\n'
        )
        settings.write_text(installed)
    return service


@pytest.fixture
def proof(extended: Service, tmp_path: Path) -> Iterator[Proof]:
    """The service with an empty queue."""
    service = extended.with_database(f"tasks_{tmp_path.name}")
    with Valkey(tmp_path / "valkey") as server:
        names = {"cache": "CACHE_URL", "tasks": "BROKER_URL"}
        urls = {
            name: server.url
            for layer, name in names.items()
            if layer in service.combination.layers
        }
        service = replace(service, environment={**service.environment, **urls})
        if "users" in service.combination.layers:
            service.migrate()
        is_broker = "micro" in service.combination.layers
        yield Proof(service, server if is_broker else None, tmp_path)


def test_killed_workers_lose_nothing(proof: Proof) -> None:
    keys = [f"{number:04}" for number in range(TASKS)]
    with step("enqueue tasks"):
        proof.enqueue("add", *keys)

    for _ in range(KILLS):
        before = len(proof.seen("effects"))
        with step("kill workers"), proof.running("worker") as worker:
            wait(lambda: len(proof.seen("effects")) >= min(before + 20, TASKS))  # noqa: B023
            worker.kill()
    with step("run tasks"), proof.running("worker"):
        wait(lambda: len(proof.seen("effects")) == TASKS)

    assert proof.seen("effects") == keys
    runs = Counter(name.partition("-")[0] for name in proof.seen("runs"))
    # A kill interrupts what was running, and nothing else runs twice.
    assert sum(runs.values()) - TASKS <= KILLS * 32


def test_worker_finishes_on_sigterm(proof: Proof) -> None:
    proof.enqueue("slow", "slow")

    with proof.running("worker") as worker:
        wait(lambda: proof.seen("started"))
        assert worker.stop() in (0, -signal.SIGTERM)

    assert proof.seen("effects") == ["slow"]


def test_failed_task_is_listed_and_runs_again(proof: Proof) -> None:
    proof.enqueue("fail", "one", "two")

    with proof.running("worker"):
        wait(lambda: len(dead(proof)) == 2)
        (proof.folder / "repaired").touch()
        proof.run("poe", "retry-task", dead(proof)[0].split()[0])
        wait(lambda: len(proof.seen("effects")) == 1)
        proof.run("poe", "retry-task", "--all")
        wait(lambda: len(proof.seen("effects")) == 2)

    assert dead(proof) == []


def dead(proof: Proof) -> list[str]:
    """The lines of the dead tasks of the proof."""
    lines = proof.run("poe", "dead-tasks").splitlines()
    return [line for line in lines if "fail" in line and "Poe =>" not in line]


def test_worker_is_healthy_while_it_runs(proof: Proof) -> None:
    temporary = proof.folder / "worker-0"
    with proof.running("worker") as worker:
        wait(lambda: is_healthy(proof, temporary))
        worker.stop()


def is_healthy(proof: Proof, temporary: Path) -> bool:
    done = subprocess.run(
        [UV, "run", "--no-sync", "poe", "worker-health"],
        cwd=proof.service.folder,
        env={**proof.settings, "TMPDIR": str(temporary)},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode == 0


def test_schedule_runs_once_with_two_schedulers(proof: Proof) -> None:
    with (
        proof.running("worker"),
        proof.running("schedule") as first,
        proof.running("schedule") as second,
    ):
        wait(lambda: proof.seen("ticks"), within=2 * SECONDS)
        time.sleep(2)  # for the other scheduler, whose tick would follow
        assert first.stop() in (0, -signal.SIGTERM)
        assert second.stop() in (0, -signal.SIGTERM)

    minutes = Counter(name.partition("-")[0] for name in proof.seen("ticks"))
    assert set(minutes.values()) == {1}


def test_tasks_outlive_a_restart_of_the_broker(proof: Proof) -> None:
    if proof.broker is None:
        pytest.skip("the queue is the database, of whose outages other tests are")
    keys = [f"{number:04}" for number in range(TASKS // 2)]
    proof.enqueue("add", *keys)

    with proof.running("worker"):
        wait(lambda: len(proof.seen("effects")) > 20)
        proof.broker.stop()
        time.sleep(2)
        proof.broker.start()
        wait(lambda: len(proof.seen("effects")) == len(keys))
        with proof.broker.silent():
            time.sleep(2)
        proof.enqueue("add", "last")
        wait(lambda: "last" in proof.seen("effects"))


REGISTRATION = {"email": "ada@example.com", "name": "Ada", "password": "Passw0rdX"}


def register(url: str, **changes: str) -> None:
    """Register a user by a request with the ID `proof-request`."""
    headers = {"Content-Type": "application/json", "X-Request-ID": "proof-request"}
    body = json.dumps({**REGISTRATION, **changes}).encode()
    with urlopen(Request(f"{url}/api/users", body, headers), timeout=30) as response:
        assert response.status == 201


@pytest.mark.only_with("rest")
@pytest.mark.only_with("users")
def test_mails_are_sent_by_the_worker(proof: Proof) -> None:
    with mail_server() as (smtp_url, mails):
        settings = {**proof.settings, "SMTP_URL": smtp_url}
        with (
            start(proof.service, "127.0.0.1", settings) as server,
            proof.running("worker", SMTP_URL=smtp_url) as worker,
        ):
            register(server.url)
            assert mails.get(timeout=SECONDS)["To"] == REGISTRATION["email"]
            wait(
                lambda: any(
                    event.get("request_id") == "proof-request"
                    for event in worker.events
                )
            )

            if proof.broker is not None:
                proof.broker.stop()
                register(server.url, email="bob@example.com")
                assert mails.get(timeout=SECONDS)["To"] == "bob@example.com"
                with urlopen(f"{server.url}/health/ready", timeout=30) as ready:
                    assert json.load(ready)["checks"]["broker"] == "degraded"
