"""How long a test waits at most for something that must come: long past what any machine needs.

What comes is seen at once, so only a test that fails ever waits this long.
"""

SECONDS = 300.0
MILLISECONDS = SECONDS * 1000
