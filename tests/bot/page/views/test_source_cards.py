from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from bot.answers import Answer, AnswerSentence, Citation
from bot.errors import EmptyQuestion, QuestionTooLong
from bot.page.views.conversation import KEPT, LEFT_LIVE, LIVE, Conversation, question_asked
from bot.page.views.exchange import Remark
from bot.page.views.source_cards import cards_html
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html, as_markdown, as_web_address
from corpus.documents import Span
from corpus.messages import Message
from embeddings.ranking.corrections import Correction
from embeddings.store.coverage import Coverage

LATER = Message("Later.")
EXCERPT = "Scouts <dance> on the comb. The colony & its queen leave."
START = 100
CITATION = Citation(
    number=1,
    document="0123456789ab",
    path="/library/bees.md",
    sha256="0" * 64,
    title="Swarms",
    author=None,
    publisher="Meadow Press",
    date="2021",
    url=None,
    page=3,
    heading="Spring",
    start=START,
    end=START + len(EXCERPT),
    excerpt=EXCERPT,
    highlights=(Span(START + 7, START + 14), Span(START + 32, START + 38)),
    score=1.0,
)
SENTENCE = AnswerSentence(EXCERPT[28:], 1, START + 28, START + len(EXCERPT))


def answer(*citations: Citation, confidence: float = 0.9, sentence: AnswerSentence = SENTENCE) -> Answer:
    return Answer("Who leaves?", "Who leaves?", confidence, (sentence,), citations or (CITATION,), 1.0)


def not_found(*citations: Citation) -> Answer:
    return Answer("Who stays?", "Who stays?", 0.1, (), citations, 1.0)


def blockquote(cards: str) -> str:
    found = re.search(r'<blockquote class="excerpt"[^>]*>(.*?)</blockquote>', cards, re.DOTALL)
    assert found is not None
    return found[1]


def lead(cards: str) -> str:
    found = re.search(r'<blockquote class="lead"[^>]*>(.*?)</blockquote>', cards, re.DOTALL)
    assert found is not None
    return html.unescape(re.sub(r"<[^>]*>", "", found[1]))


def test_a_card_names_its_source_and_opens_the_document_at_what_is_quoted() -> None:
    cards = cards_html(answer(), 2)
    assert 'id="src-2-1"' in cards
    facts = ("Swarms", "Meadow Press", "2021", "page 3", "Spring")
    assert all(f">{fact}<" in cards for fact in facts)
    assert f'href="document?id=0123456789ab&amp;start={SENTENCE.start}&amp;end={SENTENCE.end}"' in cards


def test_a_card_of_a_file_in_an_archive_names_both() -> None:
    assert ">all.zip/talks/bees.md<" in cards_html(
        answer(replace(CITATION, path="/x/all.zip", part="talks/bees.md")), 2
    )


def test_a_card_that_nothing_is_quoted_from_opens_the_document_at_its_excerpt() -> None:
    cards = cards_html(not_found(CITATION), 1)
    assert f'href="document?id=0123456789ab&amp;start={START}&amp;end={START + len(EXCERPT)}"' in cards


def test_the_excerpt_without_its_tags_is_the_documents_own_text() -> None:
    shown = re.sub(r"<[^>]*>", "", blockquote(cards_html(answer(), 1)))
    assert html.unescape(shown) == EXCERPT


def test_highlights_and_the_quoted_sentence_are_marked_where_they_stand() -> None:
    shown = blockquote(cards_html(answer(), 1))
    assert re.findall(r"<mark>(.*?)</mark>", shown) == ["&lt;dance&gt;", "colony"]
    quoted = "".join(re.findall(r"<b>(.*?)</b>", shown))
    assert html.unescape(re.sub(r"<[^>]*>", "", quoted)) == SENTENCE.text


def test_a_card_leaves_out_what_the_document_does_not_say() -> None:
    bare = replace(CITATION, publisher=None, date=None, page=None, heading=None)
    assert '<p class="meta"></p>' in cards_html(answer(bare), 1)


