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
    copy_answer: str = "Copy answer"
    copied_in_style: str = "Copied, in the style {}"
    cite_as: str = "Cite as"
    in_file: str = "File: {}."
    page_short: str = "p."
    references: str = "References"
    for_latex: str = "for LaTeX"
    for_managers: str = "for Zotero, EndNote"
    for_zotero: str = "for Zotero and Pandoc"
    also_found: str = "With what was found but not quoted"
    key_copy: str = "Copy the source in focus, or the whole answer, with citation"
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
    sample_own: str = "To ask your own documents, add them; the sample stays beside them."
    welcome_empty: str = "Add a document"
    empty_note: str = (
        "This library has no documents. Choose files, or drop them anywhere on this page; as soon as one has been "
        "read, you can ask about it, and every answer is quoted from it."
    )
    empty_read_only: str = (
        "This library has no documents, so there is nothing to ask. Whoever serves this page can add some."
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
    reply_adding_sample: str = (
        "Your first document begins a library of your own. The sample stays beside it: choose it under “Filter”."
    )
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
    share: str = "Share"
    share_answer: str = "Share this answer"
    share_note: str = (
        "Whoever opens this address sees the answer as it was given, with its quotations and sources, for {} days. "
        "They have to be let in to this page."
    )
    share_local: str = (
        "This page is open on this computer only, so an address would work for nobody else. Send the answer as a file: "
        "it opens in any browser."
    )
    share_elsewhere: str = (
        "You opened this page at an address that works on this computer only. Open it by the name that others know, "
        "and share from there, or send the answer as a file."
    )
    share_failed: str = "There is no address for this answer just now. Send it as a file: it opens in any browser."
    address: str = "Address"
    copy_address: str = "Copy address"
    save_as_file: str = "Save as a file"
    ask_anew: str = "Ask anew"
    shared_title: str = "An answer as it was given"
    shared_note: str = (
        "Every quotation stood, to the letter, in the document with this SHA-256. Saved as a file, this can be checked "
        "with the command “besa verify”."
    )
    shared_changed: str = "Documents quoted here that have changed since: {}."
    shared_missing: str = "This answer is not here"
    shared_missing_note: str = (
        "It was shared too long ago, a document that it quotes was removed, or the address is incomplete."
    )
    searched_as: str = "Searched for: {}"
    searched_instead: str = "Searched “{1}” instead of “{0}”"
    ask_alone: str = "Ask it as it stands"
    asked_alone: str = "as it stands"
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
    limits: str = "At most {} MB a file: {}."
    begins_own: str = (
        "This is the sample library. Your first document begins a library of your own; the sample stays beside it, "
        "under “Filter”."
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
    choose_folder: str = "Choose a folder"
    replaced: str = "Replaced"
    skipped: str = "Skipped"
    pause: str = "Pause"
    go_on: str = "Go on"
    cancel_rest: str = "Leave out the rest"
    try_again: str = "Try again"
    try_all_again: str = "Try all of these again"
    adding_now: str = "Adding"
    adding_at: str = "Adding: {} of {} done"
    paused_at: str = "Paused: {} of {} done"
    asking_about: str = "Waiting for your answer: {}"
    known_name: str = "There is another “{}” here already. Replace it with this one?"
    replace: str = "Replace"
    keep_both: str = "Keep both"
    skip: str = "Leave out"
    for_all: str = "the same for all of them"
    left_out: str = "Left out of the folder, since they are no documents that Besa reads: {}."
    nothing_in_folder: str = "There is no document in this folder that Besa reads."
    unreadable_file: str = "the browser cannot read it any more; choose it again"
    paste_text: str = "Paste text"
    paste_title: str = "Title"
    paste_here: str = "Text"
    add_text: str = "Add this text"
    pasted_text: str = "Pasted text"
    add_page: str = "Add a web page"
    page_address: str = "Its address"
    page_note: str = (
        "Besa fetches this one page, now, and keeps a copy. Nothing else is fetched, and no link is followed."
    )
    fetch_page: str = "Fetch and add it"
    fetching: str = "Fetching…"
    collections: str = "Collections"
    no_collection: str = "Other documents"
    sample_library: str = "Sample library"
    your_documents: str = "Your documents"
    move: str = "Move"
    move_to: str = "To which collection? A new name makes one; none takes it out of all."
    document_moved: str = "“{}” is in “{}” now."
    document_moved_out: str = "“{}” is in no collection now."
    dissolve: str = "Dissolve"
    collection_dissolved: str = "“{}” is no collection any more; its documents stay."
    collection_renamed: str = "“{}” is called “{}” now."
    new_name: str = "New name"
    save: str = "Save"
    undone: str = "Undone."
    whole_library: str = "The whole library"
    into_collection: str = "Into a collection (a name, if you like)"
    ask_sample: str = "Ask the sample library"
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
    removed_on_server: str = (
        "It is found and quoted no more. The server’s disk holds some of it until its tables are written anew (VACUUM "
        "(FULL, ANALYZE)); its log and backups hold it for as long as they are kept."
    )
    file_deleted: str = "Its file was deleted."
    file_stays: str = "Its file stays where it is."
    not_removed: str = "Not removed: {}"
    remove_collection_really: str = (
        "Remove the collection “{}” with its {} from the library? Their text and index are deleted, and the files of "
        "them that were added in this page; any other file stays. Documents that are in another "
        "collection, too, are removed there as well."
    )
    removed_so_far: str = "Removed: {} of {}"
    collection_removed: str = "Removed the collection “{}”: {}."
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
    tab_earlier: str = "History"
    beside: str = "Beside the conversation"
    no_sources: str = "The passages that an answer is quoted from stand here."
    none_earlier: str = "None yet. What you ask stays in this browser, and is listed here."
    kept_conversations: str = "Conversations"
    kept_quotations: str = "Quotations"
    kept_check: str = "Check"
    this_conversation: str = "This conversation"
    find_kept: str = "Find in conversations"
    none_found: str = "No conversation has that."
    show_more: str = "Show more"
    questions: str = "{} questions"
    pin: str = "Pin"
    unpin: str = "Unpin"
    pinned: str = "Pinned"
    rename: str = "Rename"
    export: str = "Export"
    import_conversation: str = "Import a conversation"
    imported: str = "Imported: {}"
    not_imported: str = "Not imported: {}"
    deleted: str = "Deleted: {}"
    undo: str = "Undo"
    earlier_turns: str = "Earlier questions of this conversation, kept in this browser: {}"
    show_earlier_turns: str = "Show them"
    shown_as_on: str = "As it was shown on {}."
    since_changed: str = "Changed since: {}."
    since_gone: str = "Not in the library any more: {}."
    since_altered: str = "Does not say what is quoted from it here: {}."
    since_beside: str = "Other sources that are shown beside it have changed since, or are gone."
    since_documents: str = "The library had {} documents then, and has {} now."
    keep_quotation: str = "Keep quotation"
    is_kept: str = "Kept"
    none_clipped: str = "None yet. “Keep quotation” beside a source puts it here, with its citation."
    note: str = "Note"
    note_on_answer: str = "Your note on this answer"
    note_on_quotation: str = "Your note on this quotation"
    check_note: str = (
        "Choose a saved answer (JSON or report) or an exported conversation. Each quotation is compared with the "
        "documents, letter by letter."
    )
    choose_file: str = "Choose a file"
    checked: str = "{} of {} quotations stand in the documents, letter by letter."
    check_verified: str = "Stands there, letter by letter"
    check_missing: str = "Its document is not in the library"
    check_changed: str = "Its document has changed since"
    check_altered: str = "The document does not say this there"
    check_page: str = "The page of this report shows something else than the answers in it."
    not_checked: str = "Not checked: {}"
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
