"""What a token may be used for, of courses and certifications."""

from foundation.security.scopes import TokenScope
from foundation.text.message import say

TRAINING_READ = TokenScope("training:read", say("Read courses and certifications"))
