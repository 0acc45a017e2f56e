"""Telephone numbers in a page's text."""

from bot.channels.web.pages.calls import with_calls


def test_each_number_is_a_link_and_everything_else_stays_text() -> None:
    html = with_calls("Call <us>: 502-564-7576 or (800) 372-7434, before 12:30 & in room 4.")
    assert html == (
        'Call &lt;us&gt;: <a href="tel:+15025647576">502-564-7576</a> or '
        '<a href="tel:+18003727434">(800) 372-7434</a>, before 12:30 &amp; in room 4.'
    )


def test_a_text_without_a_number() -> None:
    assert with_calls("Room 4 & 5") == "Room 4 &amp; 5"
