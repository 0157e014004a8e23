"""The pages of a pdf: lines from letters, tables from lines, and what is no text at all."""
