"""What a token may be used for, of accounts."""

from foundation.security.scopes import TokenScope
from foundation.text.message import say

NETWORK_READ = TokenScope("network:read", say("Read organisations and places"))
