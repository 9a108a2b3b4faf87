"""The long runs of the proofs: `make drill`, never part of `make test`."""
