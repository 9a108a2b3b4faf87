"""`python -m files.cleaning KIND [SHAPE]`: a strange file on standard input, a clean one on standard output.

SHAPE is what files.cleaning.shaping writes, for pictures. Started by files.accepting with an empty environment.
A fault in a decoder ends this process and nothing else.
Exit code 3 with one word on standard error: the file is refused. Any other code but 0: it could not be read.
"""

import errno
import logging
import resource
import sys
import warnings

from files.cleaning.refusals import Refused, Why

REFUSED = 3
MEMORY = 1_500_000_000
SECONDS = 20
LARGEST = 40_000_000
OPEN_FILES = 64


def limit() -> None:
    """What a file can cost at most, whatever it claims to be. Set before its first byte is read."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def clean(kind: str, shape: str) -> None:
    source, target = sys.stdin.buffer, sys.stdout.buffer
    if kind == "application/pdf":
        from files.cleaning.papers import clean_paper

        clean_paper(source, target)
    else:
        from files.cleaning.pictures import clean_picture
        from files.cleaning.shaping import Shape

        clean_picture(source, target, kind, Shape.read(shape) if shape else None)
    target.flush()


def main(kind: str, shape: str = "") -> int:
    limit()
    logging.disable()  # what a parser mutters about a broken file is nobody's concern
    warnings.simplefilter("ignore")
    try:
        clean(kind, shape)
    except Refused as refused:
        why = refused.why
    except OSError as error:
        # What was made of it grew past the limit. Everything else is a broken file.
        why = Why.TOO_LARGE if error.errno == errno.EFBIG else Why.UNREADABLE
    except Exception:
        why = Why.UNREADABLE
    else:
        return 0
    sys.stderr.write(why.value)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
