"""Plan runs: asked for, made, reviewed, sent, taken back."""
