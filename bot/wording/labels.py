"""The words of the page. English stands here; every other language is a file in `translations/`.

A new language is one file, `translations/<code>.toml`, with a translation of every field below and of every message,
and with the phrases in which people speak to the page itself.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.messages import Message

TRANSLATIONS = Path(__file__).with_name("translations")
_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")
_LONGEST_HEADER = 500


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the page in one language; `{}` stands for a number, a name or a title.

    `thousands` stands between the thousands of a number.
    """

    language: str = "en"
    thousands: str = ","
    sources: str = "Sources"
    nearest: str = "Nearest passages"
    nearest_note: str = "They only come nearest to the question."
    perhaps: str = "No sentence surely answers this."
    closest: str = "Closest passages, perhaps"
    closest_note: str = "The answer may stand in them."
    closest_alongside: str = "The answer may stand in the passages that are shown alongside."
    unread: str = "The best passages were not read closely, so this is less sure. {}"
    open_document: str = "Open in document"
    open_source: str = "Open in document: source {}, {}"
    new_tab: str = "New tab"
    reading_beside: str = "Sources beside the answer"
    earlier_mark: str = "Previous mark"
    later_mark: str = "Next mark"
    mark_of: str = "{} of {}"
    compare: str = "Compare"
    close: str = "Close"
    more_around: str = "More around it"
    copy_citation: str = "Copy citation"
    copied: str = "Copied"
    original: str = "Original"
    accessed: str = "Accessed {}"
    in_context: str = "In context"
    also_in: str = "Also in:"
    source: str = "Source {}"
    send: str = "Send"
    quotation: str = "“{}”"
    not_found: str = "Not found in these documents."
    nearest_alongside: str = "The nearest passages are shown alongside."
    sources_differ: str = "Sources differ:"
    searching: str = "Searching…"
    strong: str = "Strong match"
    likely: str = "Likely match"
    weak: str = "Weak match"
    match_told: str = (
        "How sure Besa is that the sources answer this. A strong match does at least 8 times in 10, a likely one more "
        "often than not, a weak one about every second time. What is quoted stands in the source word for word in any "
        "case."
    )
    read_both: str = "Read them side by side"
    conversation: str = "Conversation"
    you: str = "You"
    link: str = "Link to this question"
    ask: str = "Ask your documents"
    placeholder: str = "Ask your documents…"
    new_conversation: str = "New conversation"
    welcome: str = "Ask your documents"
    welcome_note: str = (
        "Type a question in plain words. The answer is quoted from {}, sentence by sentence, and every quotation opens "
        "at its place."
    )
    welcome_ask: str = "Type a question in plain words. Every quotation in the answer opens at its place."
    welcome_sample: str = "Ask the sample library"
    sample_note: str = (
        "Besa answers questions with sentences from documents. These are {}, to try it with: notes on Albania and the "
        "Iranian opposition group MEK, which lives there, from its camp to the cyberattacks of 2022."
    )
    sample_own: str = "To ask your own documents, add them: they take the place of the sample."
    welcome_empty: str = "Add your first document"
    empty_note: str = (
        "There is nothing to ask yet. Choose files, or drop them anywhere on this page; as soon as one has been read, "
        "you can ask about it, and every answer is quoted from it."
    )
    empty_read_only: str = (
        "There is nothing to ask yet: this library has no documents. Whoever serves this page can add some."
    )
    own_words: str = "Besa’s own words, not a quotation"
    reply_greeting: str = "Hello! Ask a question about the documents: the answer is quoted from them, with its source."
    reply_thanks: str = "You are welcome. Ask on whenever you like."
    reply_help: str = (
        "Ask in a sentence, and name the person, the place, the date or the thing that you mean. The answer is quoted "
        "from the documents; the number behind it opens its source. You can search in some of the documents only, and "
        "go back to earlier conversations."
    )
    reply_who: str = (
        "This is Besa, a program that finds the sentences in documents that answer a question, and quotes them. It is "
        "no artificial author: it writes no answers of its own, and nothing is sent to anybody else for it."
    )
    reply_adding: str = (
        "Open “Add documents” and choose files, or drop them anywhere on this page. You can ask about a file as soon "
        "as it has been read. Besa reads {}."
    )
    reply_adding_sample: str = "Your first document begins a library of your own, which takes the place of the sample."
    reply_adding_off: str = (
        "Documents can be read here, not added. To add some, open the link that “besa serve” has shown in the "
        "terminal, or ask whoever serves this page."
    )
    reply_trust: str = (
        "Check it: that is easy here. Every answer is a sentence that stands in one of the documents, word for word, "
        "and its number opens the document at that place. Nothing is invented. But a document can be wrong, and the "
        "sentence that was found may answer another question than yours. Questions and documents are sent to nobody "
        "else."
    )
    reply_about: str = "This page answers questions about {}, with sentences that it quotes from them."
    among_them: str = "Among them:"
    no_summary: str = "It does not sum them up: ask for something that they say."
    do_list: str = "See the documents"
    do_look: str = "Look for it in the documents"
    advice_words: str = "Other words may find more: name a person, a place, a date or a thing."
    advice_scope: str = "Only some of the documents were searched."
    near_documents: str = "Nearest to it:"
    description: str = (
        "Ask documents a question, and get the sentences that answer it, word for word, each with its source."
    )
    offline: str = "Besa cannot be reached just now. What you typed stays here, and the page goes on by itself."
    motto: str = "Every answer is a sentence that a source really contains."
    back: str = "Back to the chat"
    earlier: str = "Earlier conversations"
    delete: str = "Delete"
    stop: str = "Stop"
    library: str = "Library"
    documents: str = "{} documents"
    one_document: str = "1 document"
    more: str = "and {} more"
    nothing_yet: str = "There are no documents yet."
    front_matter: str = "What the file says of itself"
    facts_from: str = "Where it has its facts from"
    cited_places: str = "Cited places"
    missing: str = "This document is not here"
    missing_note: str = (
        "It may have been removed from the library, or the address is incomplete. The library is listed beside "
        "the chat."
    )
    parts: str = "Parts"
    part_of: str = "Part {} of {}"
    earlier_part: str = "Earlier part"
    later_part: str = "Later part"
    embedding: str = "{} of {} passages are found by meaning already, the others by their words."
    to_map: str = "Map and timeline"
    on_map: str = "Show on the map"
    map: str = "Map"
    map_note: str = "Passages that are alike lie close together."
    map_thinned: str = "{} of {} passages are shown."
    map_pending: str = "{} passages are not on it yet."
    map_drawing: str = "The map is being drawn. This happens once; you can ask meanwhile."
    map_without: str = "The map appears once the passages are prepared for it."
    found_passages: str = "Found passages"
    found_point: str = "Found passage {}: {}"
    not_on_map: str = "Not on the map"
    timeline: str = "Timeline"
    no_dates: str = "No document gives a date."
    undated: str = "Documents without a date: {}."
    passages: str = "{} passages"
    one_passage: str = "1 passage"
    count_documents: str = "Documents"
    count_passages: str = "Passages"
    count_words: str = "Words"
    count_languages: str = "Languages"
    count_dates: str = "Dates"
    as_printed: str = "{} as printed"
    no_picture: str = (
        "This page cannot be shown as it was printed: its file has changed since it was added, or is gone."
    )
    sent_by: str = "From"
    sent_through: str = "Through"
    sent_on: str = "Date"
    ask_next: str = "Ask next"
    download: str = "Download"
    download_answer: str = "This answer"
    download_conversation: str = "Whole conversation"
    downloaded: str = "Downloaded: {}"
    report: str = "Report"
    report_title: str = "Answers with their evidence"
    report_note: str = (
        "Every quotation stands, to the letter, in the document with this SHA-256. The command “besa verify”, "
        "given this file, checks that, and that this page was not changed."
    )
    searched_as: str = "Searched for: {}"
    searched_instead: str = "Searched “{1}” instead of “{0}”"
    ask_alone: str = "Ask it as it stands"
    asked_alone: str = "as it stands"
    confidence: str = "Confidence: {} of 100"
    characters: str = "Characters {} to {} of {}"
    made_on: str = "Made with Besa on {}"
    search_in: str = "Search in"
    all_documents: str = "all documents"
    searched_in: str = "Searched in: {}"
    searching_in: str = "Searching in: {}"
    search_in_all: str = "Search in all documents"
    fits: str = "Title, file or publisher contains"
    after: str = "From"
    before: str = "Until"
    tick: str = "Tick documents, or search in all that fit."
    fitting: str = "{} of {} fit"
    add_documents: str = "Add documents"
    choose_files: str = "Choose files"
    or_drop: str = "or drop them anywhere on this page"
    drop_here: str = "Drop to add"
    limits: str = "At most {} MB a file and {} files at a time: {}."
    begins_own: str = (
        "This is the sample library. Your first document begins a library of your own, which takes its place."
    )
    sending: str = "Sending: {} %"
    waiting: str = "Waiting"
    reading: str = "Reading…"
    added: str = "Added"
    updated: str = "Updated"
    unchanged: str = "Already here"
    not_added: str = "Not added"
    embedding_now: str = "Found by words already. Found by meaning: {} of {} passages."
    too_many: str = "{} files are too many: choose at most {} at a time."
    connection: str = "Besa did not answer; try again"
    remove: str = "Remove"
    keep: str = "Keep"
    remove_really: str = (
        "Remove “{}” from the library? Its text and index are deleted. A file that was added in this page is "
        "deleted too; any other file stays."
    )
    removed: str = "Removed “{}”: {}."
    clean: str = "Nothing of it can be read from the library’s files any more."
    unclean: str = (
        "The library’s files may still hold some of it: another process is reading them, or the disk is full. Make it "
        "illegible with: besa doctor"
    )
    file_deleted: str = "Its file was deleted."
    file_stays: str = "Its file stays where it is."
    not_removed: str = "Not removed: {}"
    clear: str = "Clear"
    from_list: str = "From the list of sources, not quoted from a text:"
    no_document: str = "No document in the list of sources fits."
    fact_author: str = "Author"
    fact_publisher: str = "Publisher"
    fact_date: str = "Date"
    fact_newest: str = "Newest"
    fact_oldest: str = "Oldest"
    tab_sources: str = "Sources"
    tab_scope: str = "Filter"
    tab_add: str = "Add"
    tab_library: str = "Library"
    tab_earlier: str = "Earlier"
    beside: str = "Beside the conversation"
    no_sources: str = "The passages that an answer is quoted from stand here."
    none_earlier: str = "None yet. What you ask stays in this browser, and is listed here."
    shortcuts: str = "Keyboard shortcuts"
    keys_on: str = "Use these keys"
    key_box: str = "Ask: go to the box"
    key_source: str = "Go to the source with this number"
    key_again: str = "In the empty box: the last question again"
    key_back: str = "Close, or back to the answer"
    find: str = "Find by title, file or publisher"
    sort_by: str = "Sort by"
    by_title: str = "Title"
    by_newest: str = "Newest first"
    by_oldest: str = "Oldest first"
    by_added: str = "Added last"
    by_kind: str = "Kind of file"
    added_on: str = "Added {}"
    pages: str = "Pages of the list"
    previous: str = "Previous"
    next: str = "Next"
    range: str = "{} to {} of {}"
    map_keys: str = "Point, tap, or go with the arrow keys, to see what a point is; Enter opens it."
    subjects: str = "What it is about"
    messages: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Translations of messages, by English template."""
    phrases: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False, compare=False)
    """Regular expressions of what people say to the page itself, by topic; see `bot.page.replies.topics`."""

    def translate(self, message: Message) -> str:
        """Return a message in this language; in English where it has no translation."""
        return message.translated(self.messages, self.thousands)

    def number(self, count: int) -> str:
        """Return a whole number with its thousands apart, as this language writes it."""
        return f"{count:,}".replace(",", self.thousands)

    def words(self) -> dict[str, str]:
        """Return the words by the names of their fields."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.compare}


