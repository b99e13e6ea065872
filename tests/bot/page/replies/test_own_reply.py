from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer, Citation
from bot.page.replies.advice import advice_markdown
from bot.page.replies.glance import LibraryGlance
from bot.page.replies.own_reply import OwnReply, own_reply_markdown
from bot.page.replies.topics import SaidToPage, Topic
from bot.page.replies.welcome import welcome_markdown
from bot.page.views.conversation import Conversation
from bot.service.uploads import UploadRules
from bot.wording.labels import ENGLISH, LANGUAGES

FORMATS = UploadRules().formats
ONE = Citation(
    1, "d" * 12, "/a.txt", "0" * 64, "Rules [of] the *hive*", None, None, None, None, None, None, 0, 4, "Bees", (), 1
)
OWN = LibraryGlance(1234, named=((ONE.document, ONE.title),))
MINE = replace(OWN, formats=FORMATS)
SAMPLE = replace(MINE, is_sample=True)


def said(topic: Topic, library: LibraryGlance = MINE, asked: str = "Can I trust the answer?") -> str:
    return own_reply_markdown(asked, OwnReply(SaidToPage(topic, ENGLISH), library))


@pytest.mark.parametrize("topic", list(Topic))
@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_reply_says_first_that_it_is_no_quotation_and_quotes_nothing(topic: Topic, code: str) -> None:
    labels = LANGUAGES[code]
    for library in (OWN, MINE, SAMPLE, LibraryGlance(0)):
        written = own_reply_markdown("Hello", OwnReply(SaidToPage(topic, labels), library))
        assert written.startswith(f"*{labels.own_words}*\n\n")
        assert "{" not in written
        assert "#src-" not in written


def test_whoever_may_add_is_led_to_where_files_are_chosen() -> None:
    assert f"[{ENGLISH.add_documents}](#do-add)" in said(Topic.ADDING)
    assert str(FORMATS) in said(Topic.ADDING)
    assert ENGLISH.reply_adding_sample in said(Topic.ADDING, SAMPLE)
    assert ENGLISH.reply_adding_sample not in said(Topic.ADDING, MINE)
    assert ENGLISH.nothing_yet in said(Topic.ADDING, replace(MINE, count=0))


def test_whoever_may_only_read_is_told_so_and_offered_no_such_thing() -> None:
    assert ENGLISH.reply_adding_off in said(Topic.ADDING, OWN)
    assert all("#do-add" not in said(topic, OWN) for topic in Topic)


def test_what_may_have_been_a_question_can_be_looked_for_all_the_same() -> None:
    look = f"[{ENGLISH.do_look}](./?q=Can+I+trust+the+answer%3F#as-it-stands)"
    assert {topic for topic in Topic if look in said(topic)} == {each for each in Topic if each.may_be_a_question}
    assert ENGLISH.do_look not in said(Topic.WHO, asked="Who are you?"), "there is no word in it to look for"


def test_the_library_is_described_by_what_is_in_it_with_its_titles_shown_literally() -> None:
    about = said(Topic.ABOUT)
    assert "1,234 documents" in about
    assert f"[Rules \\[of\\] the \\*hive\\*](./document?id={ONE.document})" in about
    assert "MEK" in said(Topic.ABOUT, SAMPLE)
    assert ENGLISH.no_summary in said(Topic.ABOUT, SAMPLE)


def test_a_reply_of_the_page_is_no_turn_that_later_questions_lean_on() -> None:
    reply = OwnReply(SaidToPage(Topic.GREETING, ENGLISH), MINE)
    talk = Conversation().asking("Hello").answered(reply)
    assert talk.messages()[1]["content"] == own_reply_markdown("Hello", reply)
    assert talk.question("Who leaves?").history == ()
    assert "data-cards" not in talk.cards()


def test_the_welcome_says_over_what_is_asked() -> None:
    assert "1,234 documents" in welcome_markdown(OWN, ENGLISH)
    assert "#do-add" not in welcome_markdown(OWN, ENGLISH)
    sample = welcome_markdown(SAMPLE, ENGLISH)
    assert sample.startswith("## Ask the sample library\n\n")
    assert ENGLISH.sample_own in sample
    assert "(#do-add)" in sample


def test_the_welcome_to_an_empty_library_says_what_to_do_about_it() -> None:
    empty = welcome_markdown(LibraryGlance(0, formats=FORMATS), ENGLISH)
    assert empty.startswith("## Add a document\n\n")
    assert "(#do-add)" in empty
    assert "besa add" not in empty
    assert "#do-" not in welcome_markdown(LibraryGlance(0), ENGLISH)
    assert "#do-sample" not in empty
    assert "(#do-sample)" in welcome_markdown(LibraryGlance(0, formats=FORMATS, has_sample=True), ENGLISH)


def not_found(*citations: Citation) -> Answer:
    return Answer("Who?", "Who?", 0.1, (), citations, 1.0)


def test_after_a_search_that_found_nothing_other_words_are_advised_and_the_nearest_documents_named() -> None:
    assert advice_markdown(not_found(), EVERYTHING, ENGLISH) == [ENGLISH.advice_words]
    first, nearest = advice_markdown(not_found(ONE, replace(ONE, number=2)), EVERYTHING, ENGLISH)
    assert first == ENGLISH.advice_words
    assert nearest == f"Nearest to it: [Rules \\[of\\] the \\*hive\\*](./document?id={ONE.document})"


def test_after_a_search_in_a_part_of_the_library_a_wider_one_is_advised_first() -> None:
    (first,) = advice_markdown(not_found(), SearchScope(text="hive"), ENGLISH)
    assert first == f"{ENGLISH.advice_scope} [{ENGLISH.search_in_all}](#do-search-all)"
