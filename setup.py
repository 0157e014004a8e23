"""The parts that a C compiler makes faster, if there is one; all else is said in setup.cfg."""

from setuptools import Extension, setup

PARTS = ("language/tokenising/_tokens", "coding/matching/_scan")

setup(
    ext_modules=[
        Extension(
            "civic_qual." + part.replace("/", "."),
            [f"civic_qual/{part}.c"],
            optional=True,
            py_limited_api=True,
        )
        for part in PARTS
    ]
)