def test_the_nearest_passages_are_called_just_that() -> None:
    cards = cards_html(not_found(CITATION), 1)
    assert "Nearest passages" in cards
    assert "They only come nearest to the question." in cards
    assert "<b>" not in cards
    assert cards_html(not_found(), 1) == ""


def test_passages_that_may_hold_the_answer_are_called_the_closest_perhaps() -> None:
    unsure = replace(not_found(CITATION), perhaps=True)
    cards = cards_html(unsure, 1)
    assert "Closest passages, perhaps" in cards
    assert "The answer may stand in them." in cards
    assert "nearest" not in cards.replace("data-nearest", "").lower()
    said = Conversation().asking("Who?").answered(unsure).messages()[1]["content"]
    assert said.startswith("No sentence surely answers this.")
    assert "\n\n*The answer may stand in the passages that are shown alongside.*\n\n" in said


def test_an_answer_that_no_re_ranker_read_says_so_and_why() -> None:
    unread = replace(answer(), unread="The *package* is away. Install it.")
    said = Conversation().asking("Who leaves?").answered(unread).messages()[1]["content"]
    assert "The best passages were not read closely" in said
    assert as_markdown("The *package* is away. Install it.") in said


def test_a_word_that_was_searched_instead_is_said() -> None:
    corrected = replace(answer(), corrections=(Correction("tres*rer", "treasurer"),))
    said = Conversation().asking("Who is the tres*rer?").answered(corrected).messages()[1]["content"]
    assert f"Searched “treasurer” instead of “{as_markdown('tres*rer')}”" in said
    assert "instead of" not in Conversation().asking("Who?").answered(answer()).messages()[1]["content"]


def test_hostile_text_on_a_card_stays_text() -> None:
    evil = "\"><img src=x onerror=alert(1)>' \ud800"
    excerpt = evil.ljust(len(EXCERPT))
    card = replace(CITATION, title=evil, publisher=evil, date=evil, heading=evil, excerpt=excerpt, highlights=())
    cards = cards_html(replace(answer(card), question=evil, standalone_question=evil), 1)
    assert "<img" not in cards
    assert cards.count("&lt;img") >= 7
    assert "&quot;&gt;" in cards
    cards.encode("utf-8")


def test_an_answer_brings_its_own_cards_and_a_conversation_those_of_all_turns() -> None:
    talk = Conversation()
    newest = []
    for reply in (answer(), not_found(CITATION), Remark(Message("The question is empty."))):
        talk = talk.asking("Who?").answered(reply)
        newest.append(talk.newest_cards())
    assert [re.findall(r'<div hidden data-turn="(\d)"', each) for each in newest] == [["1"], ["2"], []]
    assert talk.cards() == "".join(newest)


def test_packed_cards_are_unpacked_as_they_were_drawn() -> None:
    packed = Conversation().asking("Who?").answered(answer()).newest_cards()
    found = re.match(r'<div hidden data-turn="1" data-first="1" data-cards="([^"]*)"></div>', packed)
    assert found is not None
    assert html.unescape(found[1]) == cards_html(answer(), 1)


def test_cards_say_from_which_turn_on_others_are_kept() -> None:
    talk = Conversation()
    for _ in range(KEPT + 3):
        talk = talk.asking("Who?").answered(answer())
    assert talk.newest_cards().startswith(f'<div hidden data-turn="{KEPT + 3}" data-first="4"')


def test_every_sentence_of_an_answer_is_quoted_with_a_link_to_its_card() -> None:
    talk = Conversation().asking("Who leaves?").answered(answer())
    said = talk.messages()[1]["content"]
    assert said.startswith("“The colony &amp; its queen leave.” [[1]](#src-1-1)")


