"""What the portal logs: what it refused and, if it is asked to, each request, without any secret.

The rules:
1. Of a path that carries a secret only its beginning is written.
2. Nothing of a query is written: the answer of an identity provider stands there.
3. Addresses of visitors are written, as a log needs them to be of use; keep it no longer than that.
4. A path is one line of text, whatever a visitor put into it.
"""

import logging
from urllib.parse import quote

SECRET = ("/sign/", "/event/", "/news/", "/review/", "/staff/enter/")
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
    return bare if begun is None else f"{begun}..."


def as_written(path: str) -> str:
    """Return the path that a visitor asked for as it may be written down, in one line."""
    return quote(without_secret(path), safe="/")


def keep_secrets_out() -> None:
    """Have every request written to the log without its secret, as often as it is called."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(known, WithoutSecrets) for known in logger.filters):
        logger.addFilter(WithoutSecrets())
