"""Telegram's HTML becomes plain text with entities."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.botapi.errors import ApiError
from tests.botapi.markup import parse_html, trim, units

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_an_escaped_text_is_read_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_an_entity_covers_its_text_in_utf_16_units(before: str, inside: str, after: str) -> None:
    source = f"{html.escape(before)}<b>{html.escape(inside)}</b>{html.escape(after)}"
    text, (entity,) = parse_html(source)
    assert text == before + inside + after
    assert entity == {"type": "bold", "offset": units(before), "length": units(inside)}


@given(TEXTS, TEXTS)
def test_trimming_keeps_an_entity_on_its_text(before: str, inside: str) -> None:
    text, entities = trim(*parse_html(f"{html.escape(before)}<i>{html.escape(inside)}</i>"))
    assert text == (before + inside).strip()
    for entity in entities:
        data = text.encode("utf-16-le")[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
        assert inside.strip() in data.decode("utf-16-le")


def test_every_kind_of_tag() -> None:
    source = (
        '<b>a<i>b</i></b> <A href="https://x.nl/?a=1&amp;b=2">c</A> <span class="tg-spoiler">d</span> '
        "<blockquote expandable>e</blockquote> <pre><code class='language-python'>f</code></pre>"
    )
    text, entities = parse_html(source)
    assert text == "ab c d e f"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == [
        ("bold", 0, 2),
        ("italic", 1, 1),
        ("text_link", 3, 1),
        ("spoiler", 5, 1),
        ("expandable_blockquote", 7, 1),
        ("code", 9, 1),
        ("pre", 9, 1),
    ]
    assert entities[2]["url"] == "https://x.nl/?a=1&b=2"


@pytest.mark.parametrize("source", ["a<b", "a</b", "<b>x</b", "<script>x</script>", "<b><i>x</b></i>", "<!-- x -->"])
def test_what_is_broken_is_refused(source: str) -> None:
    with pytest.raises(ApiError, match="400 Bad Request: can't parse entities"):
        parse_html(source)
