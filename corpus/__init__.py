"""Part of Besa: documents in, passages out."""
