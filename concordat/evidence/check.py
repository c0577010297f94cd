"""Check a folder of evidence with Python 3 alone: python3 check.py [FOLDER [SHA256_YOU_KEPT]]."""

import hashlib
import json
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
hashes, on_record, issued, wrong = ["0" * 64], {}, set(), []
write = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode
*lines, rest = (folder / "trail.jsonl").read_bytes().split(b"\n")
for number, line in enumerate(lines, 1):
    try:
        entry = json.loads(line.decode())
        sound = line == write(entry).encode()
        own = entry.pop("sha256")
        sound &= own == hashlib.sha256(write(entry).encode()).hexdigest()
        sound &= entry["previous_sha256"] == hashes[-1] and repr(entry["number"]) == str(number)
        if entry["fact"] == "document:file:kept":
            on_record[entry["about"], entry["data"]["kind"]] = entry["data"]["sha256"]
        if entry["fact"] == "version:certificate:issued":
            issued.add(entry["data"]["sha256"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound, own = False, "unreadable"
    hashes.append(own)
    wrong += [] if sound else [f"trail.jsonl, line {number}: changed, moved, added or left out"]
wrong += ["trail.jsonl: its last line does not end"] if rest else []
for file in sorted(folder.glob("documents/**/*.*")):
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    wrong += [] if sha256 in on_record.values() else [f"{file}: not the document on record"]
    head = rb"<concordat:trailEntries>(\d+)</concordat:trailEntries>\s*<concordat:trailHead>(\w+)<"
    found = re.findall(head, file.read_bytes())
    if file.name == "certificate.pdf" and not found:
        wrong += [f"{file}: it does not say where the trail stood"]
    for entries, last in found:
        if hashes[int(entries) :][:1] != [last.decode()] or sha256 not in issued:
            wrong += [f"trail.jsonl: cut short, or written anew, since {file} was issued"]
wrong += [
    f"trail.jsonl: no entry has the hash {kept}" for kept in sys.argv[2:] if kept not in hashes
]
print("\n".join(wrong) or "The trail is whole, and the documents are those on record.")
sys.exit(1 if wrong else 0)
