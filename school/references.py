"""Short references people can read out: random, so that no gap gives a hidden record away."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Seven characters in two groups, such as K7M-4QXH: about 2 * 10**10 of them."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"{letters[:3]}-{letters[3:]}"
