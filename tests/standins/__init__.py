"""Stand-ins of services outside: real servers on loopback that a test can make misbehave."""
