"""The rules for a proposal, as small functions: each looks at one thing and says what it found."""
