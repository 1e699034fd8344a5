"""The mapping assistant: what a platform's own headers and codes stand for in the contract."""
