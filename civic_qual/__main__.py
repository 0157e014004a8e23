"""`python -m civic_qual` is `civic-qual`."""

from civic_qual.cli.main import run

if __name__ == "__main__":
    run()
