"""The door for files that other people made: how large, how deep, how long, and from where."""
