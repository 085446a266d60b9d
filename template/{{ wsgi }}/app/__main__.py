"""The production server: `python -m app`."""

from typing import Any

from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from app import log
from app.config import Settings, get_settings

THREADS = 10
# Longer than proxies and clients keep an idle connection: they, not we, close it.
KEEPALIVE_SECONDS = 75


class ServiceLogger(Logger):
    """Leaves what Gunicorn tells to the service's own log."""

    def setup(self, cfg: Config) -> None:
        self.error_log.propagate = True


class Server(BaseApplication):
    """Gunicorn, told by the service's settings rather than by files of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.web_concurrency,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": KEEPALIVE_SECONDS,
            "forwarded_allow_ips": ",".join(self.settings.trusted_proxies),
            "logger_class": ServiceLogger,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return util.import_app("app.wsgi:application")


def main() -> None:
    """Serve until SIGTERM; requests in flight are answered before the end."""
    settings = get_settings()
    log.configure(settings)
    Server(settings).run()


if __name__ == "__main__":
    main()
