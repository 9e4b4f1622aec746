"""The process that reads calendars of strangers: one question on standard input, one answer on standard output."""

import sys

from foundation.calendars.asked import answer_line, limit_this_process

if __name__ == "__main__":
    limit_this_process()
    sys.stdout.write(answer_line(sys.stdin.read()))
