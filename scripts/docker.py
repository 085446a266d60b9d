"""Bring a Docker for the tests: the machine's own, or else a private one.

`scripts/docker start` prints what a shell needs to reach it, as `export` lines:

    eval "$(scripts/docker start)"

Where a Docker answers already, that one is used, and pulls its images. Else Debian's
packages are unpacked into `.docker/`, a daemon is started there on a socket of its own,
and the images that `scripts/images/images.toml` lists are made and imported. This needs
root, Debian, and its packages runc, iptables and mmdebstrap.

`env` prints the lines of what `start` has started. `stop` stops it, and takes away its
data and all that it has changed: processes, mounts, networks and rules of the firewall.
"""

import fcntl
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts import private_apt, stand_ins

FOLDER = Path(__file__).resolve().parent.parent / ".docker"
SECONDS = 60
PACKAGES = (
    *("containerd", "docker-buildx", "docker-cli", "docker-compose", "docker.io"),
    "tini",  # the init of containers, and of the daemon's own processes
)
ROOT = FOLDER / "root"
PROGRAMS = (ROOT / "usr/bin", ROOT / "usr/sbin")
SOCKET = FOLDER / "docker.sock"
FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")


class DockerError(Exception):
    """A Docker that can't be brought."""


# --- Which Docker there is ---


def own_variables() -> dict[str, str]:
    path = os.environ.get("PATH", os.defpath)
    return {
        "DOCKER_HOST": f"unix://{SOCKET}",
        "DOCKER_CONFIG": str(FOLDER / "config"),
        "PATH": os.pathsep.join([*map(str, PROGRAMS), path]),
    }


