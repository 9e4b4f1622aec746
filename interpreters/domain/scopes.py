"""What a token may be used for, of the roster."""

from foundation.security.scopes import TokenScope
from foundation.text.message import say

ROSTER_READ = TokenScope("roster:read", say("Read the roster"))
