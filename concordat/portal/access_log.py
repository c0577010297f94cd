"""The web server's log of requests, without what nobody may read there.

The rules:
1. Of a path that carries a secret only its beginning is written.
2. Nothing of a query is written: the answer of an identity provider stands there.
3. Addresses of visitors are written, as a log needs them to be of use; keep it no longer than that.
"""

import logging

SECRET = ("/sign/", "/review/", "/staff/enter/")
"""The beginnings of the paths after which a secret stands."""

LOGGER = "uvicorn.access"


class WithoutSecrets(logging.Filter):
    """Takes the secrets out of each line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the path of the request; every line is kept."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_secret(part) if isinstance(part, str) and part.startswith("/") else part
                for part in record.args
            )
        return True


def without_secret(path: str) -> str:
    """Return the path of a request as it may be written down."""
    bare = path.partition("?")[0]
    begun = next((start for start in SECRET if bare.startswith(start)), None)
    return bare if begun is None else f"{begun}…"


def write_without_secrets() -> None:
    """Have the web server's log of requests written without secrets."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(known, WithoutSecrets) for known in logger.filters):
        logger.addFilter(WithoutSecrets())
