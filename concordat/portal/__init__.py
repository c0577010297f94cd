"""The web pages where people read, comment and sign."""
