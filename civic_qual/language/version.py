"""The version of what this library knows about words, sentences and negation.

It stands in the fingerprint of a codebook's rules. It is raised by one whenever a word reaches
other forms, a text falls into other sentences, or another word counts as denied: then rules find
something else in the same text. `tests/language/test_version.py` notices.
"""

LANGUAGE_VERSION = 1
