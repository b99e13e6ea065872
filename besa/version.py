"""The version of Besa, the one place where it stands; `setup.py` reads it from here."""

__version__ = "0.2.0"
