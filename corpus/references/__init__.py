"""Libraries of references (Zotero's own, BibTeX, CSL-JSON, RDF): what they say of the files that they name."""
