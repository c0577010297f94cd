"""What stops a check of conformance from being made at all."""


class Missing(Exception):
    """A program the check needs is not there; the words say what to install."""
