"""Formats: real writers, and a check of every file that they wrote."""
