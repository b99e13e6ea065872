"""Word documents, presentations and spreadsheets."""
