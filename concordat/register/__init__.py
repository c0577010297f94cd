"""The register: tables, repositories, trail, outbox and migrations."""
