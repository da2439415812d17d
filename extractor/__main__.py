"""`python -m extractor`: the same as the console script."""

from extractor.cli import main

if __name__ == "__main__":
    main()
