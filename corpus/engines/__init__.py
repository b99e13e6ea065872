"""What an engine that holds a library has to do: the folder of one machine (`corpus.store`), or a server."""
