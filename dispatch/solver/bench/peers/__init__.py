"""Other solvers, each asked the same question as fairly as it allows; only the benchmarks use them."""
