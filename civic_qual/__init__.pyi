from ._version import __version__
from .analysis.agreement.adjudicate import adjudicate
from .analysis.agreement.agreement import agreement
from .analysis.agreement.confusion import confusion
from .analysis.agreement.disagreements import disagreements
from .analysis.agreement.unitised_agreement import unitised_agreement
from .analysis.estimates.error_by import error_by
from .analysis.estimates.estimate_themes import estimate_themes
from .analysis.estimates.theme_differences import theme_differences
from .analysis.passages.concordance import concordance
from .analysis.passages.framework_matrix import framework_matrix
from .analysis.passages.quotes import quotes
from .analysis.sampling.draw_sample import draw_sample
from .analysis.sampling.read_sample import read_sample
from .analysis.sampling.sample import Sample
from .analysis.tables.case_matrix import case_matrix
from .analysis.tables.cooccurrence import cooccurrence
from .analysis.tables.crosstab import crosstab
from .analysis.tables.saturation import saturation
from .analysis.tables.theme_table import ThemeTable, theme_table
from .codebook.files.reading import read_codebook
from .codebook.model import Code, Codebook, Rule
from .coding.check import check_codebook
from .coding.coders import RuleCoder
from .coding.codings import Codings
from .coding.combine.combine import combine
from .coding.compare import compare
from .coding.explain import explain
from .coding.files.reading import read_codings
from .corpus.intake.reading import read_corpus
from .corpus.model import Corpus, Transcript, Turn
from .errors import CivicQualError, CivicQualWarning
from .learning.theme_classifier import ThemeClassifier
from .learning.validation import cross_validate
from .privacy.leaving.checking import check_files
from .privacy.memory.earlier import earlier_releases
from .privacy.outlet.release import release
from .privacy.passages.quotations import check_quotes
from .privacy.suppressing.release import suppress_small_cells
from .report.theme_report import theme_report
from .reviewing.review import review
from .routines.beginning.look import look
from .routines.examples import example_codebook, example_codings, example_corpus
from .routines.refreshing import refresh
from .routines.worksheets import read_worksheets, worksheet
from .study.study import Study

__all__ = [
    "CivicQualError",
    "CivicQualWarning",
    "Code",
    "Codebook",
    "Codings",
    "Corpus",
    "Rule",
    "RuleCoder",
    "Sample",
    "Study",
    "ThemeClassifier",
    "ThemeTable",
    "Transcript",
    "Turn",
    "__version__",
    "adjudicate",
    "agreement",
    "case_matrix",
    "check_codebook",
    "check_files",
    "check_quotes",
    "combine",
    "compare",
    "concordance",
    "confusion",
    "cooccurrence",
    "cross_validate",
    "crosstab",
    "disagreements",
    "draw_sample",
    "earlier_releases",
    "error_by",
    "estimate_themes",
    "example_codebook",
    "example_codings",
    "example_corpus",
    "explain",
    "framework_matrix",
    "look",
    "quotes",
    "read_codebook",
    "read_codings",
    "read_corpus",
    "read_sample",
    "read_worksheets",
    "refresh",
    "release",
    "review",
    "saturation",
    "suppress_small_cells",
    "theme_differences",
    "theme_report",
    "theme_table",
    "unitised_agreement",
    "worksheet",
]
