"""What axe finds wrong with a page for those who cannot see or point."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / "front" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page, within=None):
    """Return what axe finds: rule, and where."""
    if not AXE.exists():
        pytest.skip("there is no axe-core: npm install in front")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("within => axe.run(within || document)", within)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
