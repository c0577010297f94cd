"""What a PDF says of itself to programs: that it can be read aloud, and where the trail stood.

The trail's head stands in the metadata of the certificate, under its seal, in a schema of our own,
described as PDF/A asks. The metadata is never compressed, so that anybody's program finds it:

    <concordat:trailEntries>212</concordat:trailEntries>
    <concordat:trailHead>(64 hexadecimal digits)</concordat:trailHead>
"""

import re
from io import BytesIO

import pikepdf

from concordat.domain.chain import TrailHead

NAMESPACE = "https://concordat.example.org/ns/trail/1/"

_HEAD = re.compile(
    rb"<concordat:trailEntries>([0-9]{1,18})</concordat:trailEntries>\s*"
    rb"<concordat:trailHead>([0-9a-f]{64})</concordat:trailHead>"
)
_PDF_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
"""
_TRAIL = """<rdf:Description rdf:about="" xmlns:concordat="{namespace}">
<concordat:trailEntries>{entries}</concordat:trailEntries>
<concordat:trailHead>{sha256}</concordat:trailHead>
</rdf:Description>
"""
_SCHEMAS = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_SCHEMA = """<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>{name}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
_PROPERTY = """<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>{type}</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description>
</rdf:li>"""


def identification(head: TrailHead | None) -> bytes:
    """Return the RDF to add to a document's metadata: PDF/UA-1, and the trail's head if there is one."""
    part = ("part", "Integer", "The part of ISO 14289 the file conforms to")
    described = [
        _schema("PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", part)
    ]
    said = _PDF_UA
    if head is not None:
        entries = ("trailEntries", "Integer", "How many entries the trail had")
        sha256 = ("trailHead", "Text", "The SHA-256 of the last of them")
        described.append(_schema("Head of the trail", NAMESPACE, "concordat", entries, sha256))
        said += _TRAIL.format(namespace=NAMESPACE, entries=head.entries, sha256=head.sha256)
    return (said + _SCHEMAS.format(schemas="".join(described)) + "</rdf:RDF>").encode()


def trail_head_of(pdf: bytes) -> TrailHead | None:
    """Return where the trail stood when the document was made, if it says so.

    None also for bytes that are no PDF. Whether the document can be believed is for its seal to say.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            found = _HEAD.search(document.Root.Metadata.read_bytes())
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
        return None
    return TrailHead(int(found[1]), found[2].decode()) if found else None


def _schema(name: str, namespace: str, prefix: str, *properties: tuple[str, str, str]) -> str:
    listed = "".join(_PROPERTY.format(name=n, type=t, description=d) for n, t, d in properties)
    return _SCHEMA.format(name=name, namespace=namespace, prefix=prefix, properties=listed)
