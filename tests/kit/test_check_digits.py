"""Check digits and letters against numbers known to be right."""

from kit.check_digits import has_right_key_97_10, key_97, letter_23


def test_the_key_by_97_of_a_thirteen_digit_number() -> None:
    assert key_97(1_72_99_36_990_292) == 22


def test_modulo_97_10_takes_letters_as_numbers() -> None:
    assert has_right_key_97_10("30006000011234567890189" + "FR76")
    assert not has_right_key_97_10("30006000011234567890188" + "FR76")


def test_the_letter_by_23_skips_i_o_and_q() -> None:
    assert letter_23(949_000) == "X"
    assert {letter_23(number) for number in range(23)}.isdisjoint("IOQ")
