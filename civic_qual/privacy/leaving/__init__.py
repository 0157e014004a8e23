"""Files about to leave: what in them identifies somebody, or undoes what was hidden."""
