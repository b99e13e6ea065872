"""Formats that are text to begin with."""
