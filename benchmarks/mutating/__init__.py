"""Breaking the library on purpose, to see whether its tests notice."""
