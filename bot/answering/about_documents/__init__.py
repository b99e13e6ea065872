"""Questions about the documents themselves, answered from the catalogue: who wrote one, when, which there are."""
