"""The production server, started by `python -m app`."""

import signal
import sys
from contextlib import suppress

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from app import log
from app.config import get_settings, require_production, with_mapped_addresses


def main() -> None:
    """Serve until SIGTERM, and finish the requests in flight."""
    settings = get_settings()
    log.configure(settings)
    require_production(settings)
    config = Config(
        "app.main:app",
        host=settings.host,
        port=settings.port,
        workers=settings.web_concurrency,
        http="app.protocol:Protocol",
        forwarded_allow_ips=with_mapped_addresses(settings.trusted_proxies),
        timeout_keep_alive=settings.keep_alive_seconds,
        # Leave a second for the processes to exit.
        timeout_graceful_shutdown=settings.shutdown_seconds - 1,
        # The service configures logging and logs requests itself.
        log_config=None,
        access_log=False,
        server_header=False,
    )
    # Bind here, so that `::` also accepts IPv4, whatever the number of processes.
    sockets = [config.bind_socket()]
    with suppress(KeyboardInterrupt):
        if config.workers > 1:
            Multiprocess(config, sockets).run()
        else:
            Server(config).run(sockets)


if __name__ == "__main__":
    # uvicorn raises the signal again after a graceful shutdown.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    main()
