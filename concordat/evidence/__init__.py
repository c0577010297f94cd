"""The evidence: written out so that anyone can check it without this service, and checked."""
