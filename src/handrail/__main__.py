"""`python -m handrail` is the `handrail` command."""

from handrail.config.commands import main

if __name__ == "__main__":
    main()
