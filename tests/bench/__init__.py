"""Speed, measured side by side with a bare baseline: `python -m tests.bench`. Never a timed test."""
