"""The benchmarks: seeded problems, other solvers, tables of what was measured."""
