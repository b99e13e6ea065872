"""Taking from a process what it does not need: the network, other files, other programs, and its environment."""
