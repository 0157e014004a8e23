"""Who codes in a run: the rules of the codebook, a trained model, or both by a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.combine.policies import Policy
    from civic_qual.corpus.model import Corpus

# A list of its own, since --help must not load what the library's needs; a test compares them.
POLICY_CHOICES = ("model_with_rules", "model", "either", "both", "rules")


def coded(
    corpus: Corpus,
    codebook: Codebook,
    model_file: Path | None = None,
    policy: Policy = "model_with_rules",
    quiet: bool = False,
) -> Codings:
    """Code a corpus by rules, or by a model combined with rules."""
    from civic_qual.coding.rule_coder import RuleCoder

    if model_file is None:
        return RuleCoder(codebook).code(corpus)
    from civic_qual.coding.combine.combine import combine
    from civic_qual.learning.theme_classifier import ThemeClassifier

    model = ThemeClassifier.load(model_file, codebook=codebook)
    machine = model.code(corpus, progress=not quiet)
    if policy == "model":
        return machine
    return combine(RuleCoder(codebook).code(corpus), machine, policy=policy)
