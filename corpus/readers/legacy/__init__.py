"""Documents of Office from before 2007: DOC, XLS, PPT."""
