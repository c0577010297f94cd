"""Keep a format that was asked for beside its version's text, and tell who asked. See `domain.formats`."""

from dataclasses import replace

from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotFound
from concordat.domain.facts import Fact
from concordat.domain.formats import check_file, slug_of
from concordat.domain.record import Version
from concordat.domain.seating import Attempt, blocks_of
from concordat.domain.signature import FormatRequest
from concordat.domain.signing import seats
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

ACT = "supply a format"
ENCLOSED_AT_MOST = 5 * 1024 * 1024
"""The largest file that goes with a letter, in bytes: mail servers refuse larger ones."""


def supply_format(office: Office, version_id: str, number: int, data: bytes, ending: str) -> None:
    """Keep the file for that format request, and tell whoever asked.

    `ending` is that of the file's name, such as `pdf`. The same file again changes nothing, and a
    corrected one takes the place of the one before. Raises NotFound for a request there is not, and
    NotAllowed for a file that cannot be kept.
    """
    kind = ending.lower().removeprefix(".")
    with office.register.writing() as tx:
        version = tx.version(version_id)
        asked = _asked(tx, version, number)
        attempt = Attempt(ACT, asked.format, None, version.state.value)
        check_file(data, kind, attempt)
        sha256 = office.store.put(data)
        if asked.supplied_sha256 == sha256:
            return
        name = f"{number}-{slug_of(asked.format)}.{kind}"
        if ("format", name, sha256) in tx.documents(version_id):
            raise attempt.refused(
                "this very file was supplied before, and another has taken its place since.",
                "Supply the file that is right now; one that is saved anew is another file.",
            )
        today = local_date(tx.now, version.programme.timezone)
        supplied = replace(asked, supplied_sha256=sha256, supplied_on=today)
        tx.save(supplied)
        tx.record(
            Fact.FORMAT_SUPPLIED,
            f"{version_id}/{asked.scope}",
            {
                "number": number,
                "format": asked.format,
                "sha256": sha256,
                "version_sha256": version.text_sha256,
            },
            actor="director",
        )
        tx.keep_document(version_id, "format", name, sha256)
        enclosed = ((f"{version_id}-{name}", sha256),) if len(data) <= ENCLOSED_AT_MOST else ()
        _tell(tx, version, supplied, enclosed)


def _asked(view: Reading, version: Version, number: int) -> FormatRequest:
    found = view.records(FormatRequest, version.id, number=number)
    if not found:
        raise NotFound(
            f"Nobody has asked for a format under the number {number}.",
            remedy="Look up the number in the letter that said so, or record the request first.",
            state=version.state.value,
            attempted=ACT,
        )
    return found[0]


def _tell(
    tx: Transaction,
    version: Version,
    supplied: FormatRequest,
    enclosed: tuple[tuple[str, str], ...],
) -> None:
    contact = version.programme.facilitator_contact
    where = "enclosed" if enclosed else f"too large for a letter: ask the {contact.role} for it"
    owe(
        tx,
        version,
        f"format/{supplied.number}/supplied/{str(supplied.supplied_sha256)[:16]}",
        "change-recorded",
        (_address_of_asker(version, supplied) or contact.email,),
        attachments=enclosed,
        partner=supplied.asked_by,
        change="the format you asked for",
        what=f"The text in the format '{supplied.format}' is {where}. It helps to read the text, and is "
        "not signed itself: only the standard text is.",
        reason="",
        next=f"you have until {in_words(supplied.extended_until)}.",
    )


def _address_of_asker(version: Version, supplied: FormatRequest) -> str:
    asking = supplied.asked_by.casefold()
    found = seats(blocks_of(version.programme, supplied.scope))
    return next((s.email for _, s in found if s.role.casefold() == asking), "")
