"""Coverage-guided noise at the parser: `python -m bench.fuzz_mail -max_total_time=600 [CORPUS]`.

Needs `atheris`, which is not among the project's packages (`pip install atheris`); arguments are
libFuzzer's. A fault stops the run and leaves the bytes in a file. Not in CI.
"""

import sys

import atheris

with atheris.instrument_imports(include=["handrail.channels.email.parsing"]):
    from handrail.channels.email.parsing import Unparsable, parse


def read(raw: bytes) -> None:
    """One mail: values or a plain refusal; anything else is a fault."""
    try:
        parse(raw)
    except Unparsable:
        return


def main() -> None:
    """Run until the time given is over."""
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
