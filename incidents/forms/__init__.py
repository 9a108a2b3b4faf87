"""Turning input into clean values. Who may do what stands in permissions."""
