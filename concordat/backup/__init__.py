"""Backups: everything that the service cannot make again, in one file, and back from it."""
