"""Whoever gets news of an agreement may refuse it, and have it again.

The rules:
1. What may be refused is news to every partner, and that alone: what somebody has to answer, and what
   concerns their own place or signature, still comes.
2. The choice is one person's, for one agreement, and counts from then on, letters already owed
   included. Chosen again it changes nothing.
3. The address of the page cannot be guessed. It opens this choice and nothing else, so whoever
   forwards a letter lets its reader stop news and no more.
4. The choice is a fact about what stands in the address's place: the trail carries no address.
"""

import hmac
from dataclasses import dataclass

from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.domain.identity import masked
from concordat.domain.record import Version
from concordat.services.links import Links
from concordat.services.office import Office
from concordat.services.register import Reading


@dataclass(frozen=True, slots=True)
class NewsKey:
    """What the page's address says: the agreement, the person as the register names them, the proof."""

    agreement_id: str
    reference: str
    token: str


@dataclass(frozen=True, slots=True)
class NewsChoice:
    """What the page shows: the agreement, whose choice it is in a form that only they know, and which."""

    version: Version
    address: str
    refused: bool


def news_link(links: Links, view: Reading, agreement_id: str, address: str) -> str | None:
    """Return the whole address of the page; None for an address that the register does not hold."""
    reference = view.contact(address)
    if reference is None:
        return None
    token = links.token(_subject(agreement_id, reference))
    number = reference.removeprefix("contact:")
    return f"{links.portal_url}/news/{agreement_id}/{number}/{token}"


def refuses_news(view: Reading, agreement_id: str, address: str) -> bool:
    """Say whether whoever has the address refuses news of the agreement."""
    reference = view.contact(address)
    return reference is not None and _refuses(view, agreement_id, reference)


def news_choice(office: Office, key: NewsKey) -> NewsChoice:
    """Return the choice as it stands; LinkRefused for an address of the page that is not ours."""
    with office.register.reading() as view:
        return _choice(office, view, key)


def choose_news(office: Office, key: NewsKey, *, refused: bool) -> NewsChoice:
    """Record that the person refuses news, or has it again; LinkRefused as with `news_choice`."""
    with office.register.writing() as tx:
        choice = _choice(office, tx, key)
        if choice.refused != refused:
            fact = Fact.NEWS_REFUSED if refused else Fact.NEWS_RESUMED
            about = _about(key.agreement_id, key.reference)
            tx.record(fact, about, {"agreement_id": key.agreement_id}, actor="a partner")
        return NewsChoice(choice.version, choice.address, refused)


def _choice(office: Office, view: Reading, key: NewsKey) -> NewsChoice:
    right = office.links.token(_subject(key.agreement_id, key.reference))
    if not hmac.compare_digest(right.encode(), key.token.encode()):
        raise LinkRefused(
            "This link does not open anything. It may have been cut short or altered.",
            why="unknown",
            remedy="Nothing was changed. Open the whole link from your letter, or write to us.",
        )
    versions = [view.version(version_id) for version_id in view.version_ids()]
    version = next(v for v in reversed(versions) if v.agreement_id == key.agreement_id)
    return NewsChoice(
        version,
        masked(view.address(key.reference)),
        _refuses(view, key.agreement_id, key.reference),
    )


def _refuses(view: Reading, agreement_id: str, reference: str) -> bool:
    about = _about(agreement_id, reference)
    stopped = view.last_of(about, Fact.NEWS_REFUSED)
    resumed = view.last_of(about, Fact.NEWS_RESUMED)
    return stopped is not None and (resumed is None or resumed.number < stopped.number)


def _about(agreement_id: str, reference: str) -> str:
    return f"{reference}/news/{agreement_id}"


def _subject(agreement_id: str, reference: str) -> str:
    return f"news:{agreement_id}:{reference}"
