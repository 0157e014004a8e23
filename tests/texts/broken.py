"""Letters broken as programs break them."""


def broken(text: str, encoding: str) -> str:
    """Read the bytes of UTF-8 as programs do that know better."""
    return "".join(
        chr(byte) if encoding == "cp1252" and byte in b"\x81\x8d\x8f\x90\x9d"
        else bytes([byte]).decode(encoding)
        for byte in text.encode()
    )  # fmt: skip
