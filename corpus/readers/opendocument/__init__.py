"""OpenDocument: texts, presentations and spreadsheets, packed or as flat XML."""
