"""Figures about the library that anyone can measure again: `python -m benchmarks NAME`."""
