"""What is built: C parts where there is a compiler, and catalogues; setup.cfg says all else."""

import importlib.util
import os
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

PARTS = ("language/tokenising/_tokens", "coding/matching/_scan")
HERE = Path(__file__).parent


class BuildWithCatalogues(build_py):
    """Put the catalogues of messages, compiled, into what is installed."""

    def run(self):
        """Build, then compile; an editable installation reads the sources."""
        super().run()
        if not self.editable_mode:
            for source, target in self._catalogues():
                self.mkpath(str(target.parent))
                target.write_bytes(_compiled(source))

    def get_outputs(self, include_bytecode=True):
        """Return all files that are built."""
        made = [] if self.editable_mode else [str(target) for _, target in self._catalogues()]
        return super().get_outputs(include_bytecode) + made

    def _catalogues(self):
        for source in sorted((HERE / "civic_qual" / "locale").glob("*/LC_MESSAGES/*.po")):
            yield source, Path(self.build_lib, source.relative_to(HERE)).with_suffix(".mo")


def _compiled(source):
    path = HERE / "civic_qual" / "messages" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("catalogues", path)
    catalogues = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(catalogues)
    return catalogues.compiled_po(source.read_text(encoding="utf-8"))


setup(
    cmdclass={"build_py": BuildWithCatalogues},
    # A wheel for other computers has no compiled parts, and runs on all of them.
    ext_modules=[]
    if os.environ.get("CIVIC_QUAL_PORTABLE")
    else [
        Extension(
            "civic_qual." + part.replace("/", "."),
            [f"civic_qual/{part}.c"],
            optional=True,
            py_limited_api=True,
        )
        for part in PARTS
    ],
)
