"""Documents to code in, worked on as coders do, and what must then stand in the study."""
