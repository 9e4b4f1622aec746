"""What a token may be used for, of requests and sessions."""

from foundation.security.scopes import TokenScope
from foundation.text.message import say

REQUESTS_READ = TokenScope("requests:read", say("Read requests and their sessions"))
REQUESTS_WRITE = TokenScope("requests:write", say("File and cancel requests"))
