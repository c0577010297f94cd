"""The README of the evidence: how a stranger checks it, with tools that are not ours."""

from pathlib import Path

CHECK = Path(__file__).with_name("check.py")

_README = """\
The evidence of an agreement
============================

A Memorandum of Understanding was approved by a board, signed in public, and ratified place by
place. This folder proves who did what, and when. You need nothing of ours to check it: a shell, the
tools named below, and a quarter of an hour. Open a terminal in this folder.

  documents/agreement.pdf      the agreement, signed in public, then sealed
  documents/agreement.html     its words; their SHA-256 names the version in every record
  documents/records/           one ratification record for each place, signed, then sealed; inside
                               each travels the agreement (pdfdetach -list shows it)
  documents/certificate.pdf    who did what, issued when every place had its outcome; sealed
  documents/board-paper.pdf    what the board was asked
  documents/draft.pdf          what the review window was about
  documents/changes.pdf        what an amended version changes; changes.html says the same
  documents/*.docx             the same texts as Word files, to comment in; these are not signed
  documents/letters/           the letter to each signatory asked; the link to sign was never in it
  documents/notices/           what every partner was told, and how each place stood on that day
  documents/paper/             the scans of signatures made on paper; a duplicate was not counted
  documents/delegations/       the files that show by what authority a deputy signed
  documents/formats/           the same text in formats that were asked for; these are not signed
  trail.jsonl                  everything that happened, one entry a line, oldest first
  programmes/                  the config of each version, named by its SHA-256, if it is included
  certificates/authority.pem   the certificates that vouch for the service's signatures: one for
                               each key it has had
  SHA256SUMS                   the checksum of every file but itself
  check.py                     step 3 below, as a file

Some of these are there only once the agreement has come that far.


1. Nothing has changed since the folder was written
---------------------------------------------------

    sha256sum --check --quiet SHA256SUMS

It says nothing when all is well. This finds accidents. Someone who changes a file on purpose can
change SHA256SUMS too: the next steps find that.


2. The signatures and seals are whole
-------------------------------------

pdfsig is part of poppler-utils. For the agreement (and in the same way for each record and for the
certificate):

    pdfsig -nocert documents/agreement.pdf

Each signature must say "Signature is Valid.", and the last one, "seal", must say "Total document
signed". This shows that the file is as it was sealed; not yet by whom.

A service that asks a time-stamping authority adds one more after the seal, "timestamp": then that one
says "Total document signed", and it is no signature of ours but the authority's word that the sealed
document was there at that time (PAdES B-LTA). Older versions of pdfsig cannot check it; Adobe Reader
and "concordat verify" do, which also tells the level of the signatures. Without it they are PAdES B-B:
they say when they were made in the service's own words, and the trail bears them out.

To see who sealed them, have OpenSSL check each seal over the bytes that it covers, and follow its
certificate to the authority. It says "CMS Verification successful" and the name of each file:

    for pdf in documents/agreement.pdf documents/certificate.pdf documents/records/*.pdf; do
      [ -f "$pdf" ] || continue
      tmp=$(mktemp -d) && cp "$pdf" "$tmp/it.pdf"
      (cd "$tmp" && pdfsig -nocert it.pdf >told && pdfsig -nocert -dump it.pdf >dumped)
      set -- $(awk '/^Signature #/ { n++ } /ETSI.CAdES/ { seal = n }
        /Ranges/ && seal == n { gsub(/[^0-9 ]/, ""); last = n - 1 " " $2 " " $3 " " $4 }
        END { print last }' "$tmp/told")
      { head -c "$2" "$pdf"; tail -c "+$(($3 + 1))" "$pdf" | head -c "$(($4 - $3))"; } >"$tmp/sealed"
      openssl cms -verify -binary -partial_chain -purpose any -no_check_time -inform DER \\
        -in "$tmp/it.pdf.sig$1" -content "$tmp/sealed" -CAfile certificates/authority.pem \\
        -out "$tmp/out" && echo "$pdf"
    done

Is it the right authority? The SHA-256 of its file stands in the trail, as "authority_sha256": in the
first line, and again, for a file with one certificate more, whenever the service made a new key:

    sha256sum certificates/authority.pem
    grep -o '"authority_sha256":"[0-9a-f]*"' trail.jsonl


3. The trail is whole, and the documents are those on record
------------------------------------------------------------

    python3 check.py

Each line of trail.jsonl is a JSON object. Take "sha256" out, write the rest with its keys sorted,
without spaces, in UTF-8: the SHA-256 of that is what you took out. "previous_sha256" is the "sha256"
of the line before, sixty-four zeros for the first, and "number" counts the lines from 1. So nothing
can be changed, left out, added or moved without every later hash changing too.

A trail that was cut short, or written anew from some line on, still holds together. That is what
the certificate is for: on its last page, and in its metadata (pdfinfo -meta), stands how many
entries the trail had when it was issued and the SHA-256 of the last of them, closed by its seal.
check.py finds them there and looks for them in the trail.

If you were given the certificate, or wrote that SHA-256 down, at the time: use yours. Then nobody
who held this folder since, not even whoever runs the service, could have changed what went before.
Put the SHA-256 without spaces, or take it from your own copy of the certificate:

    python3 check.py . SHA256_YOU_KEPT

This is all that check.py does. It uses nothing but Python's standard library; read it, or write
your own:

{check}

4. The rest
-----------

"concordat verify" does all of this at once, and also finds a document that is missing, a signature
that the trail does not know, and one made after the trail's end:

    concordat verify . [--certificate YOUR_COPY.pdf] [--head SHA256_YOU_KEPT]
"""


def readme() -> str:
    """Return the README, with the whole of `check.py` in it, set in by four spaces."""
    lines = CHECK.read_text(encoding="utf-8").splitlines()
    return _README.replace("{check}", "".join(f"    {line}".rstrip() + "\n" for line in lines))
