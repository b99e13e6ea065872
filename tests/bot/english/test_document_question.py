from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.document_question import LONGEST_QUESTION, DocumentQuestion, read_document_question
from bot.english.lexicon import bot_words
from bot.english.period import Period

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OF_2020 = Period("from 2020", "2020", "2020~")


def read(question: str) -> DocumentQuestion:
    found = read_document_question(question)
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    "question",
    [
        "How many documents are there?",
        "how many documents are there",
        "How many files are in the library?",
        "How many sources do you have?",
        "HOW MANY DOCUMENTS DO YOU HAVE",
        "Could you please tell me how many documents there are?",
        "What is the number of documents in this library?",
        "How many of the documents are there in total?",
    ],
)
def test_documents_are_counted(question: str) -> None:
    assert read(question) == DocumentQuestion("number", is_certain=True)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many PDFs are there?", PDF),
        ("How many pdf files do you have?", PDF),
        ("Which PDF documents do you have?", PDF),
        ("How many Word documents are in this library?", WORD),
    ],
)
def test_files_of_a_kind_are_meant_by_its_name(question: str, kind: str) -> None:
    found = read(question)
    assert (found.media_types, found.is_certain) == (frozenset({kind}), True)


@pytest.mark.parametrize(
    "question",
    [
        "Which documents are from 2020?",
        "what documents are there from 2020",
        "List all documents from 2020.",
        "Do you have any documents from 2020?",
        "Please show me the files from 2020",
        "documents from 2020",
        "What do you have from 2020?",
    ],
)
def test_documents_of_a_time_are_asked_for(question: str) -> None:
    assert read(question) == DocumentQuestion("documents", is_certain=True, period=OF_2020)


@pytest.mark.parametrize(
    ("question", "asks", "by", "is_certain"),
    [
        ("What did Elira Dema write?", "documents", "Elira Dema", False),
        ("what has elira dema published", "documents", "elira dema", False),
        ("Which articles did Elira Dema write?", "documents", "Elira Dema", False),
        ("Which documents are by Elira Dema?", "documents", "Elira Dema", False),
        ("What was written by Elira Dema?", "documents", "Elira Dema", False),
        ("Which reports were published by the Hydro Institute?", "documents", "Hydro Institute", False),
        ("Do you have anything by Elira Dema?", "documents", "Elira Dema", True),
        ("Have you got anything by Luan Gashi?", "documents", "Luan Gashi", True),
        ("Is there anything by Dema?", "documents", "Dema", False),
        ("Show me everything by Elira Dema", "documents", "Elira Dema", False),
        ("How many documents by Elira Dema are there?", "number", "Elira Dema", False),
        ("How many articles did Elira Dema write?", "number", "Elira Dema", False),
        ("How many reports by the Hydro Institute do you have?", "number", "Hydro Institute", True),
    ],
)
def test_documents_of_somebody_are_asked_for(question: str, asks: str, by: str, is_certain: bool) -> None:
    found = read(question)
    assert (found.asks, found.by, found.is_certain) == (asks, by, is_certain)


def test_somebody_and_a_time_may_both_be_named() -> None:
    for question in (
        "Which documents by Elira Dema are from 2020?",
        "Which documents from 2020 are by Elira Dema?",
        "List the documents written by Elira Dema from 2020",
        "What did Elira Dema write from 2020?",
    ):
        found = read(question)
        assert (found.by, found.period) == ("Elira Dema", OF_2020)


@pytest.mark.parametrize(
    ("question", "asks", "is_certain"),
    [
        ("What is the newest document?", "newest", False),
        ("What is your latest article?", "newest", True),
        ("Which document is the most recent?", "newest", False),
        ("What's the oldest file in this library?", "oldest", True),
        ("When was the latest document published?", "newest", False),
        ("Who wrote the oldest document?", "oldest", False),
        ("Show me the newest document by Elira Dema", "newest", False),
    ],
)
def test_the_newest_and_the_oldest_are_asked_for(question: str, asks: str, is_certain: bool) -> None:
    found = read(question)
    assert (found.asks, found.is_certain) == (asks, is_certain)


@pytest.mark.parametrize(
    "question",
    [
        "What is this library about?",
        "What are these documents about?",
        "What documents do you have?",
        "Which sources do you have?",
        "List the documents",
        "list all your sources please",
        "Count all the documents, please",
        "What is in this library?",
        "What does this library contain?",
        "What do you have?",
        "What can I ask?",
        "Hi, what do you know?",
    ],
)
def test_all_documents_are_asked_for(question: str) -> None:
    assert read(question) == DocumentQuestion("documents", is_certain=True)


