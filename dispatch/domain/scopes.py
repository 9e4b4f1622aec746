"""What a token may be used for, of dispatch."""

from foundation.security.scopes import TokenScope
from foundation.text.message import say

DISPATCH_READ = TokenScope("dispatch:read", say("Read candidates, plans and outcomes"))
DISPATCH_WRITE = TokenScope("dispatch:write", say("Plan, and send offers"))
OFFERS_READ = TokenScope("offers:read", say("Read one’s own offers and sessions"))
OFFERS_ANSWER = TokenScope("offers:answer", say("Answer one’s own offers, and report sessions"))
OUTCOMES_WRITE = TokenScope("outcomes:write", say("Report how sessions went"))
PAY_READ = TokenScope("pay:read", say("Read claims"))
