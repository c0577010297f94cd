"""The dates that follow from the board's: read from a version, and moved with both on record."""

from dataclasses import replace

from concordat.domain.approval import Dates
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.services.register import Transaction

MOVABLE = ("board_on", "public_signing_on", "ratification_due")
"""The dates in force that a version has columns for."""


def dates_of(version: Version) -> Dates:
    """Return the dates in force of a version."""
    return Dates(version.board_on, version.public_signing_on, version.ratification_due)


def moved(tx: Transaction, version: Version, new: Dates) -> Version:
    """Return the version with the new dates, which the caller saves; each that moves is recorded."""
    old = dates_of(version)
    for name in MOVABLE:
        if getattr(old, name) != getattr(new, name):
            tx.record(
                Fact.DATES_MOVED,
                version.id,
                {"date": name, "old": getattr(old, name), "new": getattr(new, name)},
            )
    return replace(
        version,
        board_on=new.board_on,
        public_signing_on=new.public_signing_on,
        ratification_due=new.ratification_due,
    )
