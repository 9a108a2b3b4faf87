"""Pages of docs/reference that are put together from the shipped rules and hand-kept files under tests/reference."""
