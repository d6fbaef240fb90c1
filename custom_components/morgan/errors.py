"""What may be wrong with a Morgan."""

from __future__ import annotations


class MorganError(Exception):
    """Morgan cannot be used now."""


class CannotConnect(MorganError):
    """Nothing answers at the address."""


class NotMorgan(MorganError):
    """Something else answers at the address."""


class KeyRefused(MorganError):
    """The API key is missing or wrong."""


class TooOld(MorganError):
    """This Morgan has no link."""


class AnotherServer(MorganError):
    """Another Morgan than before answers at the address."""


class WrongCode(MorganError):
    """The pairing code is wrong, was used, or is too old."""


class TooManyTries(MorganError):
    """Wrong codes came from this Home Assistant: it has to wait."""


class PairingOff(MorganError):
    """This Morgan pairs nobody."""


class SpeaksHttps(MorganError):
    """The address is right, but with `https`."""


class UntrustedCertificate(MorganError):
    """Nobody vouches for the certificate of the server, and no person has accepted it."""


class OtherCertificate(MorganError):
    """The server shows another certificate than the one that a person has accepted."""
