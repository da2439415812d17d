import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import chars

from extractor.review.plain import clean, clean_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("预算执行率为93.95%。", "预算执行率为93.95%。"),
        ("\x1b[31m28\x1b[0m家", "28家"),
        ("\x9b2J28家", "28家"),
        ("\x1b]0;title\x0728家", "28家"),
        ("\x1b]8;;http://a\x1b\\28家", "28家"),
        ("\x1b]0;no end\n28家", "\n28家"),
        ("\x1bc28家", "28家"),
        ("\x1b", ""),
        ("28\b\b82家\x00", "2882家"),
        ("\u202e%59\u202c.39", "%59.39"),
        ("2\u200b8\ufeff家", "28家"),
        ("\ud8002家", "2家"),
        ("一\r二\r\n三\u2028四\f五", "一\n二\n三\n四\n五"),
        ("[red]28[/red]家", "[red]28[/red]家"),
        ("\U000323b0", "\U000323b0"),  # extension H and later: not yet in every Python
    ],
    ids=ascii,  # a NUL or half a pair of surrogates is more than pytest's own files can hold
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.one_of(st.text(chars), st.text()))
def test_nothing_that_does_not_show_is_left(text: str) -> None:
    shown = clean(text)
    left = {unicodedata.category(char) for char in shown if char not in "\n\t"}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert clean(shown) == shown
    assert "\n" not in clean_line(text)
