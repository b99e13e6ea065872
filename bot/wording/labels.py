"""What the page says by itself, in English and Albanian; which of them, the browser's languages tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the page in one language; `{}` stands for a number, a name or a title."""

    language: str
    sources: str
    nearest: str
    nearest_note: str
    open_document: str
    open_source: str
    more_around: str
    copy_citation: str
    copied: str
    original: str
    match: str
    source: str
    send: str
    quotation: str
    not_found: str
    nearest_alongside: str
    sources_differ: str
    searching: str
    strong: str
    likely: str
    weak: str
    failed: str
    conversation: str
    link: str
    ask: str
    placeholder: str
    new_conversation: str
    welcome: str
    motto: str
    back: str
    earlier: str
    delete: str
    stop: str
    library: str
    documents: str
    one_document: str
    more: str
    nothing_yet: str
    front_matter: str
    facts_from: str
    cited_places: str
    missing: str
    missing_note: str
    parts: str
    part_of: str
    earlier_part: str
    later_part: str
    embedding: str
    to_map: str
    on_map: str
    map: str
    map_note: str
    map_thinned: str
    map_pending: str
    map_drawing: str
    map_without: str
    found_passages: str
    found_point: str
    not_on_map: str
    timeline: str
    no_dates: str
    undated: str
    passages: str
    one_passage: str
    count_documents: str
    count_passages: str
    count_words: str
    count_languages: str
    count_dates: str
    as_printed: str
    no_picture: str
    sent_by: str
    sent_through: str
    sent_on: str
    ask_next: str
    download: str
    download_answer: str
    download_conversation: str
    downloaded: str
    report: str
    report_title: str
    report_note: str
    searched_as: str
    confidence: str
    characters: str
    made_on: str
    search_in: str
    all_documents: str
    searched_in: str
    searching_in: str
    search_in_all: str
    fits: str
    after: str
    before: str
    tick: str
    fitting: str
    add_documents: str
    choose_files: str
    or_drop: str
    drop_here: str
    limits: str
    begins_own: str
    sending: str
    waiting: str
    reading: str
    added: str
    updated: str
    unchanged: str
    not_added: str
    embedding_now: str
    too_many: str
    too_large: str
    wrong_kind: str
    connection: str
    remove: str
    keep: str
    remove_really: str
    removed: str
    clean: str
    unclean: str
    file_deleted: str
    file_stays: str
    not_removed: str
    clear: str
    nothing_fits: str
    choice_unreadable: str
    no_date: str
    no_day: str


