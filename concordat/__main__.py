"""`python -m concordat` is `concordat`."""

from concordat.cli import main

main()
