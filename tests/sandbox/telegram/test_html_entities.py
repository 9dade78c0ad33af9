"""The HTML parse mode: entities in UTF-16 units, Telegram's complaints."""

import pytest

from entrypoints.sandbox.telegram.html_entities import FormattedText, parse_html
from entrypoints.sandbox.telegram.refusals import RefusalError


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    """Make an entity."""
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>b", "ab", [entity("bold", 0, 1)]),
        ("🙂<i>x</i>", "🙂x", [entity("italic", 2, 1)]),
        ("<b>🙂</b>", "🙂", [entity("bold", 0, 2)]),
        ("a &lt;&amp;&quot;&#8364;&nbsp;", 'a <&"€&nbsp;', []),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [entity("bold", 0, 2), entity("italic", 1, 1)],
        ),
        (
            '<a href="https://x.org/?a=1&amp;b=2">go</a>',
            "go",
            [entity("text_link", 0, 2, url="https://x.org/?a=1&b=2")],
        ),
        (
            '<a href="x.org">go</a>',
            "go",
            [entity("text_link", 0, 2, url="x.org")],
        ),
        ('<a href="no url">go</a>', "go", []),
        ('<a href="http://localhost/x.org">go</a>', "go", []),
        ('<a href="ftp://x.org">go</a>', "go", []),
        ('<a href="tel:+1">go</a>', "go", []),
        ('<b href="https://x.org">go</b>', "go", [entity("bold", 0, 2)]),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
    ],
)
def test_parses_html(source: str, text: str, entities: list[dict[str, object]]) -> None:
    """Tags become entities whose offsets count UTF-16 units."""
    parsed = parse_html(source)

    assert text == parsed.text
    assert entities == list(parsed.entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b>x</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<b class="x">y</b>', "Unclosed start tag at byte offset 0"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
    ],
)
def test_complains_as_telegram_does(source: str, words: str) -> None:
    """Invalid HTML is refused with the reason and its byte offset."""
    with pytest.raises(RefusalError) as caught:
        parse_html(source)

    assert f"Bad Request: can't parse entities: {words}" == caught.value.description


def test_strips_white_space_and_moves_entities() -> None:
    """White space is stripped, and entities are moved with the text."""
    stripped = parse_html("\n <b> a </b>\n").stripped()

    assert FormattedText("a", (entity("bold", 0, 1),)) == stripped


def test_finds_commands_links_and_mentions() -> None:
    """Commands, links and mentions are detected, except inside code and links."""
    text = parse_html("/start https://x.org, @somebody <code>/no</code> a/b #tag")

    found = [
        (each["type"], each["offset"], each["length"])
        for each in text.with_detected().entities
    ]

    assert [
        ("bot_command", 0, 6),
        ("url", 7, 13),
        ("mention", 22, 9),
        ("code", 32, 3),
        ("hashtag", 40, 4),
    ] == found


def test_counts_utf16_units() -> None:
    """An emoji counts as two."""
    assert 3 == len(FormattedText("a🙂"))