@pytest.mark.parametrize(("confidence", "words"), [(0.8, "Strong match"), (0.79, "Likely match"), (0.54, "Weak match")])
def test_confidence_is_put_in_plain_words_that_are_explained_in_place(confidence: float, words: str) -> None:
    talk = Conversation().asking("Who leaves?").answered(answer(confidence=confidence))
    told = f"<details><summary>{words}</summary><p>{ENGLISH.match_told}</p></details>"
    links = "[Link to this question](./?q=Who+leaves%3F) [Share](#share-1)"
    assert talk.messages()[1]["content"].endswith(f"{told}\n\n{links}")


def test_a_card_has_no_scale_of_its_own() -> None:
    assert not re.search(r"\b90\b|of 100|%", cards_html(answer(), 1))


def test_a_card_leads_with_what_is_quoted_and_one_that_is_only_near_with_its_best_sentence() -> None:
    assert lead(cards_html(answer(), 1)) == "The colony & its queen leave."
    only_near = replace(CITATION, highlights=(Span(START + 7, START + 14),))
    assert lead(cards_html(not_found(only_near), 1)) == "Scouts <dance> on the comb."
    assert "<b>" not in cards_html(not_found(only_near), 1)


def test_what_is_left_out_between_two_quoted_sentences_is_shown_as_dots() -> None:
    text = "One is here. Two is there. Three is gone."
    card = replace(CITATION, excerpt=text, start=0, end=len(text), highlights=())
    said = [AnswerSentence(text[a:b], 1, a, b) for a, b in ((27, len(text)), (0, 12))]
    assert lead(cards_html(replace(answer(card), sentences=tuple(said)), 1)) == "One is here. … Three is gone."
    said.append(AnswerSentence(text[13:26], 1, 13, 26))
    assert lead(cards_html(replace(answer(card), sentences=tuple(said)), 1)) == text


def test_a_sentence_that_another_document_has_too_counts_once_and_names_that_one() -> None:
    again = replace(CITATION, number=2, document="ba9876543210", title="Swarms <again>", path="/library/b.md")
    other = replace(again, number=3, document="c" * 12, excerpt=EXCERPT.replace("queen", "drone"), title="Drones")
    cards = cards_html(answer(CITATION, again, other), 1)
    assert re.findall(r'<li class="card" id="(.*?)"', cards) == ["src-1-1", "src-1-3"]
    assert '<p class="meta also">Also in: <a href="document?id=ba9876543210&amp;start=100&amp;end=157"' in cards
    assert ">Swarms &lt;again&gt;</a>" in cards
    both = (SENTENCE, replace(SENTENCE, citation=2))
    assert "Also in" not in cards_html(replace(answer(CITATION, again), sentences=both), 1)


def test_the_value_that_was_asked_for_stands_out_where_it_is_sure() -> None:
    text = "The tower on *Gull Rock* was lit on 3 March 1884."
    card = replace(CITATION, excerpt=text, start=0, end=len(text), highlights=(), title="Gull Rock", heading=None)
    said = (AnswerSentence(text, 1, 0, len(text)),)
    for asked, shown in (
        ("When was the tower on Gull Rock lit?", "was lit on <strong>3 March 1884</strong>."),
        ("Who lit the tower on Gull Rock?", "was lit on 3 March 1884."),
    ):
        reply = replace(answer(card), question=asked, standalone_question=asked, sentences=said)
        told = Conversation().asking(asked).answered(reply).messages()[1]["content"]
        assert rf"“The tower on \*Gull Rock\* {shown}” [[1]](#src-1-1)" in told


def test_not_found_is_said_and_points_to_passages_only_where_there_are_some() -> None:
    with_some = Conversation().asking("Who?").answered(not_found(CITATION)).messages()[1]["content"]
    with_none = Conversation().asking("Who?").answered(not_found()).messages()[1]["content"]
    assert with_none == f"Not found in these documents.\n\n{ENGLISH.advice_words}"
    assert with_some.startswith("Not found in these documents.\n\n*The nearest passages are shown alongside.*\n\n")


def test_a_follow_up_question_carries_the_turns_before_it_but_no_remarks() -> None:
    talk = Conversation()
    for asked, reply in (("Who leaves?", answer()), ("?", Remark(Message("Ask more."))), ("Who stays?", not_found())):
        talk = talk.asking(asked).answered(reply)
    history = talk.question("And when?").history
    assert [(turn.question, turn.answer) for turn in history] == [
        ("Who leaves?", SENTENCE.text),
        ("Who stays?", ""),
    ]


