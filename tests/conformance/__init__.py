"""Whether every document of both programmes keeps PDF/UA-1 and PDF/A-3a, unsigned and signed."""
