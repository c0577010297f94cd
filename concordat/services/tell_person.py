"""Tell a person what the register holds about them. The rules are those of `domain.person`.

It is a command and no deployment: what a deployment is given stays in Prefect's database, and so would
the address.
"""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from concordat.domain.dispatch import Dispatch
from concordat.domain.facts import Fact
from concordat.domain.holder import holder_asked
from concordat.domain.person import roles_of, signs_as
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC, Medium, Signature, SigningRequest
from concordat.domain.trail import TrailEntry
from concordat.services.named_deputies import delegations_to
from concordat.services.office import Office
from concordat.services.register import Holdings, Reading
from concordat.services.sign import identity_checks


def tell_person(office: Office, address: str) -> dict[str, Any]:
    """Return everything that the register holds under the address, as values for JSON but for times.

    It is on the trail that the person was told, by the reference that stands in the address's place.
    """
    address = address.strip()
    with office.register.writing() as tx:
        held = tx.holdings(address)
        answer: dict[str, Any] = {"address": address, "told_at": tx.now, "held": held is not None}
        if held is not None:
            answer |= _answer(tx, held, address)
            letters = len(held.letters)
            told = {"contact": held.reference, "letters": letters}
            tx.record(Fact.PERSON_TOLD, held.reference, told, actor="director")
    answer["not_found_by_address"] = (
        "Comments are kept without an address. Give the comment's number to be told of one."
    )
    return answer


def _answer(view: Reading, held: Holdings, address: str) -> dict[str, Any]:
    versions = [view.version(version_id) for version_id in view.version_ids()]
    asked = {letter.link.removeprefix("sign:") for letter in held.letters if letter.link}
    requests, signatures = [], []
    for version in versions:
        asked |= _asked_elsewhere(view, version, address)
        requests += [r for r in view.records(SigningRequest, version.id) if r.id in asked]
        made = view.records(Signature, version.id)
        signatures += [s for s in made if _is_own(view, version, s, address, asked)]
    own = {r.id for r in requests} | {s.request_id for s in signatures}
    return {
        "contact": held.reference,
        "tables": {
            "contact": [{"email": address}],
            "programme": [
                {"programme_sha256": sha256, **asdict(role)}
                for sha256, programme in held.programmes
                for role in roles_of(programme, address)
            ],
            "notice": [asdict(letter) for letter in held.letters],
            "signing_request": [asdict(r) for r in requests],
            "signature": [asdict(s) for s in signatures],
            "dispatch": [asdict(d) for d in _dispatches_of(view, requests)],
            "identity_check": [asdict(c) for r in requests for c in identity_checks(view, r)],
            "given_delegation": [asdict(d) for d in delegations_to(view, held, address)],
        },
        "facts": [
            {"number": e.number, "at": e.at, "fact": e.fact, "about": e.about, **e.said}
            for e in view.trail()
            if _is_about(e, held, own)
        ],
        "documents": _documents(view, versions, held, signatures),
    }


def _asked_elsewhere(view: Reading, version: Version, address: str) -> set[str]:
    """Return the requests that a provider sent the person: it writes the letters, so we have none."""
    timezone, found = version.programme.timezone, set()
    for scope in {dispatch.scope for dispatch in view.records(Dispatch, version.id)}:
        signing = view.signing(version, scope)
        for request in signing.requests:
            asked = holder_asked(signing, request, timezone).email.casefold() == address.casefold()
            if asked and any(d.asks(request.seat) for d in signing.dispatches):
                found.add(request.id)
    return found


def _dispatches_of(view: Reading, requests: list[SigningRequest]) -> list[Dispatch]:
    """Return the dispatches in which the requests were carried."""
    carried = {
        d.key: d
        for r in requests
        for d in view.records(Dispatch, r.version_id, scope=r.scope)
        if d.asks(r.seat)
    }
    return list(carried.values())


def _is_own(
    view: Reading, version: Version, signature: Signature, address: str, asked: Collection[str]
) -> bool:
    """Say whether the person made the signature: on a request sent to them, or on paper in their seat."""
    if signature.request_id in asked:
        return True
    seated = view.signing(version, signature.scope).signatory(signature.seat)
    return signature.medium == Medium.PAPER and signs_as(seated, address, signature.role)


def _is_about(entry: TrailEntry, held: Holdings, requests: Collection[str]) -> bool:
    letters = {letter.id for letter in held.letters}
    about_them = entry.about.partition("/")[0] == held.reference or entry.about in letters
    return about_them or entry.said.get("request") in requests


def _documents(
    view: Reading, versions: list[Version], held: Holdings, signatures: list[Signature]
) -> list[dict[str, str]]:
    """Return the documents sent to the person, those they signed, here or elsewhere, and their papers' scans."""
    own: set[str | None] = {sha256 for letter in held.letters for _, sha256 in letter.attachments}
    own |= {s.evidence_sha256 for s in signatures if s.evidence_sha256}
    signed = {(s.version_id, "agreement" if s.scope == PUBLIC else s.scope) for s in signatures}
    own |= {sha256 for signature in signatures for sha256 in _fetched(view, signature)}
    return [
        {"version": version.id, "kind": kind, "scope": scope, "sha256": sha256}
        for version in versions
        for kind, scope, sha256 in view.documents(version.id)
        if sha256 in own or ((version.id, scope) in signed and kind in {"agreement", "record"})
    ]


def _fetched(view: Reading, signature: Signature) -> set[str | None]:
    """Return the documents that were fetched from the provider through which it was made."""
    dispatches = view.records(Dispatch, signature.version_id, scope=signature.scope)
    made_in = [d for d in dispatches if signature.through is not None and d.asks(signature.seat)]
    return {sha256 for d in made_in for sha256 in (d.signed_sha256, d.certificate_sha256)}
