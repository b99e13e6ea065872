"""Pages and files of the web, each fetched once because a person named its address. Nothing else may call this room."""
