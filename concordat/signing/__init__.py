"""Signatures and seals in PDFs."""