ENGLISH = Labels(
    language="en",
    sources="Sources",
    nearest="Nearest passages",
    nearest_note="These are not the answer: they only come nearest to the question.",
    open_document="Open in document",
    open_source="Open source {}, {}, at this passage in a new tab",
    more_around="More around it",
    copy_citation="Copy citation",
    copied="Copied",
    original="Original",
    match="Match: {} of 100",
    source="Source {}",
    send="Send",
    quotation="“{}”",
    not_found="Not found in these documents.",
    nearest_alongside="The nearest passages are shown alongside.",
    sources_differ="Sources differ:",
    searching="Searching…",
    strong="Strong match",
    likely="Likely match",
    weak="Weak match",
    failed="Something went wrong while searching. Your question is back in the box: send it again.",
    conversation="Conversation",
    link="Link to this question",
    ask="Ask your documents",
    placeholder="Ask your documents…",
    new_conversation="New conversation",
    welcome=(
        "## Ask your documents\n\nAsk in plain words. The answer is quoted from them, sentence by sentence, "
        "and every quotation opens at its place."
    ),
    motto="Every answer is a sentence that a source really contains.",
    back="Back to the chat",
    earlier="Earlier conversations",
    delete="Delete",
    stop="Stop",
    library="Library",
    documents="{} documents",
    one_document="1 document",
    more="and {} more",
    nothing_yet="Nothing to ask yet: add documents with “besa add”.",
    front_matter="Front matter",
    facts_from="Where it has its facts from",
    cited_places="Cited places",
    missing="This document is not here",
    missing_note=(
        "It may have been removed from the library, or the address is incomplete. "
        "The library is listed beside the chat."
    ),
    parts="Parts",
    part_of="Part {} of {}",
    earlier_part="Earlier part",
    later_part="Later part",
    embedding="{} of {} passages are embedded; ranking by words for the rest.",
    to_map="Map and timeline",
    on_map="Show on the map",
    map="Map",
    map_note="Passages that are alike lie close together. Each point opens its passage.",
    map_thinned="{} of {} passages are shown.",
    map_pending="{} passages are not on it yet.",
    map_drawing="The map is being drawn. This happens once; you can ask meanwhile.",
    map_without="The map appears when the passages are embedded.",
    found_passages="Found passages",
    found_point="Found passage {}: {}",
    not_on_map="Not on the map",
    timeline="Timeline",
    no_dates="No document gives a date.",
    undated="Documents without a date: {}.",
    passages="{} passages",
    one_passage="1 passage",
    count_documents="Documents",
    count_passages="Passages",
    count_words="Words",
    count_languages="Languages",
    count_dates="Dates",
    as_printed="{} as printed",
    no_picture="This page cannot be shown as it was printed: its file has changed since it was added, or is gone.",
    sent_by="From",
    sent_through="Through",
    sent_on="Date",
    ask_next="Ask next",
    download="Download",
    download_answer="This answer",
    download_conversation="Whole conversation",
    downloaded="Downloaded: {}",
    report="Report",
    report_title="Answers with their evidence",
    report_note=(
        "Every quotation stands, to the letter, in the document with this SHA-256. The command “besa verify”, "
        "given this file, checks that, and that this page was not changed."
    ),
    searched_as="Searched as: {}",
    confidence="Confidence: {} of 100",
    characters="Characters {} to {} of {}",
    made_on="Made with Besa on {}",
    search_in="Search in",
    all_documents="all documents",
    searched_in="Searched in: {}",
    searching_in="Searching in: {}",
    search_in_all="Search in all documents",
    fits="Title, file or publisher contains",
    after="From",
    before="Until",
    tick="Tick documents, or search in all that fit.",
    fitting="{} of {} fit",
    add_documents="Add documents",
    choose_files="Choose files",
    or_drop="or drop them anywhere on this page",
    drop_here="Drop to add",
    limits="At most {} MB a file and {} files at a time: {}.",
    begins_own="This is the sample library. Your first document begins a library of your own, which takes its place.",
    sending="Sending: {} %",
    waiting="Waiting",
    reading="Reading…",
    added="Added",
    updated="Updated",
    unchanged="Already here",
    not_added="Not added",
    embedding_now="Found by words already. Found by meaning: {} of {} passages.",
    too_many="{} files are too many: choose at most {} at a time.",
    too_large="it is larger than {} MB; add it with: besa add FILE",
    wrong_kind="this kind of file cannot be added; these can: {}",
    connection="Besa did not answer; try again",
    remove="Remove",
    keep="Keep",
    remove_really=(
        "Remove “{}” from the library? Its text and index are deleted. A file that was added in this page is deleted "
        "too; any other file stays."
    ),
    removed="Removed “{}”: {} (vectors: {}; with token vectors: {}).",
    clean="Nothing of it can be read from the library’s files any more.",
    unclean="Another process is reading the library: its log may hold some of it until that ends.",
    file_deleted="Its file was deleted.",
    file_stays="Its file stays where it is.",
    not_removed="Not removed: {}",
    clear="Clear",
    nothing_fits="No document fits what you search in: choose others there, or search in all.",
    choice_unreadable="What to search in could not be understood: choose it again, or search in all documents.",
    no_date="“{}” is no date: write it as YYYY, YYYY-MM or YYYY-MM-DD.",
    no_day="{} is no day of the calendar: correct it, or leave it empty.",
)

