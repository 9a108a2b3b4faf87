"""The People pages: one module for each part of who is who."""
