"""A rehearsal: the whole timeline with the real services, on a clock that jumps."""
