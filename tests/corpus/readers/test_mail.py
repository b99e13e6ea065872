"""Messages as people's programs write them, and as nobody should."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedFile, EncryptedFile, ReadError, TooLarge
from corpus.readers import Format, ReadOptions, read
from corpus.readers.mail.reader import read_mail, read_mbox
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Part

HEADER = b"From: Ana Hoxha <ana@example.org>\nSubject: Hives\nDate: Tue, 4 Jan 2022 23:30:00 -0800\n"
ENVELOPE = b"From ana@example.org Tue Jan  4 10:00:00 2022\n"


def only(data: bytes) -> Part:
    (part,) = read(data, "letter.eml")
    return part


def body(data: bytes, fields: bytes = b"") -> str:
    """The text of a message with this body, below its subject."""
    text = only(HEADER + fields + b"\n" + data).content.text
    return text.removeprefix("Hives").lstrip("\n")


def message(text: str = "The hives are warm.", subject: str = "Hives") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "Ana <ana@example.org>", subject, f"<{subject}@example.org>"
    made["Date"] = "Tue, 4 Jan 2022 10:00:00 +0100"
    made.set_content(text)
    return made


def mailbox(*messages: bytes) -> bytes:
    return b"".join(ENVELOPE + each + b"\n\n" for each in messages)


def test_a_message_is_its_text_under_its_subject() -> None:
    part = only(HEADER + b"\nThe hives are warm.\nAll of them.\n\nAna\n")
    assert part.content.text == "Hives\n\nThe hives are warm.\nAll of them.\n\nAna"
    assert [heading.text for heading in part.content.headings] == ["Hives"]
    assert (part.name, part.content.media_type) == ("", Format.MAIL.media_type)


def test_a_message_says_who_wrote_it_when_on_which_list_and_where_it_is_kept() -> None:
    fields = b"List-Id: Beekeepers <bees.example.org>\nArchived-At: <https://example.org/m/1>\nContent-Language: sq\n"
    metadata = only(HEADER + fields + b"\nText.").content.metadata
    assert (metadata.title, metadata.author, metadata.date) == ("Hives", "Ana Hoxha", "2022-01-04")
    assert (metadata.publisher, metadata.url) == ("Beekeepers", "https://example.org/m/1")
    assert metadata.language == "sq"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"=?utf-8?q?Hives_p=C3=ABr_dim=C3=ABr?=", "Hives për dimër"),
        (b"=?utf-8?b?SGl2ZXMgcMM=?=\n =?utf-8?b?q3I=?=", "Hives për"),
        (b"=?iso-2022-jp?b?GyRCS34bKEI=?= bees", b"\x1b$BK~\x1b(B bees".decode("iso-2022-jp")),
        ("Bletë".encode(), "Bletë"),
        ("Bletë".encode("latin-1"), "Bletë"),
        (b"a very\n long\n\tsubject", "a very long subject"),
        (b"=?no-such-charset?q?Hives?=", "Hives"),
        (b"=?utf-8?b?%%%?=", None),
        (b"", "First words."),
    ],
)
def test_a_subject_is_decoded_however_it_was_sent(written: bytes, title: str | None) -> None:
    found = only(b"Subject: " + written + b"\nFrom: a@example.org\nDate: x\n\nFirst words.").content.metadata.title
    assert found == title if title else found


@pytest.mark.parametrize(
    ("sent", "author"),
    [
        (b'"Hoxha, Ana" <ana@example.org>, Ben <ben@example.org>', "Hoxha, Ana, Ben"),
        (b"ana@example.org", "ana@example.org"),
        (b"<<<>>>,,,@@;:", None),
    ],
)
def test_an_author_is_a_name_or_else_an_address(sent: bytes, author: str | None) -> None:
    found = only(b"From: " + sent + b"\nSubject: s\nDate: d\n\nText.").content.metadata.author
    assert found == author if author else True


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("quoted-printable", b"The jars cost =E2=82=AC 12 each, an=\nd no more."),
        ("base64", base64.b64encode("The jars cost € 12 each, and no more.".encode())),
        ("8bit", "The jars cost € 12 each, and no more.".encode()),
        ("nonsense", "The jars cost € 12 each, and no more.".encode()),
    ],
)
def test_a_text_is_decoded_from_its_transfer_encoding(encoding: str, sent: bytes) -> None:
    fields = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n".encode()
    assert body(sent, fields) == "The jars cost € 12 each, and no more."


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "utf-8", "utf-7"])
def test_a_text_is_read_in_the_charset_that_it_names(charset: str) -> None:
    text = "蜂は春に花へ飛ぶ。巣箱は四つある。"
    sent = base64.b64encode(text.encode(charset))
    assert (
        body(sent, f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n".encode()) == text
    )


def test_flowed_lines_are_joined_as_they_were_written() -> None:
    sent = b"The hives stand in \nthe garden.\n> Where do \n> they stand?\n > not quoted\nEnd.\n-- \nAna\n"
    text = body(sent, b"Content-Type: text/plain; format=flowed\n")
    assert text == "The hives stand in the garden.\n\n> Where do they stand?\n\n> not quoted\nEnd.\n\n-- \nAna".replace(
        "-- \n", "--\n"
    )


def test_what_is_quoted_stays_in_a_paragraph_of_its_own() -> None:
    text = body(b"On Monday, Ben wrote:\n> How many jars\n>> Whose jars\n> did you fill\nWe filled nine\n")
    assert text.split("\n\n") == [
        "On Monday, Ben wrote:", "> How many jars", ">> Whose jars", "> did you fill", "We filled nine",
    ]  # fmt: skip


def test_a_passage_of_the_quotation_below_a_reply_says_whose_words_it_holds() -> None:
    content = only(HEADER + b"\nWe filled nine.\n\nOn Monday,\nBen wrote:\n> How many jars\n>> did you fill\n").content
    assert content.text.endswith("We filled nine.\n\nOn Monday, Ben wrote:\n\n> How many jars\n\n>> did you fill")
    assert [passage.heading for passage in split(content)] == ["Hives", "On Monday, Ben wrote:"]


def test_a_plain_text_that_only_points_to_the_other_form_is_not_read() -> None:
    made = message("Please see the HTML version.")
    made.add_alternative(f"<p>Your order of {'nine jars of honey, ' * 8}ships on 9 March.</p>", subtype="html")
    assert "ships on 9 March." in only(made.as_bytes()).content.text
    assert "HTML version" not in only(made.as_bytes()).content.text


def test_of_alternatives_the_plain_text_is_read() -> None:
    made = message()
    made.add_alternative("<p>The <b>page</b>.</p>", subtype="html")
    assert only(made.as_bytes()).content.text == "Hives\n\nThe hives are warm."


def test_where_the_plain_text_is_blank_the_page_is_read() -> None:
    made = message(" \n")
    made.add_alternative("<h2>Honey</h2><p>Nine <b>jars</b>.</p><script>x</script>", subtype="html")
    content = only(made.as_bytes()).content
    assert content.text == "Hives\n\nHoney\n\nNine jars."
    assert [heading.span.of(content.text) for heading in content.headings] == ["Hives", "Honey"]


def test_an_attached_document_is_a_document_of_its_own() -> None:
    word, packed = docx.Document(), BytesIO()
    word.add_paragraph("Honey costs 12 euros a jar.")
    word.save(packed)
    made = message()
    made.add_attachment(packed.getvalue(), maintype="application", subtype="octet-stream", filename="prices.docx")
    made.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="../hive.png")
    letter, prices = read(made.as_bytes(), "letter.eml")
    assert letter.content.text.endswith("The hives are warm.\n\nAttachments\n\nprices.docx, hive.png (not read)")
    assert (prices.name, prices.content.media_type) == ("attachment 1", Format.DOCX.media_type)
    assert prices.content.text == "Honey costs 12 euros a jar."
    assert prices.content.metadata.title == "Prices (attached to Hives)"


def test_a_message_that_was_passed_on_is_a_document_with_its_own_author() -> None:
    inner = message("Nine jars were filled.", "Jars")
    inner.replace_header("From", "Ben <ben@example.org>")
    made = message()
    made.add_attachment(inner)
    _, passed_on = read(made.as_bytes(), "letter.eml")
    assert passed_on.content.text == "Jars\n\nNine jars were filled."
    assert passed_on.content.metadata.author == "Ben"


def test_messages_are_followed_into_messages_only_so_deep() -> None:
    made = message("The innermost letter.", "0")
    for level in range(1, 8):
        outer = message(subject=str(level))
        outer.add_attachment(made)
        made = outer
    parts = list(read(made.as_bytes(), "letter.eml"))
    assert [part.content.metadata.title.split()[0] for part in parts] == ["7", "6", "5"]
    assert parts[-1].content.text.endswith("(not read)")


def test_signatures_and_appointments_are_no_attachments() -> None:
    made = message()
    made.add_attachment(b"-----BEGIN", maintype="application", subtype="pgp-signature", filename="signature.asc")
    made.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="invite.ics")
    assert only(made.as_bytes()).content.text == "Hives\n\nThe hives are warm."


SEALED = (
    HEADER + b"Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nx\n"
)


def test_an_encrypted_message_says_so() -> None:
    with pytest.raises(EncryptedFile, match="decrypt"):
        list(read(SEALED, "letter.eml"))


def test_a_mailbox_has_a_document_for_each_message_named_by_its_id() -> None:
    first, second = message(subject="one").as_bytes(), message(subject="two").as_bytes()
    parts = list(read(mailbox(first, second, HEADER + b"\nNo id.", second + b"More."), "box.mbox"))
    assert [part.name for part in parts] == ["one@example.org", "two@example.org", "3", "two@example.org (2)"]


def test_a_line_that_begins_with_from_divides_messages_only_above_a_header_and_below_a_blank_line() -> None:
    text = (
        b"The honey came.\nFrom here it goes to Vlora at 10:30.\n\nFrom Vlora it sails at 11:30.\nNext line.\n\n"
        b">From Durres: by road.\n>>From Fier too.\n\nFrom now on\nNote: no mail is above.\n"
    )
    first, second = read(mailbox(HEADER + b"\n" + text, HEADER + b"\nSecond."), "box.mbox")
    assert "\n\nFrom Durres: by road.\n\n>From Fier too." in first.content.text
    assert first.content.text.endswith("Note: no mail is above.")
    assert second.content.text == "Hives\n\nSecond."


def test_a_mailbox_with_windows_line_ends_is_divided_too() -> None:
    parts = list(read(mailbox(message().as_bytes(), message().as_bytes()).replace(b"\n", b"\r\n"), "box.mbox"))
    assert [part.content.text for part in parts] == ["Hives\n\nThe hives are warm."] * 2


def test_a_message_that_cannot_be_read_does_not_fail_its_mailbox() -> None:
    (part,) = read(mailbox(SEALED, HEADER + b"\nThe hives are warm."), "box.mbox")
    assert part.name == "2"
    with pytest.raises(EncryptedFile):
        list(read(mailbox(SEALED), "box.mbox"))


def test_a_message_is_read_inside_of_two_others_and_not_of_three() -> None:
    (part,) = read_mail(message().as_bytes(), "letter.eml", ReadOptions(depth=3))
    assert part.content.text == "Hives\n\nThe hives are warm."
    for reader, data in ((read_mail, message().as_bytes()), (read_mbox, mailbox(message().as_bytes()))):
        with pytest.raises(TooLarge, match="add it by itself"):
            list(reader(data, "letter.eml", ReadOptions(depth=4)))


def test_parts_inside_of_parts_without_end_are_refused() -> None:
    nested = b"".join(b"Content-Type: multipart/alternative; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(3000))
    with pytest.raises(DamagedFile, match="nested too deeply"):
        list(read(HEADER + nested + b"\nText.", "letter.eml"))
    for depth, name in ((19, b"b19\n"), (20, b"b20\n")):
        data = HEADER + nested[: nested.index(b"Content-Type: multipart/alternative; boundary=" + name)] + b"\nText."
        if depth == 19:
            assert only(data).content.text == "Hives\n\nText."
        else:
            with pytest.raises(DamagedFile, match="nested too deeply"):
                only(data)


SENTENCES = st.lists(st.sampled_from(["Bees fly.", "Nine jars.", "Ç'ka ?", "> Quoted words.", "", "From here on."]))


@given(texts=st.lists(SENTENCES, min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_every_line_of_every_message_of_a_mailbox_is_in_a_passage_of_it(texts: list[list[str]]) -> None:
    box = mailbox(*(HEADER + b"\n" + "\n".join(lines).replace("\nFrom", "\n>From").encode() for lines in texts))
    parts = list(read(box, "box.mbox"))
    assert len(parts) == len(texts)
    for part, lines in zip(parts, texts, strict=True):
        passages = [passage.span.of(part.content.text) for passage in split(part.content)]
        assert all(any(line in passage for passage in passages) for line in lines)


PIECES = st.sampled_from(
    [
        b"Content-Type: ", b"multipart/mixed; ", b"multipart/alternative; boundary=b", b"text/plain; ", b"text/html; ",
        b'charset="', b"message/rfc822", b"\"", b"boundary=b", b"\n--b\n", b"\n--b--\n", b"\n\n", b"=?utf-8?b?", b"=?=",
        b"?q?", b"%PDF-1.4",
        b"Content-Transfer-Encoding: base64\n", b"Content-Disposition: attachment; filename", b"*0*=utf-8''%ff", b"*9=",
        b"name*99999999999=", b"Subject: ", b"From: ", b"Date: ", b"List-Id: <", b"\xff\x00", b"<p>",
        b"From a 10:00\n", b"format=flowed; delsp=yes", b"; ", b"utf-7", b"+2AA-", b"iso-2022-jp", b"\x1b$B",
    ]
)  # fmt: skip


@given(data=st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join)))
@settings(deadline=None, max_examples=300)
def test_whatever_the_bytes_are_they_are_read_or_refused_with_a_reason(data: bytes) -> None:
    for reader in (read_mail, read_mbox):
        try:
            parts = list(reader(HEADER + data, "letter"))
        except ReadError:
            continue
        for part in parts:
            content = part.content
            content.text.encode()
            part.name.encode()
            str(content.metadata).encode()
            assert content.body.end <= len(content.text)
            for heading in content.headings:
                assert heading.span.of(content.text).split() == heading.text.split()


def test_a_mailbox_of_messages_without_any_field_has_all_of_them() -> None:
    data = mailbox(b"\nThe hives are warm.", b"\nFrom here on they are cold.")
    assert [part.content.text for part in read(data, "in.mbox")] == [
        "The hives are warm.",
        "From here on they are cold.",
    ]


def test_a_message_with_a_long_header_is_one_without_a_suffix_too() -> None:
    passed_on = b"".join(b"X-Filter-%d: passed %s\n" % (number, b"a" * 60) for number in range(100))
    (part,) = read(passed_on + HEADER + b"\nThe hives are warm.", "letter")
    assert part.content.metadata.title == "Hives"


def test_a_body_without_a_charset_is_read_in_its_letters_and_says_so() -> None:
    found = only(HEADER + b"\n" + "Zgjojet janë të ngrohta, dhe bletët nuk kanë dalë ende.".encode("cp1250"))
    assert "janë të ngrohta" in found.content.text
    assert found.content.metadata.encoding is not None


def test_a_message_of_the_far_future_has_no_date() -> None:
    assert only(HEADER.replace(b"2022", b"3609") + b"\nLate.").content.metadata.date is None
