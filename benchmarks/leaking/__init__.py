"""Random studies, what leaves of them, and somebody outside who works out what was hidden."""