def answers(variables: dict[str, str]) -> bool:
    environment = {**os.environ, **variables}
    if not shutil.which("docker", path=environment["PATH"]):
        return False
    done = subprocess.run(
        ["docker", "version", "--format", "{{.Server.Version}}"],
        env=environment,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def running() -> int | None:
    """The process that holds the private daemon, and not one that reuses its number."""
    try:
        pid = int((FOLDER / "pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except (OSError, ValueError):
        return None
    return pid if str(SOCKET) in command else None


def print_lines() -> None:
    if running() is not None:
        for name, value in own_variables().items():
            if name == "PATH":
                places = os.pathsep.join(map(str, PROGRAMS))
                print(f'export PATH={shlex.quote(places)}:"$PATH"')
            else:
                print(f"export {name}={shlex.quote(value)}")
    elif not answers({}):
        raise DockerError("No Docker answers; scripts/docker start may bring one.")


# --- The private one ---


def start() -> None:
    if running() is None and answers({}):
        return
    required = ("iptables", "ip", "runc", "unshare", "dpkg-deb")
    missing = [name for name in required if not shutil.which(name)]
    missing += private_apt.missing()
    if missing:
        packages = " ".join(missing)
        raise DockerError(f"Not installed: {packages} (apt-get install {packages}).")
    if os.geteuid() != 0:
        raise DockerError("No Docker answers, and one is started by root alone.")
    if running() is None:
        stop()  # remove what an interrupted start left behind
    apt = private_apt.PrivateApt(FOLDER / "apt")
    images = stand_ins.listed()
    with ThreadPoolExecutor(len(images) + 1) as pool:
        if running() is None or not all(image.tar.exists() for image in images):
            apt.update()
        daemon = pool.submit(start_daemon, apt)
        made = [pool.submit(bring, image, apt, daemon) for image in images]
        for each in (daemon, *made):
            each.result()
    print_lines()


def bring(
    image: stand_ins.Image, apt: private_apt.PrivateApt, daemon: "Future[None]"
) -> None:
    stand_ins.make(image, apt)
    daemon.result()
    environment = [f"{name}={value}" for name, value in own_variables().items()]
    stand_ins.load(image, ["env", *environment, "docker"])


def start_daemon(apt: private_apt.PrivateApt) -> None:
    if running() is not None:
        return
    apt.unpack(PACKAGES, ROOT, alone=True)
    plugins = ROOT / "usr/libexec/docker/cli-plugins"
    write("config/config.json", json.dumps({"cliPluginsExtraDirs": [str(plugins)]}))
    write("daemon.json", "{}")
    write("before.json", json.dumps(network()))
    with (FOLDER / "log").open("wb") as log:
        # In namespaces of its own the kernel ends all of its processes and mounts.
        daemon = subprocess.Popen(
            [
                *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
                *("--mount-proc", ROOT / "usr/bin/tini-static", "--"),
                *("dockerd", "--host", f"unix://{SOCKET}"),
                *("--config-file", FOLDER / "daemon.json"),
                *("--data-root", FOLDER / "data", "--exec-root", FOLDER / "exec"),
                *("--pidfile", FOLDER / "dockerd.pid", "--storage-driver=overlay2"),
                f"--cgroup-parent=/{group()}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=FOLDER,
            env={**os.environ, **own_variables()},
            start_new_session=True,  # it outlives this script and its terminal
        )
    write("pid", str(daemon.pid))
    deadline = time.monotonic() + SECONDS
    while not answers(own_variables()):
        if daemon.poll() is not None or time.monotonic() > deadline:
            lines = (FOLDER / "log").read_text(errors="replace").splitlines()
            stop()
            raise DockerError("\n".join([*lines[-20:], "dockerd did not start."]))
        time.sleep(0.1)


def write(name: str, text: str) -> None:
    file = FOLDER / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def group() -> str:
    """The control group of its containers, which no other daemon has."""
    return f"proof-{FOLDER.stat().st_ino}"


def stop() -> None:
    if not FOLDER.exists():
        return
    if (pid := running()) is not None:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in map(int, children):
            os.kill(child, signal.SIGTERM)
        deadline = time.monotonic() + SECONDS
        while running() is not None:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    if (FOLDER / "before.json").exists():
        restore_network(json.loads((FOLDER / "before.json").read_text()))
    for folder in sorted(Path("/sys/fs/cgroup").glob(f"**/{group()}")):
        for each in (*sorted(folder.rglob("*/"), reverse=True), folder):
            each.rmdir()
    shutil.rmtree(FOLDER)


# --- What a daemon changes of the machine's network ---

TABLES = ("filter", "nat", "mangle", "raw")


def network() -> dict[str, Any]:
    """The links, the rules of the firewall, and whether packets are forwarded."""
    return {"links": links(), "rules": rules(), "forwarding": FORWARDING.read_text()}


def links() -> list[str]:
    shown = json.loads(output("ip", "-json", "link"))
    return [link["ifname"] for link in shown]


def rules() -> dict[str, list[str]]:
    return {
        f"{program} {table}": output(program, "-t", table, "-S").splitlines()
        for program in ("iptables", "ip6tables")
        for table in TABLES
    }


def restore_network(before: dict[str, Any]) -> None:
    bridges = [
        link
        for link in links()
        if link not in before["links"]
        and re.fullmatch(r"docker0|br-[0-9a-f]{12}|veth[0-9a-f]{7}", link)
    ]
    for place, now in rules().items():
        command = [place.split()[0], "-t", place.split()[1]]
        new = [rule for rule in now if rule not in before["rules"][place]]
        for rule in new:
            of_docker = "DOCKER" in rule or any(link in rule for link in bridges)
            if rule.startswith("-A") and of_docker:
                output(*command, "-D", *shlex.split(rule)[1:])
        for rule in new:
            if rule.startswith("-N DOCKER"):
                output(*command, "-X", rule.split()[1])
        for rule in before["rules"][place]:
            if rule.startswith("-P FORWARD") and rule not in now:
                output(*command, *shlex.split(rule))
    for link in bridges:
        if link in links():  # not the second end of a pair that has gone
            output("ip", "link", "delete", link)
    FORWARDING.write_text(before["forwarding"])


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# --- The command ---


@contextmanager
def alone() -> Iterator[None]:
    """Let concurrent runs of this script take turns."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    commands = {"start": start, "stop": stop, "env": print_lines}
    chosen = sys.argv[1:] or ["start"]
    if len(chosen) != 1 or chosen[0] not in commands:
        raise SystemExit("Usage: scripts/docker [start|stop|env]")
    try:
        with alone():
            commands[chosen[0]]()
    except (DockerError, OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
