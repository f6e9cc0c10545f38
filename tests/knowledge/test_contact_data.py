import pytest

from knowledge.contact_data import holds_contact, reach_in


@pytest.mark.parametrize(
    "text",
    [
        "mail anna@linde.example",
        "Anna.de-Wit+werk@mail.linde.example.",
        "anna [at] linde.nl",
        "anna apenstaartje linde punt nl",
        "06-12345678",
        "06 12 34 56 78",
        "0612345678",
        "bel (010) 123 45 67 na vijf uur",
        "010/1234567",
        "+31 6 12345678",
        "+31 (0)6 1234 5678",
        "0031612345678",
        "op 01-02-2027 ben ik op 06.12.34.56.78",
        "https://wa.me/31612345678",
        "612345678",
    ],
)
def test_contact_data_are_found(text: str) -> None:
    assert holds_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kan het op 01-02-2027 om 10.30 uur?",
        "Het kost 10.000 euro, waarvan 1.250,50 voor de zaal.",
        "In 2028 doen 100 ouderen mee, van 09.00 tot 17.00 uur.",
        "Wij zitten op 3144 CD, nummer 12.",
        "Anna de Wit komt ook @ het feest",
        "KvK 12345678",
    ],
)
def test_other_numbers_are_no_contact_data(text: str) -> None:
    assert not holds_contact(text)


def test_the_address_and_the_number_are_taken_out() -> None:
    assert reach_in("Mijn mail is anna@linde.example. Bel 06-1234 5678!") == ("anna@linde.example", "06-1234 5678")
    assert not reach_in("geen van beide")
