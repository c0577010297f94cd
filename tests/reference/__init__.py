"""Generated pages of the documentation, and what they are generated from."""
