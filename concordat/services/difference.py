"""Say in plain words how a changed copy differs from the document it was made from."""


def difference(original: bytes, given: bytes) -> str:
    """Return where the copy departs from the original, as a sentence. Positions count from 1."""
    if given.startswith(original):
        return f"{_count(len(given) - len(original), 'was', 'were')} added after its end."
    if original.startswith(given):
        return f"{_count(len(original) - len(given), 'is', 'are')} missing from its end."
    shorter = min(len(original), len(given))
    other = _exclusive_or(original[:shorter], given[:shorter])
    position = shorter - len(other.lstrip(b"\0")) + 1
    if len(original) == len(given):
        changed = shorter - other.count(0)
        return f"{_count(changed, 'differs', 'differ')}, {_where(changed, position, shorter)}."
    return f"It differs from position {position:,} on, and its length is another."


def _exclusive_or(one: bytes, two: bytes) -> bytes:
    # Whole numbers do in an instant what a loop over the bytes would do in seconds.
    return (int.from_bytes(one) ^ int.from_bytes(two)).to_bytes(len(one))


def _count(number: int, one: str, more: str) -> str:
    return f"1 byte {one}" if number == 1 else f"{number:,} bytes {more}"


def _where(changed: int, position: int, length: int) -> str:
    first = "" if changed == 1 else "the first "
    return f"{first}at position {position:,} of {length:,}"
