"""A library as a retriever of other frameworks: of LangChain, LlamaIndex and Haystack, each an extra of its own.

What each returns are the excerpts that an answer cites, best first, word for word, with `excerpt_metadata` of each.
"""
