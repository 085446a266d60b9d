"""The proxies of docs/deploying.md, configured as that page does, serve a service."""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.questionnaire import ROOT
from tests.run.addresses import free_address
from tests.run.certificates import certify
from tests.run.servers import serve
from tests.run.services import Service, skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "first", "frameworks", "frameworks"),
]

HOST = "shop.example.com"
CLIENT = "127.0.0.2"
# By what a client of TLS asks for it.
NAMED = {"sni_hostname": HOST}
FORGED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}

# Writes a proxy's configuration into a folder, and returns its command.
Configure = Callable[[Path, Path, int, str], list[str]]


def configuration(language: str, **replaced: str) -> str:
    """The page's only block in a language, with the addresses and files of this run."""
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```", page)
    for old, new in replaced.items():
        assert old in block
        block = block.replace(old, new)
    return str(block)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for the host, and its key."""
    return certify(tmp_path_factory.mktemp("certificate"), HOST)


def caddy(folder: Path, certificate: Path, port: int, upstream: str) -> list[str]:
    site = configuration("caddyfile", **{"127.0.0.1:8000": upstream})
    # This run has a certificate already, and may not take the usual ports.
    files = f"{certificate}/fullchain.pem {certificate}/privkey.pem"
    (folder / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n"
        "\tauto_https disable_redirects\n}\n"
        + site.replace("\n}", f"\n\ttls {files}\n}}")
    )
    return ["caddy", "run", "--config", str(folder / "Caddyfile")]


def nginx(folder: Path, certificate: Path, port: int, upstream: str) -> list[str]:
    _, plain_port = free_address("127.0.0.1")
    site = configuration(
        "nginx",
        **{
            "127.0.0.1:8000": upstream,
            "listen 80;": f"listen 127.0.0.1:{plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            f"/etc/letsencrypt/live/{HOST}": str(certificate),
        },
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    # As root, it would hand on to an account that has no access to the folder.
    account = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{account}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{site}}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[Path]:
    """Run a proxy, and return where it logs."""
    if shutil.which(command[0]) is None:
        skip(f"{command[0]} is not installed", "SERVICES")
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
            stdout=output,
            stderr=output,
        )
    try:
        yield log
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for_proxy(client: httpx2.Client, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            client.get("/health/live", extensions=NAMED)
        except httpx2.ConnectError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return


@pytest.mark.parametrize("configure", [caddy, nginx])
def test_service_behind_a_proxy_knows_its_clients(
    migrated: Service, tmp_path: Path, certificate: Path, configure: Configure
) -> None:
    """Whatever a client says of itself: the proxy replaces it."""
    _, port = free_address("127.0.0.1")
    settings = {"ALLOWED_HOSTS": HOST, "TRUSTED_PROXIES": "127.0.0.1"}
    with serve(migrated, **settings) as server:
        upstream = server.url.removeprefix("http://")
        command = configure(tmp_path, certificate, port, upstream)
        trusted = ssl.create_default_context(cafile=certificate / "fullchain.pem")
        transport = httpx2.HTTPTransport(verify=trusted, local_address=CLIENT)
        with (
            running(command, tmp_path) as log,
            httpx2.Client(
                base_url=f"https://127.0.0.1:{port}",
                headers={"Host": HOST, **FORGED},
                transport=transport,
            ) as client,
        ):
            wait_for_proxy(client, log)
            response = client.get(
                "/api/nothing?q=proxied", extensions=NAMED, timeout=30
            )
            too_large = client.post(
                "/api/users",
                content=b" " * (1024 * 1024 + 1),
                headers={"Content-Type": "application/json"},
                extensions=NAMED,
                timeout=30,
            )
        request_id = response.headers["X-Request-ID"]
        assert server.logs(request_id, within=5)
        lines = [one for one in server.events if one.get("request_id") == request_id]

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert {line["client"] for line in lines} == {CLIENT}
    # The service's own answer, not the proxy's.
    assert too_large.status_code == 413
    assert too_large.json()["code"] == "body_too_large"
    if "django" in migrated.combination.layers:
        assert "Strict-Transport-Security" in response.headers  # sent over HTTPS only
