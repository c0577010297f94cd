"""Who signs, in which order, and when a signing is complete.

The rules:
1. A block is complete when `need` of its candidates have signed.
2. A block's turn has come when every block of an earlier order is complete.
3. A candidate may sign while its block has its turn and is not complete, and only once.
4. A signing is complete when every block is.
"""

from collections.abc import Collection
from dataclasses import dataclass

from concordat.domain.parties import Signatory, SigningBlock


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """One candidate of one block: `block` and `candidate` count from 0 in config order."""

    block: int
    candidate: int


@dataclass(frozen=True, slots=True)
class SigningResult:
    """How far a signing has come: seats that signed, seats whose turn it is, blocks still short."""

    signed: tuple[Seat, ...]
    waiting_for: tuple[Seat, ...]
    missing: int

    @property
    def complete(self) -> bool:
        """Say whether every block has the signatures it needs."""
        return self.missing == 0


def seats(blocks: tuple[SigningBlock, ...]) -> tuple[tuple[Seat, Signatory], ...]:
    """Return every seat with its signatory, in config order."""
    return tuple(
        (Seat(b, c), signatory)
        for b, block in enumerate(blocks)
        for c, signatory in enumerate(block.candidates)
    )


def progress(blocks: tuple[SigningBlock, ...], signed: Collection[Seat]) -> SigningResult:
    """Return how far the signing has come, given the seats that have signed."""
    taken = set(signed)
    short = {
        b: max(0, block.need - sum((Seat(b, c) in taken) for c in range(len(block.candidates))))
        for b, block in enumerate(blocks)
    }
    open_orders = [block.order for b, block in enumerate(blocks) if short[b]]
    turn = min(open_orders, default=None)
    waiting = tuple(
        Seat(b, c)
        for b, block in enumerate(blocks)
        if block.order == turn and short[b]
        for c in range(len(block.candidates))
        if Seat(b, c) not in taken
    )
    return SigningResult(tuple(sorted(taken)), waiting, sum(short.values()))


@dataclass(frozen=True, slots=True)
class SignatureSlot:
    """One signature a document has room for. `field` is the PDF form field's name.

    `seats` and `signatories` are those who may fill it, in config order: one where all of its block
    sign, or several of whom any may. `need` is how many of the `block` of roles sign.
    """

    field: str
    order: int
    party: str
    seats: tuple[Seat, ...]
    signatories: tuple[Signatory, ...]
    need: int
    block: tuple[str, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of those who may fill it."""
        return tuple(s.role for s in self.signatories)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations of those who may fill it, without repeats."""
        return tuple(dict.fromkeys(s.organisation for s in self.signatories))


def slots(blocks: tuple[SigningBlock, ...]) -> tuple[SignatureSlot, ...]:
    """Return the signature slots of a document, in signing order: `need` slots for each block.

    Where all of a block sign, each has a slot of its own.
    """
    found = [_slot(b, block, n) for b, block in enumerate(blocks) for n in range(block.need)]
    return tuple(sorted(found, key=lambda slot: slot.order))


def _slot(b: int, block: SigningBlock, n: int) -> SignatureSlot:
    everyone = range(len(block.candidates))
    who = (n,) if block.need == len(everyone) else tuple(everyone)
    return SignatureSlot(
        field=f"signature_{b}_{n}",
        order=block.order,
        party=block.party,
        seats=tuple(Seat(b, c) for c in who),
        signatories=tuple(block.candidates[c] for c in who),
        need=block.need,
        block=tuple(s.role for s in block.candidates),
    )
