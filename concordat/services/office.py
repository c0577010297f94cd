"""Everything a use case works with, put together once by bootstrap."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from concordat.services.links import Links
from concordat.services.ports import Clock, DocumentStore, Postman, Publisher, Sealer
from concordat.services.providers import Provider
from concordat.services.register import Register


@dataclass(frozen=True, slots=True)
class Office:
    """The ports of one running service. `rehearsal` marks everything it makes as not real.

    `providers` are those that can carry signing requests in its place, by name.
    """

    clock: Clock
    register: Register
    publisher: Publisher
    store: DocumentStore
    sealer: Sealer
    postman: Postman
    links: Links
    rehearsal: bool = False
    providers: Mapping[str, Provider] = field(default_factory=dict)
