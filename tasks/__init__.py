"""One act each: one call of one service, with a name and retries. The register decides the rest."""