def test_a_long_conversation_forgets_its_oldest_turns_but_keeps_their_numbers() -> None:
    talk = Conversation()
    for _ in range(KEPT + 3):
        talk = talk.asking("Who?").answered(answer())
    assert [talk.exchanges[0].number, talk.exchanges[-1].number] == [4, KEPT + 3]


def test_gradio_draws_the_latest_turns_only_and_is_told_how_many_stand_above_them() -> None:
    talk = Conversation()
    for number in range(1, KEPT + 3):
        talk = talk.lightened().asking(f"Who is number {number}?").answered(answer() if number % 2 else Remark(LATER))
        asked = [each["content"] for each in talk.messages() if each["role"] == "user"]
        assert len(asked) <= LIVE
        assert asked[-1].startswith(f"Who is number {number}?")
        assert talk.question("And?").history == Conversation(talk.exchanges).question("And?").history
    assert asked[0] == 'Who is number 45?<i class="passed-44 above-42 kept-2"></i>'
    assert talk.asking("Who now?").messages()[:-2] == talk.messages()


def test_what_has_no_question_goes_up_with_the_turn_before_it() -> None:
    talk = Conversation()
    for _ in range(LIVE):
        talk = talk.answered(Remark(LATER))
    assert talk.lightened() == talk
    for number in range(LIVE):
        talk = talk.asking(f"Who is number {number}?").answered(Remark(LATER)).answered(Remark(LATER))
    light = talk.lightened()
    assert light.passed == LIVE - LEFT_LIVE
    assert light.messages()[0]["content"].startswith(f"Who is number {LIVE - LEFT_LIVE}?<i ")


@pytest.mark.parametrize("typed", ["", " \n ", None, 7, ["Who?"], {"text": "Who?"}])
def test_what_is_no_question_is_refused(typed: object) -> None:
    with pytest.raises(EmptyQuestion):
        question_asked(typed)


@pytest.mark.parametrize("typed", ["a" * 2_001, "why " * 1_000])
def test_a_question_as_long_as_a_document_is_refused(typed: str) -> None:
    with pytest.raises(QuestionTooLong):
        question_asked(typed)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2"),
        ("javascript:alert(1)", None),
        (" JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("https://[", None),
        ("", None),
        (None, None),
        ('https://example.org/"onclick=', "https://example.org/&quot;onclick="),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, address: str | None) -> None:
    assert as_web_address(url) == address


def test_markdown_keeps_a_sentence_on_one_line_and_its_words_readable() -> None:
    assert as_markdown("  # One\n- two\r\n> three ") == "\\# One - two &gt; three"
    assert as_markdown("1941. A year, 3.5 km (2 miles).") == "1941\\. A year, 3.5 km (2 miles)."


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert as_html("a\udcffb") == "a\ufffdb"
    assert as_markdown("a\udcffb") == "a\ufffdb"


def test_the_chat_says_how_much_is_embedded_until_all_is() -> None:
    note = "412 of 3,000 passages are found by meaning already, the others by their words"
    for reply in (answer(), not_found()):
        for coverage, said in ((Coverage(3000, 412), True), (Coverage(3000, 3000), False), (None, False)):
            talk = Conversation().asking("Who leaves?").answered(replace(reply, coverage=coverage))
            assert (note in talk.messages()[1]["content"]) is said


def test_documents_of_one_title_are_told_apart_on_their_cards() -> None:
    talk = Conversation().asking("Who?").answered(answer(), {CITATION.document: "2019/<bees>.md"})
    cards = html.unescape(re.search(r'data-cards="([^"]*)"', talk.cards())[1])  # type: ignore[index]
    assert "<bdi>2019/&lt;bees&gt;.md</bdi>" in cards
    assert "2019/" not in cards_html(answer(), 1)
