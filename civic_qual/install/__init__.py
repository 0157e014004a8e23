"""Taking the library to computers without a network: wheels for them, and a starter to open.

Nothing else of the library uses the network, and this only lets pip do so, as it is configured on
the computer where the bundle is made.
"""
