# ruff: noqa: RUF001 - the punctuation of many scripts is tested here

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wyoming_morgan.voice import speakable as speakable_module
from wyoming_morgan.voice.speakable import SpeakableText, speakable

FRAGMENTS = [
    *"*_`~#>-+|[](){}<>!\\.:,;?&\n ",
    *(
        "**",
        "```",
        "~~~",
        "---",
        "](",
        "](http://a.b/c)",
        "<b>",
        "</b>",
        "<br>",
        "<a b",
        "https://x.org/y_z",
        "www.",
    ),
    *(
        "&amp;",
        "&lt;",
        "&nbsp;",
        "&#10;",
        "1. ",
        "- ",
        "# ",
        "| a | b |\n",
        "<think>",
        "</think>",
        "[THINK]",
        "```\n",
        "word " * 15,
        "\r",
        "\r\n",
        "\\n",
        "*a* ",
        "(b) ",
        "㎜",
        "😀",
        "👩‍💻",
        "\u200d",
        "\u200c",
        "。",
        "！",
        "a",
        "B c",
        "5",
    ),
]
messy = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The light is **on**, _really_ ***on***.", "The light is on, really on."),
        ("# Shopping\n- Milk\n* Eggs\n+ Tea", "Shopping. Milk. Eggs. Tea"),
        ("To buy:\n1. Milk\n2. Eggs\n", "To buy: 1. Milk. 2. Eggs."),
        ("- [x] done\n- [ ] open", "done. open"),
        ("> said\n> she", "said. she"),
        ("Title\n\nText", "Title. Text"),
        (
            "The first line of this text ends at the margin of the page, and it\ngoes on.",
            "The first line of this text ends at the margin of the page, and it goes on.",
        ),
        ("Kitchen light is on\nBedroom light is off", "Kitchen light is on. Bedroom light is off"),
        ("one\rtwo\r\nthree\u2028four\x0bfive\n", "one. two. three. four. five."),
        ("Kitchen: on\\nBedroom: off", "Kitchen: on. Bedroom: off"),
        (r"It is in C:\new\nice.", "It is in C:newnice."),
        ("✅ a\n❌ b", "a. b"),
        ("-a\n-b\n•c\n– d", "a. b. c. d"),
        ("-5 °C\n-3 °C", "-5 °C. -3 °C"),
        ("a) x\nb) y", "a) x. b) y"),
        ("**Kitchen:** 21 °C\n**Hall:** 19 °C", "Kitchen: 21 °C. Hall: 19 °C"),
        ("Temperature:\n21 °C", "Temperature: 21 °C"),
        ("<ul><li>Milk</li><li>Eggs</li></ul>Done.", "Milk. Eggs. Done."),
        ("*sighs* The light is on.", "sighs. The light is on."),
        ("Okay. (softly and slowly) It is on.", "Okay. (softly and slowly). It is on."),
        ("*The light* is on, *really* on", "The light is on, really on"),
        ("Call (555) 1234 now", "Call (555) 1234 now"),
        (
            "```\nThe kitchen light is on.\nIt is warm.\n```\nFine.",
            "The kitchen light is on. It is warm. Fine.",
        ),
        ("```\nThe kitchen light is on.\n```", "The kitchen light is on."),
        ("```python\nprint(1)\n```", "print(1)."),
        ("```\nlights off", "lights off."),
        ("See:\n```\nsudo reboot --now\n```\n", "See:"),
        ("<think>hmm</think>The light is on.", "The light is on."),
        ("Well.<THINKING>\nhm < 3\n\n</thinking>\n\nIt is on.", "Well. It is on."),
        ("[THINK]hm[/THINK]It is on. <think>And then", "It is on."),
        ("I think <b>so</b> <i class='x y'>now</i>", "I think so now"),
        ("if a<b then c>d", "if a<b then c>d"),
        ("<10 µg/m³ and >5%, x<=3, a->b", "<10 µg/m³ and >5%, x<=3, a->b"),
        ("> 10 people", "> 10 people"),
        ("Hello <name>, in the <living room>", "Hello name, in the living room"),
        ("5㎜ or 3㎏, Ⓐ, Hue™", "5mm or 3kg, A, Hue"),
        ("Say `hello` now", "Say hello now"),
        ("Run:\n```bash\nrm -rf build\n```\nDone.", "Run: Done."),
        ("```one line``` of code", "one line of code"),
        ("| Room | Light |\n|:--|---|\n| Hall | on |\n\nThat is all.", "Room, Light. Hall, on. That is all."),
        ("A\n\n---\n\nB", "A. B"),
        ("See [the docs](https://a.org/b(c)d 'a title. really') now", "See the docs now"),
        ("![a cat](cat.png) sleeps[^1]", "a cat sleeps"),
        ("Look at https://www.example.com/a_b?c=d#e.", "Look at example.com."),
        ("<https://user:secret@example.com:80/x> or www.example.org", "example.com or example.org"),
        ("a <b>bold</b> word<br>and <!-- no --> more &amp; more", "a bold word. and more & more"),
        ("Done 👍🏽 👩‍💻 ✅ ❤️ 🇩🇪 1️⃣!", "Done 1!"),
        ("bell\a, zero\u200bwidth, \ufeffmark", "bell, zerowidth, mark"),
        ("5 * 3 is 15, 2*3 is 6, 3 < 5 and 5>3", "5 * 3 is 15, 2*3 is 6, 3 < 5 and 5>3"),
        ("light.kitchen_ceiling is on", "light.kitchen ceiling is on"),
        ("It is 21.5 °C at 10:30, -5 outside", "It is 21.5 °C at 10:30, -5 outside"),
        ("wait -- what", "wait – what"),
        ("می‌خواهم", "می‌خواهم"),
        ("", ""),
        ("\n \n", ""),
        ("😀", ""),
    ],
)
def test_what_is_spoken_of(text: str, spoken: str) -> None:
    assert speakable(text) == spoken


