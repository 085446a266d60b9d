"""The production server: `python -m app`."""

import uvicorn

from app.config import get_settings


def main() -> None:
    """Serve until SIGTERM; requests in flight are answered before the end."""
    settings = get_settings()
    uvicorn.run(
        "app.main:app",
        host=settings.host,
        port=settings.port,
        workers=settings.web_concurrency,
        forwarded_allow_ips=list(settings.trusted_proxies),
        # The service writes its own log, one line a request.
        log_config=None,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
