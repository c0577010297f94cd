"""Concordat: one agreement between two sectors, from review window to ratification and review."""
