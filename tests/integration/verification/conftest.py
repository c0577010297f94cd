"""Real documents to be checked, and what somebody could make of them."""

from concordat.services.office import Office
from tests.fakes import VERSION
from tests.integration.evidence.conftest import real_office

__all__ = ["real_office"]


def document_of(office: Office, kind: str, scope: str = "agreement") -> bytes:
    """Return a document of the version, the latest of its kind and scope."""
    with office.register.reading() as view:
        found = [d[2] for d in view.documents(VERSION) if d[:2] == (kind, scope)]
    return office.store.get(found[-1])
