"""A codebook of two themes, each found by one rule."""

CODEBOOK = """\
title: Small
version: "1"
languages: [en]
codes:
  - id: perf
    kind: theme
    name: {en: Performance}
    definition: {en: How peacekeepers act}
    rules: {en: came late}
  - id: crop
    kind: theme
    name: {en: Crops}
    definition: {en: What is grown}
    rules: {en: planted maize}
"""
