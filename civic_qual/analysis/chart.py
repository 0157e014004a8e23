"""A figure that shows itself in a notebook; nothing else holds on to it."""

from __future__ import annotations

import io

from matplotlib.figure import Figure

DOTS_PER_INCH = 110


class Chart(Figure):
    """A matplotlib figure with a picture of itself as its value in a notebook.

    Figures made through pyplot are kept alive until closed; this one goes when its user goes.
    """

    def _repr_png_(self) -> bytes:
        target = io.BytesIO()
        self.savefig(target, format="png", dpi=DOTS_PER_INCH)
        return target.getvalue()
