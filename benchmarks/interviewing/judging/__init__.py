"""Judging: what was read, beside what was said."""
