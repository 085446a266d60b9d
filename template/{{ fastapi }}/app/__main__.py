"""The production server: `python -m app`."""

import signal
import sys
from contextlib import suppress

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from app import log
from app.config import get_settings, require_production, with_mapped_addresses


def main() -> None:
    """Serve until SIGTERM; requests in flight are answered before the end."""
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
        # The last second is for the processes to end.
        timeout_graceful_shutdown=settings.shutdown_seconds - 1,
        # The service writes its own log, one line a request.
        log_config=None,
        access_log=False,
        server_header=False,
    )
    # A socket of our own: `::` means IPv4 too, with one process as with several.
    sockets = [config.bind_socket()]
    with suppress(KeyboardInterrupt):
        if config.workers > 1:
            Multiprocess(config, sockets).run()
        else:
            Server(config).run(sockets)


if __name__ == "__main__":
    # uvicorn raises the signal again once it has shut down, which is a success.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    main()
