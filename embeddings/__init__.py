"""Part of Besa: passages and questions as vectors, their index, and ranking."""
