"""How fast the pages are at 100,000 cases: `make bench` (docs/reference/performance.md)."""
