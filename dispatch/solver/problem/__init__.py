"""What goes in and what comes out: problem, plan, their files, and the checker that knows no solver."""
