"""Random interviews in random layouts and formats, their truth, and how a reading is judged."""
