"""What one statement may take. Beyond it is stopped, and says so."""

ROWS, EXPORT_ROWS = 10_000, 1_000_000
SECONDS = 20.0
MEMORY_MB = 512
# What is handed over is held by the server: so much of it, whatever the rows.
RESULT_MB = 256
# The audit log keeps a statement whole, in pieces.
LETTERS = 15_000
# Statements at once, of all viewers of a server.
AT_ONCE = 4
