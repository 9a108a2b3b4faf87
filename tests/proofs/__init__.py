"""Proofs: what must hold whatever is built on top, tried against the whole portal as it stands."""
