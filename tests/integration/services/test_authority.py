"""The trail names the authority under which the service signs, again whenever a new key has come."""

import hashlib
from dataclasses import replace

from concordat.domain.facts import Fact
from concordat.services.authority import record_authority
from concordat.services.office import Office
from tests.fakes import FakeSealer


class SealerWithANewKey(FakeSealer):
    authority_pem = FakeSealer.authority_pem * 2


def named(office: Office) -> list[str]:
    with office.register.reading() as view:
        trail = view.trail()
    return [e.data["authority_sha256"] for e in trail if e.fact == Fact.AUTHORITY_CHANGED]


def test_the_first_key_is_named_by_the_versions_alone(office: Office) -> None:
    record_authority(office)
    assert named(office) == []


def test_a_new_key_is_named_once(both_office: Office) -> None:
    after = replace(both_office, sealer=SealerWithANewKey())
    for _ in range(2):
        record_authority(after)
    assert named(after) == [hashlib.sha256(SealerWithANewKey.authority_pem).hexdigest()]
