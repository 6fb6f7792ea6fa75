"""What a fault did that it must not do."""


class Harm(Exception):
    """One sentence on what went wrong in a try."""


def need(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Harm(otherwise)