@pytest.mark.parametrize(
    ("question", "asks", "named"),
    [
        ("Who wrote Bees of Kruja?", "author", ("title", "Bees of Kruja")),
        ("Who is the author of Bees of Kruja?", "author", ("title", "Bees of Kruja")),
        ("Do you know who wrote bees of kruja?", "author", ("title", "bees of kruja")),
        ("Who is Bees of Kruja by?", "author", ("title", "Bees of Kruja")),
        ("By whom was Bees of Kruja written?", "author", ("title", "Bees of Kruja")),
        ("Who wrote the report on the bees?", "author", ("topic", "the bees")),
        ("Who wrote the bees report?", "author", ("topic", "bees")),
        ('Who wrote "Bees of Kruja"?', "author", ("title", "Bees of Kruja")),
        ("Who wrote the article titled Bees of Kruja?", "author", ("title", "Bees of Kruja")),
        ("Who wrote bees.md?", "author", ("file", "bees.md")),
        ("Who wrote the file old bees.md?", "author", ("file", "old bees.md")),
        ("Who wrote this?", "author", ("this", "this")),
        ("Who wrote this document?", "author", ("this", "this document")),
        ("Who published Bees of Kruja?", "publisher", ("title", "Bees of Kruja")),
        ("Who is the publisher of the report on the bees?", "publisher", ("topic", "the bees")),
        ("When was Bees of Kruja published?", "date", ("title", "Bees of Kruja")),
        ("Could you tell me when Bees of Kruja was written?", "date", ("title", "Bees of Kruja")),
        ("In what year was the report on the bees published?", "date", ("topic", "the bees")),
        ("What is the date of the report on the bees?", "date", ("topic", "the bees")),
        ("What's the publication date of bees.md?", "date", ("file", "bees.md")),
        ("From when is the report on the bees?", "date", ("topic", "the bees")),
        ("When did Bees of Kruja appear?", "date", ("title", "Bees of Kruja")),
        ("When was Elira Dema's article published?", "date", ("writer", "Elira Dema")),
        ("When was the report by the Hydro Institute published?", "date", ("writer", "the Hydro Institute")),
    ],
)
def test_one_document_is_asked_about(question: str, asks: str, named: tuple[str, str]) -> None:
    found = read(question)
    assert (found.asks, found.is_certain) == (asks, False)
    assert named in [(work.by, work.text) for work in found.works]


@pytest.mark.parametrize(
    "question",
    [
        "How many documents were found in the raid?",
        "How many documents were signed in 2013?",
        "How many documents did the police seize?",
        "How many files are missing from the archive of the court?",
        "How many articles does the constitution have?",
        "How many reports are there on torture?",
        "How many reports did the police receive from 2020 to 2021?",
        "How many books are in the national library of Albania?",
        "How many letters are in the alphabet?",
        "How many sources of water does the village have?",
        "How many documents?",
        "Which reports criticised the camp?",
        "Which documents prove that the camp was raided?",
        "Which documents do I need for a visa?",
        "Which documents must be signed by the tenant?",
        "Which document ended the war?",
        "Which article of the constitution protects the press?",
        "Which files were deleted?",
        "Which sources did the author use?",
        "Which letters did the king sign in 1920?",
        "Which documents are about the bees?",
        "Which of the documents mention the MEK?",
        "What documents do I have to bring?",
        "What report did the commission publish on the camp?",
        "What did Elira Dema write about the bees?",
        "What did he write?",
        "What did they publish in 2020?",
        "What was published in 2020?",
        "What happened in 2020?",
        "What is from 2020?",
        "What is the newest mosque in Tirana?",
        "What is the oldest report of a flood?",
        "What is the latest news?",
        "What is the latest book by Ismail Kadare about?",
        "What are the sources of the river?",
        "What are the documents for?",
        "What is the library of Alexandria about?",
        "What is in the library?",
        "What do you know about Albania?",
        "What do you have to do to get a visa?",
        "List the documents that were burnt.",
        "List the sources of income of the camp.",
        "Name the books of the Bible.",
        "Do you have to sign the document?",
        "Do you have a dog?",
        "Is there a document about the ferry?",
        "Are there any reports that criticise the camp?",
        "Who wrote about the bees in 2020 and who answered?  Who was it?" * 9,
        "Who signed the agreement?",
        "Who wrote?",
        "When was the agreement signed?",
        "When was the camp built?",
        "When will the report be published?",
        "Why was the report published?",
        "Where was the report published?",
        "How was the report written?",
        "documents",
        "2020",
        "From 2020?",
        "Who is Elira Dema?",
        "Which documents are from 2020-13?",
        "",
        "?",
    ],
)
def test_questions_about_what_stands_in_the_documents_are_left_alone(question: str) -> None:
    assert read_document_question(question) is None


def test_what_is_polite_is_taken_off_as_whole_words_only() -> None:
    """A name may end in "hi"."""
    assert read("What did Luan Gashi write?").by == "Luan Gashi"
    assert read("Hi, so could you tell me who wrote it, please?").works == read("Who wrote it?").works


def test_a_longer_question_is_none_about_documents() -> None:
    longest = f"How many documents by {'x' * LONGEST_QUESTION}"[: LONGEST_QUESTION - 10] + " are there"
    assert len(longest) == LONGEST_QUESTION
    assert read_document_question(longest) is not None
    assert read_document_question(f"{longest}?") is None


@given(
    st.lists(
        st.sampled_from(
            [
                *bot_words("documents.holdings"),
                "how many",
                "who wrote",
                "when was",
                "by",
                "from 2020",
                "did you",
                "'",
                "?",
            ]
        ),
        max_size=40,
    ).map(" ".join)
    | st.text(max_size=LONGEST_QUESTION)
)
def test_any_text_is_read_or_left(text: str) -> None:
    found = read_document_question(text)
    assert found is None or found.works or found.asks != "author"
