"""The process that looks through files of strangers: the file on standard input, one line of JSON on standard output."""

import sys

from foundation.files.asked import answer_line, limit_this_process

if __name__ == "__main__":
    limit_this_process()
    sys.stdout.write(answer_line(sys.stdin.buffer.read(), sys.argv[1]))