ALBANIAN = Labels(
    language="sq",
    sources="Burimet",
    nearest="Pjesët më të afërta",
    nearest_note="Këto nuk janë përgjigjja: janë vetëm më të afërtat me pyetjen.",
    open_document="Hape në dokument",
    open_source="Hape burimin {}, {}, te ky vend, në skedë të re",
    more_around="Më shumë përreth",
    copy_citation="Kopjo citimin",
    copied="U kopjua",
    original="Origjinali",
    match="Përputhja: {} nga 100",
    source="Burimi {}",
    send="Dërgo",
    quotation="„{}”",
    not_found="Nuk gjendet në këto dokumente.",
    nearest_alongside="Pjesët më të afërta tregohen anash.",
    sources_differ="Burimet ndryshojnë:",
    searching="Po kërkohet…",
    strong="Përputhje e fortë",
    likely="Përputhje e mundshme",
    weak="Përputhje e dobët",
    failed="Diçka shkoi keq gjatë kërkimit. Pyetja juaj është përsëri në kuti: dërgojeni sërish.",
    conversation="Biseda",
    link="Lidhja e kësaj pyetjeje",
    ask="Pyetni dokumentet tuaja",
    placeholder="Pyetni dokumentet tuaja…",
    new_conversation="Bisedë e re",
    welcome=(
        "## Pyetni dokumentet tuaja\n\nPyetni me fjalë të thjeshta. Përgjigjja citohet prej tyre, fjali për fjali, "
        "dhe çdo citim hapet në vendin e vet."
    ),
    motto="Çdo përgjigje është një fjali që një burim e përmban vërtet.",
    back="Kthehu te biseda",
    earlier="Bisedat e mëparshme",
    delete="Fshije",
    stop="Ndale",
    library="Biblioteka",
    documents="{} dokumente",
    one_document="1 dokument",
    more="dhe {} të tjera",
    nothing_yet="Ende s’ka çfarë të pyetet: shtoni dokumente me “besa add”.",
    front_matter="Të dhënat në krye",
    facts_from="Nga i ka faktet",
    cited_places="Vendet e cituara",
    missing="Ky dokument nuk është këtu",
    missing_note=(
        "Mund të jetë hequr nga biblioteka, ose adresa nuk është e plotë. Biblioteka është e renditur pranë bisedës."
    ),
    parts="Pjesët",
    part_of="Pjesa {} nga {}",
    earlier_part="Pjesa e mëparshme",
    later_part="Pjesa e mëtejshme",
    embedding="{} nga {} pjesë janë përpunuar; të tjerat renditen sipas fjalëve.",
    to_map="Harta dhe boshti kohor",
    on_map="Shfaqi në hartë",
    map="Harta",
    map_note="Pjesët e ngjashme janë pranë njëra-tjetrës. Çdo pikë hap pjesën e vet.",
    map_thinned="Tregohen {} nga {} pjesë.",
    map_pending="Pjesë që ende s’janë në hartë: {}.",
    map_drawing="Harta po vizatohet. Kjo ndodh një herë; ndërkohë mund të pyetni.",
    map_without="Harta shfaqet kur të jenë përpunuar pjesët.",
    found_passages="Pjesët e gjetura",
    found_point="Pjesa e gjetur {}: {}",
    not_on_map="Nuk është në hartë",
    timeline="Boshti kohor",
    no_dates="Asnjë dokument nuk ka datë.",
    undated="Dokumente pa datë: {}.",
    passages="{} pjesë",
    one_passage="1 pjesë",
    count_documents="Dokumentet",
    count_passages="Pjesët",
    count_words="Fjalët",
    count_languages="Gjuhët",
    count_dates="Datat",
    as_printed="{} siç është shtypur",
    no_picture="Kjo faqe nuk mund të tregohet siç është shtypur: skedari ka ndryshuar që kur u shtua, ose mungon.",
    sent_by="Nga",
    sent_through="Përmes",
    sent_on="Data",
    ask_next="Pyetni më tej",
    download="Shkarko",
    download_answer="Kjo përgjigje",
    download_conversation="E gjithë biseda",
    downloaded="U shkarkua: {}",
    report="Raport",
    report_title="Përgjigjet me dëshmitë e tyre",
    report_note=(
        "Çdo citim gjendet, shkronjë për shkronjë, në dokumentin me këtë SHA-256. Komanda “besa verify”, e thirrur me "
        "këtë skedar, e kontrollon këtë, dhe kontrollon që faqja të mos jetë ndryshuar."
    ),
    searched_as="U kërkua si: {}",
    confidence="Siguria: {} nga 100",
    characters="Shenjat {} deri {} të {}",
    made_on="Bërë me Besa më {}",
    search_in="Kërko në",
    all_documents="të gjitha dokumentet",
    searched_in="U kërkua në: {}",
    searching_in="Po kërkohet në: {}",
    search_in_all="Kërko në të gjitha dokumentet",
    fits="Titulli, skedari ose botuesi përmban",
    after="Nga",
    before="Deri më",
    tick="Shënoni dokumente, ose kërkoni në të gjitha që përputhen.",
    fitting="{} nga {} përputhen",
    add_documents="Shto dokumente",
    choose_files="Zgjidhni skedarë",
    or_drop="ose lëshojini kudo në këtë faqe",
    drop_here="Lëshojini për t’i shtuar",
    limits="Së shumti {} MB për skedar dhe {} skedarë njëherësh: {}.",
    begins_own="Kjo është biblioteka shembull. Dokumenti juaj i parë nis një bibliotekë tuajën, që zë vendin e saj.",
    sending="Po dërgohet: {} %",
    waiting="Në pritje",
    reading="Po lexohet…",
    added="U shtua",
    updated="U përditësua",
    unchanged="Është tashmë këtu",
    not_added="Nuk u shtua",
    embedding_now="Gjendet tashmë sipas fjalëve. Sipas kuptimit: {} nga {} pjesë.",
    too_many="{} skedarë janë shumë: zgjidhni së shumti {} njëherësh.",
    too_large="është më i madh se {} MB; shtojeni me: besa add SKEDARI",
    wrong_kind="ky lloj skedari nuk mund të shtohet; mund të shtohen: {}",
    connection="Besa nuk u përgjigj; provoni sërish",
    remove="Hiqe",
    keep="Mbaje",
    remove_really=(
        "Të hiqet “{}” nga biblioteka? Teksti dhe indeksi i tij fshihen. Skedari që u shtua në këtë faqe fshihet "
        "gjithashtu; çdo skedar tjetër mbetet."
    ),
    removed="U hoq “{}”: {} (vektorë: {}; me vektorë fjalësh: {}).",
    clean="Asgjë prej tij nuk mund të lexohet më nga skedarët e bibliotekës.",
    unclean="Një proces tjetër po lexon bibliotekën: ditari i saj mund të mbajë diçka prej tij derisa ai të mbarojë.",
    file_deleted="Skedari i tij u fshi.",
    file_stays="Skedari i tij mbetet aty ku është.",
    not_removed="Nuk u hoq: {}",
    clear="Pastro",
    nothing_fits="Asnjë dokument nuk i përgjigjet kërkesës: zgjidhni të tjera, ose kërkoni në të gjitha.",
    choice_unreadable="Nuk u kuptua se ku të kërkohet: zgjidheni sërish, ose kërkoni në të gjitha dokumentet.",
    no_date="„{}” nuk është datë: shkruajeni si VVVV, VVVV-MM ose VVVV-MM-DD.",
    no_day="{} nuk është ditë e kalendarit: ndreqeni, ose lëreni bosh.",
)

_LANGUAGES = {"en": ENGLISH, "sq": ALBANIAN}


def labels_for(accepted: str | None) -> Labels:
    """Those that a browser's Accept-Language asks for most; English where it asks for neither."""
    found: list[tuple[float, Labels]] = []
    for each in (accepted or "")[:500].split(","):
        asked = _ACCEPTED.match(each)
        labels = _LANGUAGES.get(asked[1].lower()) if asked else None
        if asked and labels:
            found.append((float(asked[2] or 1), labels))
    return max(found, key=lambda pair: pair[0], default=(0.0, ENGLISH))[1]
