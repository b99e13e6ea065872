"""Windows of 1,000 characters that overlap by 200, as LangChain's tutorial cuts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.peer import Found

if TYPE_CHECKING:
    from benchmarks.peers.peer import Source

CHARACTERS, OVERLAP = 1000, 200


def windows(document: Source) -> list[Found]:
    """In the order of the text."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=OVERLAP, add_start_index=True)
    found = []
    for each in splitter.create_documents([document.text]):
        start = each.metadata["start_index"]
        found.append(Found(document.id, start, start + len(each.page_content), each.page_content))
    return found
