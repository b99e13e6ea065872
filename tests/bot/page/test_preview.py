from __future__ import annotations

from bot.page.preview import with_own_preview
from bot.wording.labels import ENGLISH, LANGUAGES

GRADIOS = b"""<html><head>
<meta property="og:title" content="Gradio" />
<meta
    property="og:image"
    content="https://raw.example.org/a.jpg"
/><meta name="twitter:creator" content="@Gradio" /><meta name="viewport" content="width=device-width" />
<script>window.gradio_config = {"text": "<meta property=\\"og:title\\" content=\\"Kept\\">"};</script></head></html>"""


def scope(host: str = "besa.example.org", language: str = "en", path: str = "/docs/") -> dict[str, object]:
    headers = [(b"host", host.encode()), (b"accept-language", language.encode())]
    return {
        "type": "http",
        "scheme": "https",
        "path": path,
        "root_path": "/docs",
        "query_string": b"q=secret",
        "headers": headers,
    }


def test_a_link_to_the_page_is_shown_with_its_own_words_and_picture_and_nothing_of_gradio() -> None:
    shown = with_own_preview(GRADIOS, scope()).decode()
    assert "Gradio" not in shown
    assert "raw.example.org" not in shown
    assert shown.count("og:title") == 2  # one is the page's, one a text in the settings, which stays
    assert f'<meta name="description" content="{ENGLISH.description}">' in shown
    assert '<link rel="canonical" href="https://besa.example.org/docs/">' in shown
    assert '<meta property="og:image" content="https://besa.example.org/docs/besa/preview.png">' in shown
    assert '<meta name="viewport"' in shown
    assert "secret" not in shown


def test_the_words_are_in_the_language_of_who_asks() -> None:
    assert LANGUAGES["de"].description in with_own_preview(GRADIOS, scope(language="de")).decode()


def test_a_hostile_host_writes_no_markup() -> None:
    assert b"<b>" not in with_own_preview(GRADIOS, scope(host='x"><b>y'))


def test_any_other_page_stays_as_it_is() -> None:
    assert with_own_preview(b"<html><head></head></html>", scope()) == b"<html><head></head></html>"
