"""A program that takes all it can get, as its last argument says; a PDF reader could do as much."""

import json
import os
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    match sys.argv[-1]:
        case "memory":
            held = bytearray(1)
            while True:
                held += bytes(1024 * 1024)
        case "processor":
            while True:
                pass
        case "sleep":
            time.sleep(600)
        case "output":
            while True:
                sys.stdout.write("x" * 65536)
        case "files":
            Path(sys.argv[-2]).write_bytes(b"x")
        case "crash":
            os.abort()
        case "rubbish":
            sys.stdout.write('{"signatures": 1}')
        case "settings":
            known = [name for name in os.environ if name.startswith("CONCORDAT_")]
            said = {"signatures": [], "sealed": False, "encrypted": False, "failed": True}
            sys.stdout.write(json.dumps({**said, "faults": [" ".join(known)]}))
