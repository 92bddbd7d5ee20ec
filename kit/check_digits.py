"""Check digits and letters, as arithmetic: what the numbers mean is their owners' business."""

# Letters of a remainder by 23; I, O and Q are left out because they look like figures.
_LETTERS_OF_23 = "ABCDEFGHJKLMNPRSTUVWXYZ"


def key_97(number: int) -> int:
    """The complement to 97 of a number: added to it, they are divisible by 97."""
    return 97 - number % 97


def has_right_key_97_10(text: str) -> bool:
    """Whether a text of figures and capitals passes ISO 7064 MOD 97-10, letters counting from A = 10."""
    return int("".join(str(int(letter, 36)) for letter in text)) % 97 == 1


def letter_23(number: int) -> str:
    """The letter of a number's remainder by 23."""
    return _LETTERS_OF_23[number % 23]
