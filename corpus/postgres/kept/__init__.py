"""What the machines that share a library on a server keep there beside its documents."""