@given(messy)
@example("<*b>")
@example("*(A) 0")
@example("*A* (A) 0")
@example("(A) 0) 0")
@example("**- x")
@example("😀 - x")
@example("&amp;lt;b>")
@example("-&nbsp0")
@example("|<|0")
def test_speakable_text_stays_as_it_is(text: str) -> None:
    assert speakable(speakable(text)) == speakable(text)


@given(messy, st.lists(st.integers(1, 7), min_size=1))
def test_it_does_not_matter_how_text_is_cut(text: str, sizes: list[int]) -> None:
    stream, said, start, index = SpeakableText(), "", 0, 0
    while start < len(text):
        size = sizes[index % len(sizes)]
        said += stream.feed(text[start : start + size])
        start, index = start + size, index + 1

    assert (said + stream.flush()).strip() == speakable(text)


@given(messy)
def test_nothing_is_left_that_a_voice_would_spell(text: str) -> None:
    said = speakable(text)

    assert not set(said) & set("`[]|\\_\n😀\ufe0f")
    assert "://" not in said or "http" not in said
    assert "  " not in said


@given(st.text(alphabet="kxzZ5 <>=()㎜½.\n", max_size=60))
def test_brackets_and_signs_eat_no_letter_and_no_digit(text: str) -> None:
    def letters(spoken: str) -> str:
        return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", spoken)))

    assert letters(speakable(text)) == letters(text)


def test_words_are_out_as_soon_as_they_are_certain() -> None:
    stream = SpeakableText()

    assert stream.feed("The light is on. ") == "The light is on. "
    assert stream.feed("**bo") == ""
    assert stream.feed("ld** ") == "bold"
    assert stream.feed("[a link](htt") == " a"
    assert stream.feed("p://x.org) ") == " link"


@pytest.mark.parametrize(
    "text",
    ["<a" * 30_000, "](" * 30_000, "&amp;" * 15_000, "*" * 60_000, "|" * 60_000, "```x" * 15_000],
    ids=["tags", "link targets", "entities", "stars", "table rows", "fences"],
)
def test_hostile_text_is_only_text(text: str) -> None:
    stream = SpeakableText()
    for start in range(0, len(text), 500):
        stream.feed(text[start : start + 50])

    assert len(stream.flush()) <= len(text)


class CountingPattern:
    """A pattern that counts the characters that it has searched."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.characters = 0

    def search(self, text: str) -> re.Match[str] | None:
        self.characters += len(text)
        return self._pattern.search(text)


@pytest.mark.parametrize("line", ["a b ", " ", "` ", "<a ", "x"], ids=repr)
def test_a_line_of_code_without_end_is_not_searched_again_with_every_piece(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = CountingPattern(speakable_module._OPEN)
    monkeypatch.setattr(speakable_module, "_OPEN", pattern)
    stream = SpeakableText()
    text = "```\n" + line * (20_000 // len(line))
    for character in text:
        stream.feed(character)
    assert stream.feed("\n```\nHello. ") == "Hello. "
    assert pattern.characters < 100 * len(text)
