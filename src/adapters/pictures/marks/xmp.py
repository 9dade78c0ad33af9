"""The XMP packet (ISO 16684-1) that says that a picture was made by AI."""

from typing import Final
from xml.dom.minidom import Document, Element, Node, parseString
from xml.parsers.expat import ExpatError


#: IPTC's terms for pictures that AI made or helped to make end in this.
AI_TERM: Final = "lgorithmicMedia"
#: https://cv.iptc.org/newscodes/digitalsourcetype
SOURCE_TYPE: Final = (
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
)
MADE_WITH_AI: Final = "Made with AI"
#: The segment of a JPEG holds a little more.
LONGEST: Final = 65_000

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMLNS: Final = "http://www.w3.org/2000/xmlns/"
_NAMESPACES: Final = {
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_EXTENSION: Final = _NAMESPACES["Iptc4xmpExt"]
#: Cameras' and photographers' data: places, serial numbers, thumbnails, and a pointer
#: to a second packet, which is cut out.
_OF_PEOPLE: Final = frozenset(
    {
        "http://ns.adobe.com/exif/1.0/",
        "http://ns.adobe.com/exif/1.0/aux/",
        "http://cipa.jp/exif/1.0/",
        "http://ns.adobe.com/tiff/1.0/",
        "http://ns.adobe.com/xmp/note/",
    }
)
_THUMBNAILS: Final = ("http://ns.adobe.com/xap/1.0/", "Thumbnails")
_EMPTY: Final = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{_RDF}"></rdf:RDF></x:xmpmeta>'
)
_PACKET: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{}\n<?xpacket end="w"?>'
)


def marked_packet(found: bytes | None, model: str) -> bytes:
    """Return the packet that a picture came with, without people's data, marked.

    A packet that cannot be read, or becomes longer than `LONGEST` bytes, is replaced.
    """
    if found is not None and len(found) <= LONGEST:
        try:
            packet = _marked(_parsed(found), model)
        except (ExpatError, ValueError, RecursionError):
            pass
        else:
            if len(packet) <= LONGEST:
                return packet
    return _marked(_parsed(_EMPTY.encode()), model)


def may_name_people(packet: bytes) -> bool:
    """Return whether the packet has a namespace of data about people."""
    names = (*_OF_PEOPLE, _THUMBNAILS[1])
    return any(name.encode() in packet for name in names)


def _parsed(packet: bytes) -> Document:
    text = packet.decode("utf-8")
    if "<!" in text:  # entities can make a short text long; no XMP declares any
        raise ValueError("the packet has declarations")
    # An instruction before the XML declaration or NULs behind the packet are no XML.
    begin, end = text.index("<"), text.rindex(">") + 1
    return parseString(text[begin:end])  # noqa: S318 - without declarations


def _marked(document: Document, model: str) -> bytes:
    roots = document.getElementsByTagNameNS(_RDF, "RDF")
    if not roots:
        raise ValueError("the packet has no RDF")
    present: set[tuple[str | None, str]] = set()
    for element in document.getElementsByTagName("*"):
        _clean(element, present)
    roots[0].appendChild(_description(document, present, model))
    root = document.documentElement
    return _PACKET.format(root.toxml() if root else "").encode()


def _clean(element: Element, present: set[tuple[str | None, str]]) -> None:
    """Remove what is about people, and note which properties are left."""
    for attribute in list((element.attributes or {}).values()):
        name = (attribute.namespaceURI, attribute.localName)
        if _is_unwanted(name, attribute.value):
            element.removeAttributeNode(attribute)
        else:
            present.add(name)
    name = (element.namespaceURI, element.localName or "")
    value = "".join(
        node.data for node in element.childNodes if node.nodeType == Node.TEXT_NODE
    ) + element.getAttributeNS(_RDF, "resource")
    if _is_unwanted(name, value) and element.parentNode is not None:
        element.parentNode.removeChild(element)
    else:
        present.add(name)


def _is_unwanted(name: tuple[str | None, str], value: str) -> bool:
    if name == (_EXTENSION, "DigitalSourceType"):
        return AI_TERM not in value
    return name[0] in _OF_PEOPLE or name == _THUMBNAILS


def _description(
    document: Document, present: set[tuple[str | None, str]], model: str
) -> Element:
    """Return a description with those of our properties that are not *present*."""
    description = document.createElementNS(_RDF, "rdf:Description")
    description.setAttribute("xmlns:rdf", _RDF)
    description.setAttribute("rdf:about", "")
    for prefix, namespace in _NAMESPACES.items():
        description.setAttribute(f"xmlns:{prefix}", namespace)
    texts = {
        "Iptc4xmpExt:DigitalSourceType": SOURCE_TYPE,
        "Iptc4xmpExt:AISystemUsed": model,
        "photoshop:Credit": MADE_WITH_AI,
    }
    for name, text in texts.items():
        prefix, _, local = name.partition(":")
        if (_NAMESPACES[prefix], local) not in present:
            description.setAttribute(name, text)
    if (_NAMESPACES["dc"], "description") not in present:
        parent = description
        for name in ("dc:description", "rdf:Alt", "rdf:li"):
            parent = parent.appendChild(document.createElement(name))
        parent.setAttribute("xml:lang", "x-default")
        parent.appendChild(document.createTextNode(MADE_WITH_AI))
    return description
