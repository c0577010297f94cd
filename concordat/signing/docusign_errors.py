"""What goes wrong between us and DocuSign, said once, in our own tree.

DocuSignFault                the root: carries the status and DocuSign's own `errorCode`
├── Unanswered               no answer, or none that can be read: what was asked may have been done
├── TooMany                  a limit was reached; `until` is when the next call can be made
├── NotLetIn                 keys, consent, user or account are wrong: an operator's to mend
├── Unknown                  there is no such envelope
└── Rejected                 it understood, and will not do it

Throttling is known by its `errorCode`, whatever its case: it has come as 400 and as 429.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Self

from concordat.domain.errors import (
    BadSetting,
    ConcordatError,
    NotFound,
    Throttled,
    Undeliverable,
)

SAID_AT_MOST = 300
UNAUTHORIZED, MISSING, TIMED_OUT, TOO_MANY, OUR_SIDE = 401, 404, 408, 429, 500
HOURLY = "hourly_apiinvocation_limit_exceeded"
BURST = "burst_apiinvocation_limit_exceeded"
BURST_SPAN = timedelta(seconds=30)
LOOK_AGAIN = timedelta(minutes=15)
NOT_LET_IN = {
    "authorization_invalid_token",
    "partner_authentication_failed",
    "user_authentication_failed",
    "user_does_not_belong_to_specified_account",
    "user_lacks_permissions",
    "account_lacks_permissions",
    "user_lacks_membership",
    "account_has_been_suspended",
    "consent_required",
    "invalid_grant",
    "issuer_not_found",
    "user_not_found",
    "audience_not_found",
    "no_valid_keys_or_signatures",
}
REMEDIES = {
    "consent_required": "Give consent once, as docs/how-to/docusign.md says under Consent.",
    "issuer_not_found": "Correct CONCORDAT_DOCUSIGN_INTEGRATION_KEY; it is not known to this environment.",
    "user_not_found": "Correct CONCORDAT_DOCUSIGN_USER_ID.",
    "audience_not_found": "Correct CONCORDAT_DOCUSIGN_AUTH_HOST: developer and production keys differ.",
    "no_valid_keys_or_signatures": "The private key is not the integration key's: correct "
    "CONCORDAT_DOCUSIGN_PRIVATE_KEY.",
    "user_does_not_belong_to_specified_account": "Correct CONCORDAT_DOCUSIGN_ACCOUNT_ID.",
}


class DocuSignFault(ConcordatError):
    """The root. `code` is DocuSign's `errorCode` as it came, empty when there was none."""

    code = ""
    status = 0

    def by(self, status: int, code: str) -> Self:
        """Return the fault, with what DocuSign called it."""
        self.status, self.code = status, code
        return self


class Unanswered(DocuSignFault, Undeliverable):
    """There was no answer that can be read; what was asked may or may not have been done."""


class TooMany(DocuSignFault, Throttled):
    """A limit on calls was reached, or would be by this one."""


class NotLetIn(DocuSignFault, BadSetting):
    """The keys, the consent, the user or the account do not let us in."""


class Unknown(DocuSignFault, NotFound):
    """DocuSign knows no such envelope."""


class Rejected(DocuSignFault):
    """DocuSign understood what was asked and will not do it."""


def unanswered(why: str) -> Unanswered:
    """Return the fault of an answer that did not come, or cannot be read."""
    return Unanswered(
        f"DocuSign did not answer: {why}.",
        remedy="It is tried again, after asking what became of it.",
        attempted="call DocuSign",
    )


def rejected(code: str, message: str, status: int = 200) -> Rejected:
    """Return the fault of something that DocuSign will not do."""
    return Rejected(
        f"DocuSign will not do that ({code or status}): {message}",
        remedy="See the envelope in DocuSign; nothing was changed here.",
        attempted="call DocuSign",
    ).by(status, code)


def fault(status: int, body: bytes, headers: Mapping[str, str], now: datetime) -> DocuSignFault:
    """Return the fault of an answer that refuses. `headers` have lower-case names."""
    code, message = _said(body)
    name = code.casefold()
    if "limit_exceeded" in name or status == TOO_MANY:
        until = reset_at(name, headers, now)
        said = (
            f"DocuSign takes no more calls before {until:%Y-%m-%d %H:%M:%S} UTC ({code or status})."
        )
        return TooMany(said, until=until, attempted="call DocuSign").by(status, code)
    if name in NOT_LET_IN or status == UNAUTHORIZED:
        return NotLetIn(
            f"DocuSign does not let us in ({code or status}): {message}",
            remedy=REMEDIES.get(name, "Run `concordat docusign doctor`: it says what is wrong."),
            attempted="call DocuSign",
        ).by(status, code)
    if status == TIMED_OUT or status >= OUR_SIDE:
        return unanswered(f"{status} {code} {message}".strip()).by(status, code)
    if status == MISSING:
        return Unknown(
            f"DocuSign does not know it ({code or status}): {message}",
            remedy="See whether the account is the one that it was sent from.",
            attempted="call DocuSign",
        ).by(status, code)
    return rejected(code, message, status)


def reset_at(code: str, headers: Mapping[str, str], now: datetime) -> datetime:
    """Return when the next call can be made, by what a refusal says or else by its kind.

    The hourly count begins anew at the top of the hour, that of bursts within half a minute.
    """
    said = headers.get("x-ratelimit-reset", "")
    if code != BURST and said.isdecimal() and int(said) > now.timestamp():
        return datetime.fromtimestamp(int(said), UTC)
    after = headers.get("retry-after", "")
    if after.isdecimal():
        return now + timedelta(seconds=int(after))
    if code == HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return now + (BURST_SPAN if code == BURST or not code else LOOK_AGAIN)


def _said(body: bytes) -> tuple[str, str]:
    """Return the code and the message of a refusal, of the service's or of its authentication's."""
    try:
        said = json.loads(body)
    except ValueError:
        return "", ""
    if not isinstance(said, dict):
        return "", ""
    if "error" in said:
        told = str(said.get("error_description", ""))
        error = str(said["error"])
        code = told if error == "invalid_grant" and told.casefold() in NOT_LET_IN else error
        return code, told[:SAID_AT_MOST]
    return str(said.get("errorCode", "")), str(said.get("message", ""))[:SAID_AT_MOST]