ENGLISH = Labels()


def read_languages(folder: Path) -> dict[str, Labels]:
    """Read English and every language that has a file in `folder`, by its code.

    What a file leaves out stays English. Raises TypeError for a word that no field of `Labels` is named for.
    """
    found = {ENGLISH.language: ENGLISH}
    for path in sorted(folder.glob("*.toml")):
        written = tomllib.loads(path.read_text("utf-8"))
        tables = {name: written.get(name, {}) for name in ("messages", "phrases")}
        found[path.stem] = Labels(path.stem, **written.get("labels", {}), **tables)
    return found


LANGUAGES = read_languages(TRANSLATIONS)
"""The page's words by the code of their language."""


def labels_for(accepted: str | None) -> Labels:
    """Return the words in the language that an Accept-Language header wants most; English if it wants none of ours.

    Example:
        >>> labels_for("fr, sq;q=0.9").language
        'sq'
    """
    found: list[tuple[float, Labels]] = []
    for each in (accepted or "")[:_LONGEST_HEADER].split(","):
        wanted = _ACCEPTED.match(each)
        labels = LANGUAGES.get(wanted[1].lower()) if wanted else None
        if wanted and labels:
            found.append((float(wanted[2] or 1), labels))
    return max(found, key=lambda pair: pair[0], default=(0.0, ENGLISH))[1]
