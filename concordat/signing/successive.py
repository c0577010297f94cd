"""Judges what was added to a PDF after each of its signatures, comparing each revision only once.

The rules:
1. What follows a signature is lawful if each revision since then is. A revision is lawful as pyHanko's
   standard policy has it: it signs, fills in fields, or adds what shows for long that no certificate
   was revoked.
2. A revision is compared with the first signed one as long as no object that it writes was written, or
   spoken of, by a revision in between; for then it changes what it would change in the revision just
   before. Otherwise it is compared with that one, and so are those that follow.
3. After the signature that certifies a document a revision is held to what it permits. One that holds
   there holds after every other signature too.
4. A field that a signature locks is not changed by any later revision.

To learn from where the objects of a revision are used takes as long as the document is large, which is
why few revisions are what others are compared with.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

Outcome = DiffResult | SuspiciousModification


class SuccessiveDiffs(DiffPolicy):
    """Judges the revisions of one PDF; `first` is the number of the first that is signed."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._outcomes: list[tuple[Outcome, Outcome]] = []

    def apply(
        self,
        old: HistoricalResolver,
        new: HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult:
        """Compare two revisions as the policy does; SuspiciousModification if it forbids the newer."""
        return DEFAULT_DIFF_POLICY.apply(old, new, field_mdp_spec, doc_mdp)

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> Outcome:
        """Return what all that follows the revision amounts to, or the first thing it may not do."""
        base = base_revision if isinstance(base_revision, int) else base_revision.revision
        self._outcomes = self._outcomes or list(self._walk(reader))
        level, changed = ModificationLevel.NONE, set[str]()
        for certified, approved in self._outcomes[base - self._first :]:
            found = approved if doc_mdp is None else certified
            if isinstance(found, SuspiciousModification):
                return found
            level = max(level, found.modification_level)
            changed |= found.changed_form_fields
        if field_mdp_spec is not None and any(map(field_mdp_spec.is_locked, changed)):
            return SuspiciousModification("A field that the signature locks was changed.")
        return DiffResult(level, changed)

    def _walk(self, reader: PdfFileReader) -> Iterator[tuple[Outcome, Outcome]]:
        """Yield of each revision, oldest first, what it is after a certifying signature, and after another."""
        base, touched, changed = self._first, set[Reference](), set[str]()
        for revision in range(self._first + 1, reader.xrefs.total_revisions):
            at = reader.get_historical_resolver(revision)
            written = reader.xrefs.explicit_refs_in_revision(revision)
            if touched & written:
                base, touched, changed = revision - 1, set(), set()
            certified = self._compared(reader, base, revision, MDPPerm.FILL_FORMS)
            if isinstance(certified, SuspiciousModification):
                yield certified, self._compared(reader, base, revision, None)
                base, touched, changed = revision, set(), set()
                continue
            # What earlier revisions changed since the base differs from it in this one too.
            own = DiffResult(certified.modification_level, certified.changed_form_fields - changed)
            yield own, own
            changed |= certified.changed_form_fields
            touched |= written.union(*(_references(at(one)) for one in written))

    def _compared(
        self, reader: PdfFileReader, base: int, revision: int, permitted: MDPPerm | None
    ) -> Outcome:
        old, new = map(reader.get_historical_resolver, (base, revision))
        try:
            return self.apply(old, new, doc_mdp=permitted)
        except SuspiciousModification as suspicious:
            return suspicious


def _references(found: Any) -> Iterator[Reference]:
    """Return the references in an object, which need not lead anywhere."""
    if isinstance(found, IndirectObject):
        yield found.reference
    elif isinstance(found, DictionaryObject):
        for value in found.values():
            yield from _references(value)
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from _references(value)
