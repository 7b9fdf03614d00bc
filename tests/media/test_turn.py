"""TURN credentials as coturn checks them."""

from media.turn import credentials


def test_credentials_carry_their_expiry_and_are_signed() -> None:
    # The password is what this prints for the name: openssl dgst -sha1 -hmac secret -binary | base64
    assert credentials("secret", "seat", 600, 1_000_000.9) == (
        "1000600:seat",
        "4fw0fcWfdRlnaI2QUDTHkGk9/tw=",
    )
