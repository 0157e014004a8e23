"""Models on disk: numbers, words and the codebook as text, and nothing that could run.

The file is skops' (a zip of arrays and JSON) and holds plain values only: a file that holds any
other type is refused unread. It stores no passage: of what people said, only n-grams that three
participants used, and where the training passages stand.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.codebook.model import Codebook
from civic_qual.errors import ModelError
from civic_qual.learning.calibration import Sigmoids
from civic_qual.learning.encoders import encoder_name, find_encoder
from civic_qual.learning.fitting import Fitted
from civic_qual.learning.heads import Head
from civic_qual.learning.ngrams import NGrams
from civic_qual.learning.places import Places
from civic_qual.learning.vector_cache import VectorCache
from civic_qual.learning.views import Views
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier

FORMAT = "civic_qual theme classifier 1"
