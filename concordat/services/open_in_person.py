"""Open an in-person signing on its day. The rules are those of `domain.in_person`."""

from dataclasses import replace

from concordat.domain.calendar import local_date
from concordat.domain.dispatch import INHOUSE
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.in_person import InPersonSigning, ends_at
from concordat.domain.record import Version
from concordat.domain.rules import InPersonRule
from concordat.domain.signature import PUBLIC
from concordat.domain.states import VersionState
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Transaction

OPEN = "open an in-person signing"


def open_in_person(office: Office, version_id: str) -> None:
    """Open an in-person signing of the version, and send its officer the link.

    NotAllowed, with what to do instead, where the programme has none, or out of its time.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        rule = rule_of(version)
        today = local_date(tx.now, version.programme.timezone)
        if version.state != VersionState.SIGNING or today < version.public_signing_on:
            raise _refused(version, "nothing is signed in public now.", "Wait for its day.")
        if version.programme.signing.provider != INHOUSE:
            raise _refused(
                version,
                "another provider asks for its signatures, so that nobody signs on a tablet.",
                "Everyone signs where the provider asks them to, or on paper.",
            )
        earlier = tx.records(InPersonSigning, version_id)
        for one in earlier:
            if one.is_open(tx.now):
                close(tx, version, one, "another one was opened", "director")
        number = len(earlier) + 1
        signing_id = f"{version_id}/in-person/{number}"
        tx.add(
            InPersonSigning(
                id=signing_id,
                version_id=version_id,
                number=number,
                link_sha256=office.links.fingerprint_for(signing_id),
                opened_at=tx.now,
                closes_at=ends_at(tx.now, version.programme.timezone),
            )
        )
        data = {"number": number, "officer": rule.officer.role, "witness": rule.witness}
        tx.record(Fact.IN_PERSON_OPENED, f"{version_id}/{PUBLIC}", data, actor="director")
        owe(
            tx,
            version,
            f"in-person/{number}/opened",
            "in-person-opened",
            (rule.officer.email,),
            link=f"event:{signing_id}",
            role=rule.officer.role,
            witness="yes" if rule.witness else "",
        )


def rule_of(version: Version) -> InPersonRule:
    """Return who opens the tablet; NotAllowed where the programme has nobody for it."""
    rule = version.programme.timeline.in_person
    if rule is None:
        raise _refused(
            version,
            "the programme has no officer for signing on a tablet.",
            "Name one in the config, under timeline.public_signing.in_person, before the version is "
            "registered; or have everybody sign by their own link, or on paper.",
        )
    return rule


def _refused(version: Version, message: str, remedy: str) -> NotAllowed:
    return NotAllowed(
        f"The public signing: {message}", remedy=remedy, state=version.state.value, attempted=OPEN
    )


def close(tx: Transaction, version: Version, one: InPersonSigning, why: str, actor: str) -> None:
    """Close an in-person signing, and record why."""
    tx.save(replace(one, closed_at=tx.now))
    data = {"number": one.number, "why": why}
    tx.record(Fact.IN_PERSON_CLOSED, f"{version.id}/{PUBLIC}", data, actor=actor)
