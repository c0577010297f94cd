"""The signed agreement as it travels inside each record that is about it."""

from concordat.domain.record import Version
from concordat.services.content import Enclosure
from concordat.services.office import Office


def signed_agreement(office: Office, version: Version, sha256: str) -> Enclosure:
    """Return the sealed agreement of that SHA-256; BrokenEvidence if its file has changed."""
    return Enclosure(
        filename=f"{version.id}.pdf",
        description=f"{version.programme.title}, version {version.number}, as signed and sealed",
        data=office.store.get(sha256),
        modified_at=version.sealed_at or office.clock.now(),
    )
