"""Says in the trail under which authority the service signs, when that changes.

The rules:
1. A version names the authority when it is registered; a key made later has an authority of its own.
2. The trail then names all of them, by the hash of the file that holds them, so that whoever checks
   knows which file to believe.
3. It is said once, however many processes start.
"""

import hashlib

from concordat.domain.errors import AlreadyDone
from concordat.domain.facts import Fact
from concordat.services.office import Office

SERVICE = "service"
_ONE = b"-----BEGIN CERTIFICATE-----"


def record_authority(office: Office) -> None:
    """Record the authorities of today if there is more than one, unless the trail has them already."""
    pem = office.sealer.authority_pem
    if pem.count(_ONE) == 1:
        return
    sha256 = hashlib.sha256(pem).hexdigest()
    try:
        with office.register.writing() as tx:
            tx.once(f"{SERVICE}/authority/{sha256}")
            tx.record(Fact.AUTHORITY_CHANGED, SERVICE, {"authority_sha256": sha256})
    except AlreadyDone:
        return
